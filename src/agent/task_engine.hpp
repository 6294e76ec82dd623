#pragma once
// The task state machine. Pure: from what is known and the time to the next jobs, and from a job's
// outcome to what is known. Source: node-protocol.md, parts 5.2 to 5.5.

#include <optional>
#include <vector>

#include "agent/task.hpp"
#include "base/result.hpp"

namespace ikada::agent {

constexpr Seconds kKillRepeat{5};           // SIGKILL again when a container outlives one
constexpr int kPortTriesMax = 5;            // starts with other dynamic ports after a conflict
constexpr int kLeftoverTriesMax = 5;        // starts beside processes that Docker has lost
constexpr int kImageTriesMax = 3;           // pulls of an image that is gone when it is needed
constexpr Millis kRetryFirst{500};          // first wait after Docker did not answer, doubled …
constexpr Millis kRetryLongest{15'000};     // … up to this
constexpr int kDependencyFailedExit = 143;  // what ECS shows for a container that was held back

// RemoveShared is of the task, its volumes and its control group, and stands at its first
// container.
enum class Job { Pull, Create, Start, Signal, Kill, Inspect, Remove, RemoveShared };
constexpr auto kJobNames = std::to_array<EnumName<Job>>({{Job::Pull, "pull"},
                                                         {Job::Create, "create"},
                                                         {Job::Start, "start"},
                                                         {Job::Signal, "signal"},
                                                         {Job::Kill, "kill"},
                                                         {Job::Inspect, "inspect"},
                                                         {Job::Remove, "remove"},
                                                         {Job::RemoveShared, "remove shared"}});
static_assert(covers(kJobNames, Job::RemoveShared), "a Job has no name");

struct Step {
    Job job;
    std::size_t container;
    bool operator==(const Step&) const = default;
};

struct Plan {
    std::vector<Step> steps;           // to be begun now, all at once
    std::optional<TimePoint> wake_at;  // when to ask again if nothing happens before
    bool forget = false;               // the task is over, told and cleaned up
};

// The time to decide by, which never jumps, and the wall clock's, for what others are told.
struct Now {
    Now(TimePoint both) : steady(both), wall(both) {}
    Now(TimePoint to_decide_by, TimePoint to_tell) : steady(to_decide_by), wall(to_tell) {}
    TimePoint steady, wall;
};

struct Policy {
    Seconds stop_timeout{30};
    Seconds cleanup_wait{600};
};

// Moves on what needs no job (a container that never ran just stops), marks the containers of the
// steps busy, and says what to do. Asked again at the same time it gives no steps.
Plan advance(TaskRecord& task, const Policy& policy, Now now);

// What a job found. Without `error` it did what it should.
struct Outcome {
    Step step;
    std::optional<Error> error;  // docker's kUnreachable, kNotFound, kTimedOut are told apart
    std::string error_name;      // instead of the job's own: "DockerTimeoutError"
    std::string docker_id;       // Create
    std::string image_digest;    // Pull
    std::optional<TimePoint> pull_began_at;  // Pull, if a registry was asked
    std::optional<docker::Container> seen;   // Start, Signal, Kill, Inspect
    std::string image_id;                    // Pull: Docker's
    bool pulled = false;                     // Pull, and the registry gave it
    bool image_is_new = false;               // … and it was not here under that name
    bool port_taken = false;                 // Start failed because of a host port
    bool leftover = false;                   // Start failed because of an earlier start's processes
    bool image_gone = false;                 // Create failed: somebody removed it meanwhile
};
void apply(TaskRecord& task, const Outcome& outcome, Now now);

// Docker's listing shows the container (or does not): notes an id that was not known yet, asks for
// a closer look where the row and the record differ.
void notice(ContainerRecord& container, const docker::ContainerRow* row);

// The least of its containers' stages; Stopped for none.
Stage stage_of(const TaskRecord& task);
// Asked to stop, or an essential container has stopped.
bool is_stopping(const TaskRecord& task);

// The later of `wall` and the times that an earlier process decided by: where its clock goes on if
// the wall clock was set back between the two.
TimePoint not_before(const AgentState& state, TimePoint wall);

}  // namespace ikada::agent
