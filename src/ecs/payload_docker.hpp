#pragma once
// The parts of a container that the node protocol leaves to Docker's own words.

#include "base/json.hpp"
#include "ecs/task_definition.hpp"

namespace ikada::ecs {

// Docker's container Config, as far as the payload has no member of its own.
json::object docker_config(const shapes::ContainerDefinition& container);
// Its HostConfig, likewise. Network, pid and ipc mode are the task's.
json::object docker_host_config(const shapes::ContainerDefinition& container,
                                const shapes::TaskDefinition& task);

}  // namespace ikada::ecs
