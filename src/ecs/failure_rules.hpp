#pragma once
// Tasks that ended by themselves or failed a check: how they are counted, how long starts pause
// after them, when they are forgiven. Pure.

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// Looks at each ended task once; failed starts of the primary deployment make starts pause.
void account_ended(Planning& planning);
// Stops what shall stop at once, and says why. One that failed a health check is a failure of its
// deployment.
void stop_unfit(Planning& planning);
// The pause and the count end when a task that was started after the last failure has proved
// itself.
void forgive_failures(Planning& planning);
// Neither a pause nor a failed deployment keeps new tasks from starting.
bool may_start(const Planning& planning);

}  // namespace ikada::ecs
