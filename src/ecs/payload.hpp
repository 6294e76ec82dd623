#pragma once
// A task as the node protocol carries it to an agent (shared/node-protocol.md, 2.7).

#include <string>

#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

// The JSON object for PayloadMessage.tasks[]. Overrides are merged in, so agents need not know
// them; desiredStatus is STOPPED once stop_sent is.
std::string acs_task_payload(const Task& task, const TaskDefinition& definition);

}  // namespace ikada::ecs
