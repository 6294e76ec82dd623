#include "ecs/describe_records.hpp"
#include "ecs/records.hpp"
#include "ecs/task_network.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs {
namespace {

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

shapes::HealthStatus shape_of(HealthStatus health) {
    return *parse_name(shapes::kHealthStatusNames, name_of(kHealthStatusNames, health));
}

shapes::NetworkBinding shape_of(const NetworkBinding& binding) {
    shapes::NetworkBinding made;
    made.bind_ip = binding.bind_ip;
    made.container_port = binding.container_port;
    made.host_port = binding.host_port;
    made.protocol =
        parse_name(shapes::kTransportProtocolNames, name_of(kPortProtocolNames, binding.protocol));
    return made;
}

shapes::Container shape_of(const Container& container, const Task& task) {
    shapes::Container made;
    made.container_arn = container.arn;
    made.task_arn = task.arn;
    made.name = container.name;
    made.image = container.image;
    made.image_digest = unless_empty(container.image_digest);
    made.runtime_id = unless_empty(container.runtime_id);
    made.last_status = name_of(kTaskStatusNames, container.last_status);
    made.exit_code = container.exit_code;
    made.reason = unless_empty(container.reason);
    made.network_bindings.emplace();
    for (const auto& each : container.network_bindings)
        made.network_bindings->push_back(shape_of(each));
    made.network_interfaces.emplace();
    if (const auto& interface = task.network_interface)
        made.network_interfaces->push_back({.attachment_id = interface->attachment_id,
                                            .private_ipv4_address = interface->private_ip,
                                            .ipv6_address = {}});
    made.health_status = shape_of(container.health);
    made.cpu = std::to_string(container.cpu_units.value_or(0));
    if (container.memory_mib) made.memory = std::to_string(*container.memory_mib);
    if (container.memory_reservation_mib)
        made.memory_reservation = std::to_string(*container.memory_reservation_mib);
    if (task.enable_execute_command) {
        // Tools wait for it before they call ExecuteCommand. Here the node's agent is that.
        auto& agent = made.managed_agents.emplace().emplace_back();
        agent.name = shapes::ManagedAgentName::ExecuteCommandAgent;
        agent.last_status = made.last_status;
        if (container.last_status != TaskStatus::Pending) agent.last_started_at = task.started_at;
    }
    return made;
}

shapes::Attachment shape_of(const NetworkInterface& interface) {
    shapes::Attachment made;
    made.id = interface.attachment_id;
    made.type = "ElasticNetworkInterface";
    made.status = name_of(kAttachmentStatusNames, interface.status);
    made.details = {{"subnetId", interface.subnet_id},
                    {"networkInterfaceId", interface.id},
                    {"macAddress", interface.mac_address},
                    {"privateDnsName", interface.private_dns_name},
                    {"privateIPv4Address", interface.private_ip}};
    return made;
}

// ECS names every container here, whether it is overridden or not.
shapes::TaskOverride overrides(const Task& task) {
    auto read = schema::from_json<shapes::TaskOverride>(task.overrides);
    shapes::TaskOverride made = read ? *read : shapes::TaskOverride{};
    if (!made.container_overrides) made.container_overrides.emplace();
    for (const auto& container : task.containers) {
        bool named = false;
        for (const auto& each : *made.container_overrides) named |= each.name == container.name;
        if (!named) made.container_overrides->emplace_back().name = container.name;
    }
    made.inference_accelerator_overrides.emplace();
    return made;
}

// A task that must stop leaves its load balancers first, then its containers get their signal.
TaskStatus shown_status(const Task& task) {
    if (task.desired_status == DesiredStatus::Running || task.last_status > TaskStatus::Running)
        return task.last_status;
    return task.stop_sent ? TaskStatus::Stopping : TaskStatus::Deactivating;
}

void fill_times(const Task& task, shapes::Task& made) {
    made.created_at = task.created_at;
    made.pull_started_at = task.pull_started_at;
    made.pull_stopped_at = task.pull_stopped_at;
    made.started_at = task.started_at;
    made.stopping_at = task.stopping_at;
    made.execution_stopped_at = task.execution_stopped_at;
    made.stopped_at = task.stopped_at;
    made.connectivity_at = task.connected_at;
    if (task.connected_at) made.connectivity = shapes::Connectivity::Connected;
}

void fill_status(const Task& task, shapes::Task& made) {
    made.desired_status = name_of(kDesiredStatusNames, task.desired_status);
    made.last_status = name_of(kTaskStatusNames, shown_status(task));
    made.health_status = shape_of(health_of(task));
    made.stopped_reason = unless_empty(task.stopped_reason);
    if (task.stop_code)
        made.stop_code =
            parse_name(shapes::kTaskStopCodeNames, name_of(kStopCodeNames, *task.stop_code));
    made.version = task.version;
}

}  // namespace

shapes::Task shape_of(const world::Tx& tx, const Task& task, Show show) {
    shapes::Task made;
    const auto* cluster = clusters::find(tx, task.cluster);
    const auto* instance = instances::find(tx, task.cluster, task.container_instance.value);
    made.task_arn = task.arn;
    made.task_definition_arn = task.task_definition_arn;
    if (cluster) made.cluster_arn = cluster->arn;
    if (instance) made.container_instance_arn = instance->arn;
    made.availability_zone = unless_empty(task.availability_zone);
    made.group = task.group;
    made.started_by = unless_empty(task.started_by);
    made.launch_type = shapes::LaunchType::Ec2;
    made.enable_execute_command = task.enable_execute_command;
    made.cpu = std::to_string(task.needs.room.cpu_units);
    made.memory = std::to_string(task.needs.room.memory_mib);
    made.overrides = overrides(task);
    made.attachments.emplace();
    if (task.network_interface) made.attachments->push_back(shape_of(*task.network_interface));
    made.attributes.emplace();
    made.inference_accelerators.emplace();
    made.containers.emplace();
    for (const auto& each : task.containers) made.containers->push_back(shape_of(each, task));
    fill_status(task, made);
    fill_times(task, made);
    made.tags.emplace();
    if (show == Show::WithTags) made.tags = tag_shapes(task.tags);
    return made;
}

}  // namespace ikada::ecs
