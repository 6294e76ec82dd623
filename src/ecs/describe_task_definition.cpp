#include "ecs/describe_records.hpp"
#include "ecs/required_attributes.hpp"

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

std::vector<shapes::Attribute> attribute_shapes(const std::vector<std::string>& names) {
    std::vector<shapes::Attribute> made;
    for (const auto& name : names)
        made.push_back({.name = name, .value = {}, .target_type = {}, .target_id = {}});
    return made;
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
    made.requires_attributes = attribute_shapes(required_attributes(definition.body));
    return made;
}

}  // namespace ikada::ecs
