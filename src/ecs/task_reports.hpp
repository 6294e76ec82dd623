#pragma once
// What agents report about tasks, written into the records. Reports may come twice, late or out of
// order (node-protocol.md, part 3): statuses only move forward. Pure.

#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

// One container's report; unknown containers and steps backwards change nothing.
void apply_report(const shapes::ContainerStateChange& report, Task& task);
// A whole task's: its containers' in their order, then its own status.
void apply_report(const shapes::SubmitTaskStateChangeRequest& report, Task& task, TimePoint now);

}  // namespace ikada::ecs
