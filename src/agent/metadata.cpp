#include "agent/metadata.hpp"

#include <algorithm>

#include "agent/container_config.hpp"
#include "agent/health.hpp"
#include "agent/task_engine.hpp"
#include "base/ipv4.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

constexpr auto kModeNames = std::to_array<EnumName<NetworkMode>>({{NetworkMode::Bridge, "bridge"},
                                                                  {NetworkMode::Host, "host"},
                                                                  {NetworkMode::None, "none"},
                                                                  {NetworkMode::Awsvpc, "awsvpc"}});
static_assert(covers(kModeNames, NetworkMode::Awsvpc), "a NetworkMode has no name");

constexpr std::size_t kShortIdChars = 12;  // Docker's own short form

void set(json::object& into, std::string_view key, const std::optional<TimePoint>& time) {
    if (time) into[key] = to_iso8601(*time);
}

void set(json::object& into, std::string_view key, const std::string& text) {
    if (!text.empty()) into[key] = text;
}

// The task, and how the control plane described it.
struct Described {
    const TaskRecord& task;
    json::value payload;
};

Described described(const TaskRecord& task) {
    auto payload = json::parse(task.payload);
    return {task, payload ? *std::move(payload) : json::value{}};
}

std::string container_arn(const Described& from, const std::string& name) {
    for (const auto& each : json::list(from.payload, "containers"))
        if (json::text(each, "name") == name) return json::text(each, "containerArn");
    return {};
}

json::object labels(const docker::Container& seen) {
    json::object made;
    for (const auto& [name, value] : seen.labels) made[name] = value;
    return made;
}

// "10.213.0.1/20" → "10.213.0.0/20"; empty for another form.
std::string network_of(const std::string& gateway) {
    const auto slash = gateway.find('/');
    if (slash == std::string::npos) return {};
    const auto address = parse_ipv4(std::string_view(gateway).substr(0, slash));
    const auto prefix = parse_int(std::string_view(gateway).substr(slash + 1)).value_or(-1);
    if (!address || prefix < 1 || prefix > 32) return {};
    return fmt::format("{}/{}", format_ipv4(*address >> (32 - prefix) << (32 - prefix)), prefix);
}

void add_interface(const Described& from, json::object& network) {
    const auto& interfaces = json::list(from.payload, "elasticNetworkInterfaces");
    const json::value told = interfaces.empty() ? json::value{} : interfaces[0];
    const auto gateway = json::text(told, "subnetGatewayIpv4Address");
    network["AttachmentIndex"] = 0;
    set(network, "MACAddress", from.task.spec.network_interface->mac_address);
    set(network, "IPv4SubnetCIDRBlock", network_of(gateway));
    set(network, "PrivateDNSName", json::text(told, "privateDnsName"));
    set(network, "SubnetGatewayIpv4Address", gateway);
}

json::array networks(const Described& from, const docker::Container* seen,
                     MetadataVersion version) {
    const auto& task = from.task;
    json::object network{{"NetworkMode", name_of(kModeNames, task.spec.network_mode)}};
    json::array addresses;
    if (task.spec.network_interface) {
        addresses.emplace_back(task.spec.network_interface->private_address);
        if (version == MetadataVersion::V4) add_interface(from, network);
    } else if (seen != nullptr) {
        for (const auto& address : seen->addresses) addresses.emplace_back(address);
    }
    network["IPv4Addresses"] = std::move(addresses);
    json::array made;  // braces would make it one of the object's members
    made.push_back(std::move(network));
    return made;
}

void add_log_driver(const ContainerSpec& spec, json::object& into) {
    const json::value host = spec.host_config;
    const auto* log = json::find(host, "LogConfig");
    into["LogDriver"] = log != nullptr ? json::text(*log, "Type", "json-file") : "json-file";
    into["LogOptions"] = log != nullptr ? json::members(*log, "Config") : json::object{};
}

void add_health(const ContainerSpec& spec, const ContainerRecord& record, json::object& into) {
    if (!spec.health_checked) return;
    json::object health{{"status", health_word(record.health)}};
    set(health, "statusSince", record.health_since);
    into["Health"] = std::move(health);
}

void add_life(const ContainerRecord& record, json::object& into) {
    if (record.exit_code) into["ExitCode"] = *record.exit_code;
    set(into, "CreatedAt", record.created_at);
    set(into, "StartedAt", record.started_at);
    set(into, "FinishedAt", record.finished_at);
}

json::object limits(const TaskSpec& task) {
    json::object made;
    if (task.vcpus > 0) made["CPU"] = task.vcpus;
    if (task.memory_mib > 0) made["Memory"] = task.memory_mib;
    return made;
}

json::object container_object(const Described& from, std::size_t container,
                              const SeenContainers& seen, MetadataVersion version) {
    const auto& task = from.task;
    const auto& record = task.containers[container];
    const auto& spec = task.spec.containers[container];
    const auto found = seen.find(record.docker_id);
    const auto* shown = found == seen.end() ? nullptr : &found->second;
    json::object made{
        {"DockerId", record.docker_id},
        {"Name", spec.name},
        {"DockerName", docker_name(task.spec, spec)},
        {"Image", spec.image},
        {"ImageID", shown != nullptr ? shown->image_id : record.image_id},
        {"Labels", shown != nullptr ? labels(*shown) : json::object{}},
        {"DesiredStatus", desired_status(task)},
        {"KnownStatus", name_of(kStageNames, record.stage)},
        {"Limits", json::object{{"CPU", spec.cpu_units}, {"Memory", spec.memory_mib}}},
        {"Type", spec.internal ? "CNI_PAUSE" : "NORMAL"},
        {"Networks", networks(from, shown, version)}};
    if (!record.ports.empty()) made["Ports"] = port_list(record, version);
    add_life(record, made);
    add_health(spec, record, made);
    if (version != MetadataVersion::V4) return made;
    add_log_driver(spec, made);
    set(made, "ContainerARN", container_arn(from, spec.name));
    return made;
}

}  // namespace

std::string_view desired_status(const TaskRecord& task) {
    return is_stopping(task) ? "STOPPED" : "RUNNING";
}

json::array port_list(const ContainerRecord& record, MetadataVersion version) {
    json::array made;
    for (const auto& port : record.ports) {
        json::object one{{"ContainerPort", port.container_port},
                         {"Protocol", port.protocol},
                         {"HostPort", port.host_port}};
        if (version == MetadataVersion::V4) one["HostIp"] = port.host_ip;
        made.push_back(std::move(one));
    }
    return made;
}

json::object container_metadata(const TaskRecord& task, std::size_t container,
                                const SeenContainers& seen, MetadataVersion version) {
    return container_object(described(task), container, seen, version);
}

json::object task_metadata(const AgentState& state, const TaskRecord& task,
                           const SeenContainers& seen, MetadataVersion version) {
    const auto from = described(task);
    json::object made{{"Cluster", state.cluster},
                      {"TaskARN", task.spec.arn},
                      {"Family", task.spec.family},
                      {"Revision", task.spec.version},
                      {"DesiredStatus", desired_status(task)},
                      {"KnownStatus", name_of(kStageNames, stage_of(task))}};
    if (auto bounds = limits(task.spec); !bounds.empty()) made["Limits"] = std::move(bounds);
    set(made, "PullStartedAt", task.pull_started_at);
    set(made, "PullStoppedAt", task.pull_stopped_at);
    set(made, "ExecutionStoppedAt", task.execution_stopped_at);
    set(made, "AvailabilityZone", state.availability_zone);
    if (version == MetadataVersion::V4) {
        made["LaunchType"] = "EC2";
        set(made, "VPCID", state.vpc_id);
        set(made, "ServiceName", json::text(from.payload, "serviceName"));
    }
    json::array containers;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        containers.push_back(container_object(from, i, seen, version));
    made["Containers"] = std::move(containers);
    return made;
}

const TaskRecord* find_task(const AgentState& state, std::string_view task_id) {
    for (const auto& [arn, task] : state.tasks)
        if (last_part(arn) == task_id) return &task;
    return nullptr;
}

const TaskRecord* find_task_at(const AgentState& state, std::string_view address) {
    for (const auto& [arn, task] : state.tasks) {
        const auto& own = task.spec.network_interface;
        if (own && own->private_address == address && !task.stopped_at) return &task;
    }
    return nullptr;
}

std::optional<std::size_t> find_container(const TaskRecord& task, std::string_view docker_id) {
    if (docker_id.size() < kShortIdChars) return std::nullopt;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (task.containers[i].docker_id.starts_with(docker_id)) return i;
    return std::nullopt;
}

}  // namespace ikada::agent
