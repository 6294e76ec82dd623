#pragma once
// A service's plan, written into the records.

#include "ecs/service_reconciler.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

// While tasks cannot be placed: how often that is tried besides at every change in the cluster, and
// how often it is said. Choices.
constexpr Seconds kPlacementRetry{30};
constexpr Seconds kObstacleRepeated{300};

struct PlanOutcome {
    bool changed = false;               // a record differs
    std::optional<TimePoint> retry_at;  // tasks could not be placed
};
PlanOutcome apply_plan(world::Tx& tx, const Service& service, const Plan& plan, TimePoint now);

}  // namespace ikada::ecs
