#pragma once
// Tasks that ended by themselves or failed a check: how they are counted, how long starts pause
// after them, when they are forgiven. Pure.

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// Looks at each ended task once; failed starts of the primary deployment make starts pause.
void account_ended(Planning& planning);
// Says once of each task that fails a check what is wrong with it: a failure of its deployment.
// Those of the primary deployment make starts pause.
void account_failing(Planning& planning);
// Stops what shall stop at once.
void stop_unfit(Planning& planning);
// The pause and the count end when a task that was started after the last failure has proved
// itself, or when all are healthy without one.
void forgive_failures(Planning& planning);
// Neither a pause nor a failed deployment keeps new tasks from starting.
bool may_start(const Planning& planning);

}  // namespace ikada::ecs
