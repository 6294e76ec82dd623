#pragma once
// Which of a service's targets are registered and deregistered. Pure.

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// Those of RUNNING tasks that stay, where the balancer does not have them.
void register_targets(Planning& planning);
// Those of tasks that are over or told to stop.
void deregister_targets(Planning& planning);
void deregister_targets_of(Planning& planning, const TaskView& task);
// The events of this planning's stops and deregistrations.
void say_departures(Planning& planning);

}  // namespace ikada::ecs
