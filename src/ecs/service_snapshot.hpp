#pragma once
// A service and its tasks as the records have them.

#include "ecs/service_reconciler.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

// `healthy_after`: as its tasks have it.
ServiceSnapshot snapshot_service(const world::Tx& tx, std::shared_ptr<const Service> service,
                                 Seconds healthy_after, TimePoint now);

}  // namespace ikada::ecs
