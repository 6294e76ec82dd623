#pragma once
// What the wiring may ask of the scheduler.

#include <memory>
#include <vector>

#include "aws/operation.hpp"
#include "world/controller.hpp"

namespace ikada::scheduler {

void register_records(world::World& world);
const aws::Service& service();
// For ikada's own tools, by the shapes of events' own API; names are "<group>/<schedule>".
const aws::Service& own_service();

// Makes the group "default" unless it is there: it always is.
void ensure_default_group(world::Tx& tx, const aws::Installation& at, TimePoint now);

std::vector<std::unique_ptr<world::Controller>> make_controllers();

}  // namespace ikada::scheduler
