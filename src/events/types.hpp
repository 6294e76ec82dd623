#pragma once
// EventBridge's records: rules with their targets, what waits to be run, what was run.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "events/shapes.hpp"
#include "schema/describe.hpp"

namespace ikada::events {

using Tags = std::map<std::string, std::string>;

// As the API was told; nobody else writes it.
struct Rule {
    std::string name;
    std::string arn;
    std::optional<std::string> schedule_expression, event_pattern, description, role_arn;
    shapes::RuleState state = shapes::RuleState::Enabled;
    std::string created_by;  // an account
    Tags tags;
    std::vector<shapes::Target> targets;  // by id
    // Since when it fires as it does: made, enabled, or given another schedule or pattern. A rate
    // counts from here, and what was due before is none of its own.
    TimePoint active_since;
};
const schema::Type& describe(const Rule*);

// An event on its way to one target of a rule, until the target took it or it is given up.
struct Invocation {
    std::string rule;
    std::string target_id;
    std::string event_id;
    std::string event;  // as JSON
    TimePoint due_at;   // the tick, or the event's time
    TimePoint next_try_at;
    int attempts = 0;
    std::vector<std::string> task_arns;  // tasks that run already, of several
};
const schema::Type& describe(const Invocation*);

enum class RunState { Waiting, Started, Failed, Missed };
constexpr auto kRunStateNames = std::to_array<EnumName<RunState>>({{RunState::Waiting, "WAITING"},
                                                                   {RunState::Started, "STARTED"},
                                                                   {RunState::Failed, "FAILED"},
                                                                   {RunState::Missed, "MISSED"}});
static_assert(covers(kRunStateNames, RunState::Missed), "a RunState has no name");
constexpr const auto& names_of(RunState) { return kRunStateNames; }

// What became of one event for one target; or of ticks that nobody was there to fire.
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

constexpr std::size_t kRunsKept = 20;  // of one rule

// Written by the controller alone.
struct RuleRuns {
    std::string rule;
    TimePoint done_until;   // ticks up to here have been fired or missed
    std::vector<Run> runs;  // the last ones, oldest first
};
const schema::Type& describe(const RuleRuns*);

// How far ECS's events of one of its records have been sent, while some rule has a pattern.
struct SourceMark {
    std::string arn;
    std::string mark;  // ecs::event_mark
};
const schema::Type& describe(const SourceMark*);

}  // namespace ikada::events
