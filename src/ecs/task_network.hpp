#pragma once
// Network interfaces of tasks of network mode awsvpc: asked for, made, given back.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "ecs/task_definition.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

// A request's networkConfiguration, found in EC2's records; nothing for other network modes.
//   Errors: kInvalidParameter, in ECS's words; also where the definition's network mode needs one
//   and there is none, or the reverse.
Result<std::optional<AwsvpcSettings>> read_network(
    const world::Tx& tx, const std::optional<shapes::NetworkConfiguration>& asked,
    const TaskDefinition& definition);

shapes::NetworkConfiguration shape_of(const AwsvpcSettings& settings);

// What is next for a task's interface: a PROVISIONING task gets one and is PENDING, or is stopped
// because there is none to have; a STOPPED one gives it back. Nothing if all is settled.
std::optional<Task> settle_network(world::Tx& tx, const Task& task, TimePoint now);

}  // namespace ikada::ecs
