#include "ecs/payload.hpp"

#include "ecs/overrides.hpp"
#include "ecs/payload_docker.hpp"
#include "ecs/payload_json.hpp"

namespace ikada::ecs {
namespace {

// A list of the node protocol, made of a list of the definition's; absent if that is.
template <class Item>
void set_list(json::object& into, std::string_view key,
              const std::optional<std::vector<Item>>& from, json::object (*make)(const Item&)) {
    if (!from || from->empty()) return;
    json::array made;
    for (const auto& each : *from) made.push_back(make(each));
    into[key] = std::move(made);
}

json::object port_mapping(const shapes::PortMapping& from) {
    const auto protocol = from.protocol.value_or(shapes::TransportProtocol::Tcp);
    return {{"containerPort", from.container_port.value_or(0)},
            {"hostPort", from.host_port.value_or(0)},
            {"protocol", name_of(shapes::kTransportProtocolNames, protocol)}};
}

json::object mount_point(const shapes::MountPoint& from) {
    return {{"sourceVolume", from.source_volume.value_or("")},
            {"containerPath", from.container_path.value_or("")},
            {"readOnly", from.read_only.value_or(false)}};
}

json::object volume_from(const shapes::VolumeFrom& from) {
    return {{"sourceContainer", from.source_container.value_or("")},
            {"readOnly", from.read_only.value_or(false)}};
}

json::object dependency(const shapes::ContainerDependency& from) {
    return {{"containerName", from.container_name},
            {"condition", name_of(shapes::kContainerConditionNames, from.condition)}};
}

json::object map_of(const std::optional<std::map<std::string, std::string>>& from) {
    return from ? json_map(*from) : json::object{};
}

// A volume of the host must carry the key `host`, though it may be empty.
json::object volume(const shapes::Volume& from) {
    json::object made{{"name", from.name.value_or("")}};
    if (!from.docker_volume_configuration) {
        json::object host;
        if (from.host) set_given(host, "sourcePath", from.host->source_path);
        made["type"] = "host";
        made["host"] = std::move(host);
        return made;
    }
    const auto& docker = *from.docker_volume_configuration;
    made["type"] = "docker";
    json::object configuration{
        {"scope", name_of(shapes::kScopeNames, docker.scope.value_or(shapes::Scope::Task))},
        {"autoprovision", docker.autoprovision.value_or(false)},
        {"driverOpts", map_of(docker.driver_opts)},
        {"labels", map_of(docker.labels)}};
    set_given(configuration, "driver", docker.driver);
    made["dockerVolumeConfiguration"] = std::move(configuration);
    return made;
}

json::object environment(const shapes::ContainerDefinition& from) {
    json::object made;
    if (!from.environment) return made;
    for (const auto& pair : *from.environment)
        made[pair.name.value_or("")] = pair.value.value_or("");
    return made;
}

// A container that is alone and without limits of its own has its task's.
json::object limits(const shapes::ContainerDefinition& from, const shapes::TaskDefinition& body) {
    std::optional<int> cpu = from.cpu;
    std::optional<int> memory = from.memory;
    if (body.container_definitions->size() == 1) {
        if (cpu.value_or(0) == 0 && body.cpu) cpu = cpu_units_of(*body.cpu);
        if (!memory && body.memory) memory = memory_mib_of(*body.memory);
    }
    json::object made{{"cpu", cpu.value_or(0)}};
    set_given(made, "memory", memory);
    return made;
}

std::string arn_of(const Task& task, const std::string& container) {
    for (const auto& each : task.containers)
        if (each.name == container) return each.arn;
    return {};
}

json::object container(const shapes::ContainerDefinition& from, const Task& task,
                       const shapes::TaskDefinition& body) {
    json::object made = limits(from, body);
    made["name"] = from.name.value_or("");
    made["image"] = from.image.value_or("");
    made["containerArn"] = arn_of(task, from.name.value_or(""));
    made["essential"] = from.essential.value_or(true);
    made["environment"] = environment(from);
    set_given(made, "command", from.command);
    set_given(made, "entryPoint", from.entry_point);
    set_given(made, "links", from.links);
    set_given(made, "startTimeout", from.start_timeout);
    set_given(made, "stopTimeout", from.stop_timeout);
    set_list(made, "portMappings", from.port_mappings, &port_mapping);
    set_list(made, "mountPoints", from.mount_points, &mount_point);
    set_list(made, "volumesFrom", from.volumes_from, &volume_from);
    set_list(made, "dependsOn", from.depends_on, &dependency);
    if (from.health_check) made["healthCheckType"] = "docker";
    made["dockerConfig"] =
        json::object{{"config", json::serialize(docker_config(from))},
                     {"hostConfig", json::serialize(docker_host_config(from, body))}};
    return made;
}

json::object network_interface(const NetworkInterface& from, const Task& task) {
    return {{"attachmentArn", attachment_arn(task)},
            {"ec2Id", from.id},
            {"macAddress", from.mac_address},
            {"interfaceAssociationProtocol", "default"},
            {"index", 0},
            {"ipv4Addresses",
             json::array{json::object{{"privateAddress", from.private_ip}, {"primary", true}}}},
            {"privateDnsName", from.private_dns_name},
            {"subnetGatewayIpv4Address", from.subnet_gateway}};
}

// What the containers of a task share.
void set_task(const Task& task, const shapes::TaskDefinition& body, json::object& made) {
    made["networkMode"] =
        name_of(shapes::kNetworkModeNames, body.network_mode.value_or(shapes::NetworkMode::Bridge));
    if (body.pid_mode) made["pidMode"] = name_of(shapes::kPidModeNames, *body.pid_mode);
    if (body.ipc_mode) made["ipcMode"] = name_of(shapes::kIpcModeNames, *body.ipc_mode);
    if (body.cpu) made["cpu"] = cpu_units_of(*body.cpu).value_or(0) / 1024.0;
    if (body.memory) made["memory"] = memory_mib_of(*body.memory).value_or(0);
    set_list(made, "volumes", body.volumes, &volume);
    if (task.network_interface)
        made["elasticNetworkInterfaces"] =
            json::array{network_interface(*task.network_interface, task)};
}

}  // namespace

std::string acs_task_payload(const Task& task, const TaskDefinition& definition) {
    const auto merged = with_overrides(definition, task.overrides);
    json::object made{
        {"arn", task.arn},         {"desiredStatus", task.stop_sent ? "STOPPED" : "RUNNING"},
        {"family", merged.family}, {"version", std::to_string(merged.revision)},
        {"launchType", "EC2"},     {"group", task.group}};
    if (task.service) made["serviceName"] = task.service->value;
    set_task(task, merged.body, made);
    json::array containers;
    for (const auto& each : *merged.body.container_definitions)
        containers.push_back(container(each, task, merged.body));
    made["containers"] = std::move(containers);
    return json::serialize(made);
}

}  // namespace ikada::ecs
