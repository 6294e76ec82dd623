#pragma once
// Takes an event to an ECS target: runs the tasks, tries again, gives up.
// Source:
// docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html

#include <string>
#include <vector>

#include "ecs/api.hpp"
#include "events/runs.hpp"

namespace ikada::events {

// How far one event has come on its way to one target.
struct Delivery {
    TimePoint due_at;  // the tick, or the event's time
    TimePoint next_try_at;
    int attempts = 0;
    std::vector<std::string> task_arns;  // tasks that run already, of several
};
const schema::Type& describe(const Delivery*);

// AWS's retry policy where a target has none.
struct RetryLimits {
    int retries = 185;
    Seconds age{86'400};
};
// A target's own RetryPolicy; a template, as each service has a shape of that
// name.
template <class Policy>
RetryLimits limits_of(const std::optional<Policy>& policy) {
    RetryLimits limits;
    if (!policy) return limits;
    limits.retries = policy->maximum_retry_attempts.value_or(limits.retries);
    limits.age = Seconds{policy->maximum_event_age_in_seconds.value_or(limits.age.count())};
    return limits;
}
// Between two tries: a second, then twice as long each time. AWS says only that
// it backs off.
constexpr Seconds kBackOffMax{600};

struct Outcome {
    RunState state = RunState::Waiting;  // Started and Failed: it is over
    std::string reason;
};
// As a rule or schedule remembers it.
Run run_of(const Outcome& outcome, const Delivery& delivery);

struct Attempt {
    ecs::shapes::RunTaskRequest request;
    RetryLimits limits;
    TimePoint now;
};
// Tries once more, of several tasks those that do not run yet. What RunTask
// refuses is given up at once, as by AWS; tasks that find no place are tried
// again.
Outcome deliver(world::Tx& tx, Attempt attempt, Delivery& delivery);

}  // namespace ikada::events
