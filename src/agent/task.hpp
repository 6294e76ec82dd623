#pragma once
// What the agent knows of its tasks. Plain values, kept by the engine thread.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/task_spec.hpp"
#include "base/enum_names.hpp"
#include "docker/types.hpp"

namespace ikada::agent {

// In the order a container goes through them; it only moves forward, but for another try with
// other ports (Created back to Pulled).
enum class Stage { None, Pulled, Created, Running, Stopped };
constexpr auto kStageNames = std::to_array<EnumName<Stage>>({{Stage::None, "NONE"},
                                                             {Stage::Pulled, "PULLED"},
                                                             {Stage::Created, "CREATED"},
                                                             {Stage::Running, "RUNNING"},
                                                             {Stage::Stopped, "STOPPED"}});
static_assert(covers(kStageNames, Stage::Stopped), "a Stage has no name");

struct ContainerRecord {
    Stage stage = Stage::None;
    std::string docker_id;  // empty until created
    std::string image_digest;
    std::vector<docker::PublishedPort> ports;  // chosen before create, as Docker says once it runs
    std::string image_id;
    std::optional<int> exit_code;  // nothing if it never ran
    std::optional<TimePoint> created_at, started_at, finished_at;
    std::string reason;  // "ErrorName: text", why it stopped by itself
    docker::Health health = docker::Health::None;
    std::optional<TimePoint> health_since;
    std::string stop_signal;
    std::optional<TimePoint> signalled_at;  // the stop signal was sent
    Stage reported = Stage::None;           // the last one that the control plane has taken
    bool removed = false;                   // from Docker, after the end

    // Not saved: of this process only.
    bool busy = false;  // a job for it is under way
    int failed_tries = 0;
    std::optional<TimePoint> retry_at;  // no job before
    std::optional<TimePoint> killed_at;
    bool look = false;   // Docker has news of it
    bool stray = false;  // Docker runs it though it has stopped for us: it is killed
};

struct TaskRecord {
    TaskSpec spec;
    std::string payload;  // the JSON that spec was read from
    bool stop_asked = false;
    std::string reason;                       // of the task's own, see node-protocol.md, 3.4
    std::vector<ContainerRecord> containers;  // container i is described by spec.containers[i]
    std::optional<TimePoint> pull_started_at, pull_stopped_at, execution_stopped_at, stopped_at;
    Stage reported = Stage::None;  // None, Running or Stopped
    std::optional<TimePoint> reported_at;
    bool attachment_reported = false;  // that of its network interface, as ATTACHED
    bool shared_removed = false;       // its own volumes and control group, after the end
    bool adopted = false;              // known from its containers' labels only

    // Not saved:
    bool report_under_way = false;
    int failed_reports = 0;
    std::optional<TimePoint> report_at;  // no report before
};

// An image that this agent has pulled.
struct ImageRecord {
    std::set<std::string> names;  // as containers give them; none once all lead to newer ones
    bool brought = false;         // it was not here before
    TimePoint pulled_at{}, used_at{};
};

struct AgentState {
    std::string cluster;  // what the instance was registered in
    std::string instance_id;
    std::string container_instance_arn;         // empty: not registered yet
    std::string availability_zone, vpc_id;      // as the control plane knows the instance
    std::int64_t manifest_mark = -1;            // node-protocol.md, 2.10
    int next_port = 0;                          // where the search for a free host port goes on
    std::map<std::string, TaskRecord> tasks;    // by ARN
    std::map<std::string, ImageRecord> images;  // by Docker's id
};

// A fresh record of a task that should run.
inline TaskRecord make_record(TaskSpec spec, std::string payload) {
    TaskRecord task;
    task.containers.resize(spec.containers.size());
    task.spec = std::move(spec);
    task.payload = std::move(payload);
    return task;
}

// A task that ends before it begins: unreadable, or unknown here when its stop was asked.
inline TaskRecord make_stillborn(std::string arn, std::string reason) {
    TaskRecord task;
    task.spec.arn = std::move(arn);
    task.stop_asked = true;
    task.reason = std::move(reason);
    return task;
}

}  // namespace ikada::agent
