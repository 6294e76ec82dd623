// A task definition's volumes, and what its containers mount. Source: API_Volume, API_MountPoint.

#include <algorithm>
#include <set>

#include "ecs/definition_checks.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;

Status check_docker_volume(const shapes::Volume& volume) {
    const auto& docker = *volume.docker_volume_configuration;
    const bool shared = docker.scope == shapes::Scope::Shared;
    if (docker.autoprovision.has_value() && !shared)
        return fail(errors::kClient,
                    "Invalid volume '{}'. 'autoprovision' is only for volumes of scope 'shared'.",
                    *volume.name);
    return ok();
}

Status check_volume(const shapes::Volume& volume) {
    if (!volume.name || volume.name->empty())
        return fail(errors::kClient, "Volume name should not be null or empty.");
    if (!is_name(*volume.name)) return invalid_name("Volume", *volume.name);
    if (volume.host && volume.host->source_path && volume.host->source_path->empty())
        return fail(errors::kClient, "host.sourcePath should not be blank.");
    if (!volume.docker_volume_configuration) return ok();
    if (volume.host && volume.host->source_path)
        return fail(errors::kClient,
                    "Invalid volume '{}'. 'host' and 'dockerVolumeConfiguration' exclude each "
                    "other.",
                    *volume.name);
    return check_docker_volume(volume);
}

using Names = std::set<std::string>;

Status check_mounts(const Container& container, const Names& volumes) {
    if (!container.mount_points) return ok();
    Names paths;
    for (const auto& each : *container.mount_points) {
        const std::string volume = each.source_volume.value_or("null");
        if (!volumes.contains(volume)) return fail(errors::kClient, "Unknown volume '{}'.", volume);
        const std::string path = each.container_path.value_or("");
        if (!path.starts_with('/'))
            return invalid_setting(container,
                                   "'containerPath' must be an absolute path where '{}' is "
                                   "mounted.",
                                   volume);
        if (!paths.insert(path).second)
            return invalid_setting(container, "Two volumes are mounted at '{}'.", path);
    }
    return ok();
}

}  // namespace

Status check_volumes(const Definition& request) {
    Names names;
    for (const auto& each : request.volumes.value_or(std::vector<shapes::Volume>{})) {
        if (auto checked = check_volume(each); !checked) return checked;
        if (!names.insert(*each.name).second)
            return fail(errors::kClient, "Volume names must be unique: '{}' is used twice.",
                        *each.name);
    }
    for (const auto& each : request.container_definitions)
        if (auto checked = check_mounts(each, names); !checked) return checked;
    return ok();
}

}  // namespace ikada::ecs
