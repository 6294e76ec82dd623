#pragma once
// Which of a service's tasks go first. Pure.

#include <vector>

#include "ecs/service_reconciler.hpp"

namespace ikada::ecs {

// The task to stop when there are more than wanted; the end if all are protected. Those that serve
// nobody go first, then those on nodes in trouble, those of the fullest zone and instance, the
// youngest.
std::vector<const TaskView*>::const_iterator choose_surplus(
    const std::vector<const TaskView*>& tasks, TimePoint now);

// Puts tasks that shall be replaced in the order in which they go: first those that serve nobody,
// then those of the oldest deployment.
void order_outgoing(std::vector<const TaskView*>& tasks, const Service& service, TimePoint now);

}  // namespace ikada::ecs
