#pragma once
// ECS's own events, as they go to rules.

#include <memory>

#include "aws/operation.hpp"
#include "world/controller.hpp"

namespace ikada::events {

std::unique_ptr<world::Controller> make_ecs_events_controller(const aws::Installation& at);

}  // namespace ikada::events
