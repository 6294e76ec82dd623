#include "ecs/describe_records.hpp"

#include <algorithm>
#include <array>

namespace ikada::ecs {
namespace {

void fill_defaults(shapes::ContainerDefinition& container) {
    if (!container.cpu) container.cpu = 0;
    if (!container.essential) container.essential = true;
    if (!container.port_mappings) container.port_mappings.emplace();
    if (!container.environment) container.environment.emplace();
    if (!container.mount_points) container.mount_points.emplace();
    if (!container.volumes_from) container.volumes_from.emplace();
    if (!container.system_controls) container.system_controls.emplace();
    for (auto& mapping : *container.port_mappings) {
        if (!mapping.host_port) mapping.host_port = 0;
        if (!mapping.protocol) mapping.protocol = shapes::TransportProtocol::Tcp;
    }
}

void add_attribute(std::vector<shapes::Attribute>& into, std::string name) {
    for (const auto& each : into)
        if (each.name == name) return;
    into.push_back({.name = std::move(name), .value = {}, .target_type = {}, .target_id = {}});
}

bool has_docker_volume(const shapes::TaskDefinition& body) {
    return std::any_of(body.volumes->begin(), body.volumes->end(), [](const shapes::Volume& each) {
        return each.docker_volume_configuration.has_value();
    });
}

// What a task as a whole may need of an instance, and its name.
struct Capability {
    bool (*needed)(const shapes::TaskDefinition&);
    std::string_view attribute;
};
constexpr auto kCapabilities = std::to_array<Capability>({
    {[](const auto& body) { return body.network_mode == shapes::NetworkMode::Awsvpc; },
     "ecs.capability.task-eni"},
    {[](const auto& body) { return body.cpu || body.memory; }, "ecs.capability.task-cpu-mem-limit"},
    {[](const auto& body) { return body.pid_mode || body.ipc_mode; },
     "ecs.capability.pid-ipc-namespace-sharing"},
    {has_docker_volume, "ecs.capability.docker-plugin.local"},
});

// What an instance must be able to do for it.
std::vector<shapes::Attribute> required_attributes(const shapes::TaskDefinition& body) {
    std::vector<shapes::Attribute> needed;
    for (const auto& each : kCapabilities)
        if (each.needed(body)) add_attribute(needed, std::string(each.attribute));
    for (const auto& each : *body.container_definitions) {
        add_attribute(needed, "com.amazonaws.ecs.capability.docker-remote-api.1.18");
        if (each.log_configuration)
            add_attribute(needed, "com.amazonaws.ecs.capability.logging-driver." +
                                      std::string(name_of(shapes::kLogDriverNames,
                                                          each.log_configuration->log_driver)));
        if (each.privileged.value_or(false))
            add_attribute(needed, "com.amazonaws.ecs.capability.privileged-container");
        if (each.health_check) add_attribute(needed, "ecs.capability.container-health-check");
        if (each.depends_on && !each.depends_on->empty())
            add_attribute(needed, "ecs.capability.container-ordering");
    }
    return needed;
}

}  // namespace

shapes::TaskDefinition shape_of(const TaskDefinition& definition) {
    shapes::TaskDefinition made = definition.body;
    made.task_definition_arn = definition.arn;
    made.family = definition.family;
    made.revision = definition.revision;
    made.status = parse_name(shapes::kTaskDefinitionStatusNames,
                             name_of(kTaskDefinitionStatusNames, definition.status));
    made.registered_at = definition.registered_at;
    made.deregistered_at = definition.deregistered_at;
    made.registered_by = definition.registered_by;
    made.compatibilities = {shapes::Compatibility::External, shapes::Compatibility::Ec2};
    if (made.network_mode == shapes::NetworkMode::Awsvpc)
        made.compatibilities = {shapes::Compatibility::Ec2};
    if (!made.container_definitions) made.container_definitions.emplace();
    for (auto& container : *made.container_definitions) fill_defaults(container);
    if (!made.volumes) made.volumes.emplace();
    for (auto& volume : *made.volumes)
        if (!volume.docker_volume_configuration && !volume.host) volume.host.emplace();
    if (!made.placement_constraints) made.placement_constraints.emplace();
    made.requires_attributes = required_attributes(made);
    return made;
}

}  // namespace ikada::ecs
