#pragma once
// What became of ticks and events: kept with each rule and schedule.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "schema/describe.hpp"

namespace ikada::events {

enum class RunState { Waiting, Started, Failed, Missed };
constexpr auto kRunStateNames = std::to_array<EnumName<RunState>>({{RunState::Waiting, "WAITING"},
                                                                   {RunState::Started, "STARTED"},
                                                                   {RunState::Failed, "FAILED"},
                                                                   {RunState::Missed, "MISSED"}});
static_assert(covers(kRunStateNames, RunState::Missed), "a RunState has no name");
constexpr const auto& names_of(RunState) { return kRunStateNames; }

// What became of one event for one target; or of ticks that nobody was there to
// fire.
struct Run {
    RunState state = RunState::Waiting;
    std::string event_id;   // none if missed
    std::string target_id;  // none if missed
    TimePoint due_at;
    std::vector<std::string> task_arns;
    std::string reason;  // why it waits, failed or was missed
    int attempts = 0;
    int missed = 0;  // how many ticks, the first at due_at
};
const schema::Type& describe(const Run*);

constexpr std::size_t kRunsKept = 20;  // of one rule or schedule

// In place of what `runs` has of the same event and target, else as the newest;
// the oldest go.
void note(std::vector<Run>& runs, Run run);

}  // namespace ikada::events
