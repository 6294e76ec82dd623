#include "ecs/describe_records.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {
namespace {

shapes::Resource amount(std::string name, int value) {
    shapes::Resource made;
    made.name = std::move(name);
    made.type = "INTEGER";
    made.double_value = 0.0;
    made.long_value = 0;
    made.integer_value = value;
    return made;
}

shapes::Resource ports(std::string name, const std::vector<HostPort>& taken,
                       PortProtocol protocol) {
    shapes::Resource made;
    made.name = std::move(name);
    made.type = "STRINGSET";
    made.double_value = 0.0;
    made.long_value = 0;
    made.integer_value = 0;
    made.string_set_value.emplace();
    for (const auto& each : taken)
        if (each.protocol == protocol) made.string_set_value->push_back(std::to_string(each.port));
    return made;
}

// Ports are listed as taken, in both the registered and the remaining resources, as ECS does.
std::vector<shapes::Resource> resources(const Room& room, const std::vector<HostPort>& taken) {
    return {amount("CPU", room.cpu_units), amount("MEMORY", room.memory_mib),
            ports("PORTS", taken, PortProtocol::Tcp), ports("PORTS_UDP", taken, PortProtocol::Udp)};
}

std::vector<shapes::Attribute> attributes(const ContainerInstance& instance) {
    std::vector<shapes::Attribute> made;
    for (const auto& each : instance.attributes)
        made.push_back(
            {.name = each.name, .value = each.value, .target_type = {}, .target_id = {}});
    return made;
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

shapes::VersionInfo versions(const ContainerInstance& instance) {
    shapes::VersionInfo made;
    made.agent_version = unless_empty(instance.agent_version);
    made.agent_hash = unless_empty(instance.agent_hash);
    if (!instance.docker_version.empty())
        made.docker_version = "DockerVersion: " + instance.docker_version;
    return made;
}

}  // namespace

shapes::ContainerInstance shape_of(const world::Tx& tx, const ContainerInstance& instance,
                                   Show show) {
    const auto counts = tasks::count(tasks::on(tx, instance));
    shapes::ContainerInstance made;
    made.container_instance_arn = instance.arn;
    made.ec2_instance_id = unless_empty(instance.ec2_instance_id);
    made.version = instance.version;
    made.version_info = versions(instance);
    made.registered_resources = resources(instance.registered, instance.reserved_ports);
    made.remaining_resources =
        resources(instances::remaining_room(tx, instance), instances::taken_ports(tx, instance));
    made.status = name_of(kContainerInstanceStatusNames, instance.status);
    made.agent_connected = instance.agent_connected;
    made.running_tasks_count = counts.running;
    made.pending_tasks_count = counts.pending;
    made.attributes = attributes(instance);
    made.registered_at = instance.registered_at;
    made.attachments.emplace();
    made.tags.emplace();
    if (show == Show::WithTags) made.tags = tag_shapes(instance.tags);
    return made;
}

}  // namespace ikada::ecs
