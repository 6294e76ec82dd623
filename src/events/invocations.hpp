#pragma once
// Takes waiting events to their targets: runs the tasks, tries again, gives up.
// Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html

#include <optional>

#include "events/types.hpp"
#include "world/world.hpp"

namespace ikada::events {

// AWS's retry policy where a target has none.
constexpr int kRetriesDefault = 185;
constexpr Seconds kEventAgeDefault{86'400};
// Between two tries: a second, then twice as long each time. AWS says only that it backs off.
constexpr Seconds kBackOffMax{600};

// Tries all of the rule's invocations whose time has come; each outcome goes into its RuleRuns. A
// request that RunTask refuses is given up at once, as AWS does; tasks that find no place are tried
// again, those that found one never.
//   Gives when the next one is to be tried.
std::optional<TimePoint> try_invocations(world::Tx& tx, const Rule& rule, TimePoint now);

// Into the rule's record, in place of what it had of the same event and target.
void note_run(world::Tx& tx, const std::string& rule, Run run);

}  // namespace ikada::events
