#pragma once
// The parts of check_task_definition, a file each. Their errors are kClient, in ECS's words where
// they are known.

#include <fmt/format.h>

#include <string>

#include "ecs/validation.hpp"

namespace ikada::ecs {

// "Invalid setting for container 'app'. …"; the container has a name.
template <class... Args>
Error invalid_setting(const shapes::ContainerDefinition& container,
                      fmt::format_string<Args...> format, Args&&... args) {
    return fail(errors::kClient, "Invalid setting for container '{}'. {}", *container.name,
                fmt::format(format, std::forward<Args>(args)...));
}

// Of a container, volume …: "Container name '…' is not valid: …".
inline Error invalid_name(std::string_view what, std::string_view name) {
    return fail(errors::kClient,
                "{} name '{}' is not valid: up to {} letters, numbers, hyphens and underscores are "
                "allowed.",
                what, name, kNameLengthMax);
}

inline std::string word_of(shapes::NetworkMode mode) {
    return std::string(name_of(shapes::kNetworkModeNames, mode));
}

// Each alone: name, image, sizes, health check, timeouts, limits.
Status check_container(const shapes::ContainerDefinition& container, bool task_has_memory);
// Capabilities, devices, tmpfs, swap, ulimits, kernel parameters, security options.
Status check_linux(const shapes::ContainerDefinition& container,
                   const shapes::RegisterTaskDefinitionRequest& request);
// What the network mode leaves to containers: port mappings, links, host names, DNS.
Status check_network(const shapes::RegisterTaskDefinitionRequest& request);
// Volumes, and what containers mount of them and of each other.
Status check_volumes(const shapes::RegisterTaskDefinitionRequest& request);
// dependsOn, links and volumesFrom: whom containers wait for.
Status check_dependencies(const shapes::RegisterTaskDefinitionRequest& request);
// What ikada does not honour yet, by name.
Status check_features(const shapes::RegisterTaskDefinitionRequest& request);

}  // namespace ikada::ecs
