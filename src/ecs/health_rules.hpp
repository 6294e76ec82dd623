#pragma once
// When tasks go that fail a health check. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// A failing task goes once another one stands in for it, be that failing too: a balancer without a
// healthy target uses them all. Where none can be started before, failing ones make room for it,
// down to the minimum; where the minimum lets none go, one at a time, as a healthy one it is not.
void stop_failing(Planning& planning);

}  // namespace ikada::ecs
