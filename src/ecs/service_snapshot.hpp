#pragma once
// A service and its tasks as the records have them.

#include "ecs/service_reconciler.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

ServiceSnapshot snapshot_service(const world::Tx& tx, std::shared_ptr<const Service> service,
                                 TimePoint now);

}  // namespace ikada::ecs
