#pragma once
// A service of an EXTERNAL deployment controller is kept set by set: each task set is looked at as
// if it were a service of its own, by the same rules. Pure.

#include <string_view>

#include "ecs/types.hpp"

namespace ikada::ecs {

// The set's share of the service's desired count, rounded up as ECS does.
int computed_desired_count(const Service& service, const TaskSet& set);

// The task set as a service; Service::task_set names it.
Service as_service(const Service& whole, const TaskSet& set);
// What was decided for such a part, taken over into the whole. A part that became INACTIVE is gone.
void take_back(Service& whole, const Service& part, TimePoint now);

// By id or ARN; null if there is none.
const TaskSet* find_task_set(const Service& service, std::string_view reference);
TaskSet* find_task_set(Service& service, std::string_view reference);

}  // namespace ikada::ecs
