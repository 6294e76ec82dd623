#pragma once
// REPLICA services: as many tasks as wanted, wherever placement puts them. Pure.

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// More than wanted: the surplus goes, but for protected tasks. Below the minimum of healthy ones
// those stay whose worth is not known: a balancer that restarts knows nothing of its best server.
// Where protected ones serve nobody, healthy ones stay beside them as the minimum asks.
void stop_surplus(Planning& planning);
// Tasks that shall be replaced go in their order: at once those that serve nobody; those whose
// worth is not known once enough others are healthy; healthy ones within the bounds; protected ones
// not at all.
void stop_replaced(Planning& planning);
// Within the ceiling, unless starts pause or the deployment has failed.
void start_missing(Planning& planning);

}  // namespace ikada::ecs
