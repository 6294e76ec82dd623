#pragma once
// EventBridge's records: rules with their targets, what waits to be run, what
// was run.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "events/delivery.hpp"
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
    // Since when it fires as it does: made, enabled, or given another schedule or
    // pattern. A rate counts from here, and what was due before is none of its
    // own.
    TimePoint active_since;
};
const schema::Type& describe(const Rule*);

// An event on its way to one target of a rule, until the target took it or it
// is given up.
struct Invocation {
    std::string rule;
    std::string target_id;
    std::string event_id;
    std::string event;  // as JSON
    Delivery delivery;
};
const schema::Type& describe(const Invocation*);

// Written by the controller alone.
struct RuleRuns {
    std::string rule;
    TimePoint done_until;   // ticks up to here have been fired or missed
    std::vector<Run> runs;  // the last ones, oldest first
};
const schema::Type& describe(const RuleRuns*);

// How far ECS's events of one of its records have been sent, while some rule
// has a pattern.
struct SourceMark {
    std::string arn;
    std::string mark;  // ecs::event_mark
};
const schema::Type& describe(const SourceMark*);

}  // namespace ikada::events
