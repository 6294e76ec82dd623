#pragma once
// What the wiring and other services may ask of EventBridge.

#include <memory>
#include <vector>

#include "aws/operation.hpp"
#include "events/delivery.hpp"
#include "events/ecs_target.hpp"
#include "events/own_api.hpp"
#include "events/schedule_expression.hpp"
#include "events/ticks.hpp"
#include "world/controller.hpp"

namespace ikada::events {

void register_records(world::World& world);
const aws::Service& service();
const aws::Service& own_service();  // own_api.hpp

// In the order in which they run: ECS's own events to the rules, then what
// fires the rules.
std::vector<std::unique_ptr<world::Controller>> make_controllers(const aws::Installation& at);

}  // namespace ikada::events
