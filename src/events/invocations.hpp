#pragma once
// Takes the waiting events of a rule to its targets.

#include <optional>

#include "events/types.hpp"
#include "world/world.hpp"

namespace ikada::events {

// Tries all of the rule's invocations whose time has come; each outcome goes
// into its RuleRuns.
//   Gives when the next one is to be tried.
std::optional<TimePoint> try_invocations(world::Tx& tx, const Rule& rule, TimePoint now);

// What is remembered of a rule's runs; a new record where there is none yet.
RuleRuns runs_of(const world::Tx& tx, const std::string& rule);
// Into the rule's record.
void note_run(world::Tx& tx, const std::string& rule, Run run);

}  // namespace ikada::events
