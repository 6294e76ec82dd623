#include "agent/metadata.hpp"

#include <algorithm>

#include "agent/container_config.hpp"
#include "base/json.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

constexpr std::int64_t kContainersPerAddress = 128;  // more than a task may have
static_assert(kContainersPerAddress > static_cast<std::int64_t>(kContainersMax));

std::int64_t number_of(std::string_view address) {
    std::int64_t number = 0;
    const auto parts = split(address, '.');
    for (const auto part : parts) {
        const auto octet = parse_int(part);
        if (!octet || *octet < 0 || *octet > 255 || parts.size() != 4) return 0;
        number = number * 256 + *octet;
    }
    return number;
}

std::string address_of(std::int64_t number) {
    return fmt::format("{}.{}.{}.{}", number >> 24 & 255, number >> 16 & 255, number >> 8 & 255,
                       number & 255);
}

void set(json::object& into, std::string_view key, const std::optional<TimePoint>& time) {
    if (time) into[key] = to_iso8601(*time);
}

// A member of the description that the control plane sent, of the task or of one container.
std::string told(const TaskRecord& task, std::string_view key, const std::string& container = {}) {
    const auto payload = json::parse(task.payload);
    if (!payload) return {};
    if (container.empty()) return json::text(*payload, key);
    for (const auto& each : json::list(*payload, "containers"))
        if (json::text(each, "name") == container) return json::text(each, key);
    return {};
}

std::string_view desired(const TaskRecord& task) { return task.stop_asked ? "STOPPED" : "RUNNING"; }

std::string_view type_of(const ContainerSpec& spec) {
    return spec.internal ? "CNI_PAUSE" : "NORMAL";
}

json::array ports(const ContainerRecord& record, MetadataVersion version) {
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

json::object labels(const docker::Container& seen) {
    json::object made;
    for (const auto& [name, value] : seen.labels) made[name] = value;
    return made;
}

std::string_view health_word(docker::Health health) {
    if (health == docker::Health::Healthy) return "HEALTHY";
    return health == docker::Health::Unhealthy ? "UNHEALTHY" : "UNKNOWN";
}

std::string mode_word(NetworkMode mode) {
    switch (mode) {
        case NetworkMode::Bridge:
            return "bridge";
        case NetworkMode::Host:
            return "host";
        case NetworkMode::None:
            return "none";
        case NetworkMode::Awsvpc:
            return "awsvpc";
    }
    return {};
}

json::array networks(const TaskSpec& task, const docker::Container* seen, MetadataVersion version) {
    json::array addresses;
    json::object network{{"NetworkMode", mode_word(task.network_mode)}};
    if (task.network_interface) {
        addresses.emplace_back(task.network_interface->private_address);
        if (version == MetadataVersion::V4) {
            network["AttachmentIndex"] = 0;
            network["MACAddress"] = task.network_interface->mac_address;
        }
    } else if (seen != nullptr) {
        for (const auto& address : seen->addresses) addresses.emplace_back(address);
    }
    network["IPv4Addresses"] = std::move(addresses);
    json::array made;
    made.push_back(std::move(network));
    return made;
}

void add_log_driver(const ContainerSpec& spec, json::object& into) {
    const json::value host = spec.host_config;
    const auto* log = json::find(host, "LogConfig");
    into["LogDriver"] = log ? json::text(*log, "Type", "json-file") : "json-file";
    into["LogOptions"] = log ? json::members(*log, "Config") : json::object{};
}

void add_times(const ContainerRecord& record, json::object& into) {
    set(into, "CreatedAt", record.created_at);
    set(into, "StartedAt", record.started_at);
    set(into, "FinishedAt", record.finished_at);
}

void add_health(const ContainerSpec& spec, const ContainerRecord& record, json::object& into) {
    if (!spec.health_checked) return;
    json::object health{{"status", health_word(record.health)}};
    set(health, "statusSince", record.health_since);
    into["Health"] = std::move(health);
}

// The last of its containers' stages, as the ECS agent names a task's.
std::string_view known(const TaskRecord& task) {
    if (task.stopped_at) return "STOPPED";
    auto least = Stage::Stopped;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (!task.spec.containers[i].internal) least = std::min(least, task.containers[i].stage);
    return name_of(kStageNames, std::min(least, Stage::Running));
}

json::object limits(const TaskSpec& task) {
    json::object made;
    if (task.vcpus > 0) made["CPU"] = task.vcpus;
    if (task.memory_mib > 0) made["Memory"] = task.memory_mib;
    return made;
}

}  // namespace

std::string to_text(const MetadataId& id) {
    return fmt::format("{}-{}", id.task_id,
                       number_of(id.agent_address) * kContainersPerAddress +
                           static_cast<std::int64_t>(id.container));
}

std::optional<MetadataId> parse_metadata_id(std::string_view text) {
    const auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    const auto number = parse_int(text.substr(dash + 1));
    constexpr std::int64_t kNumberMax = (std::int64_t{1} << 32) * kContainersPerAddress;
    if (!number || *number < 0 || *number >= kNumberMax) return std::nullopt;
    return MetadataId{std::string(text.substr(0, dash)),
                      address_of(*number / kContainersPerAddress),
                      static_cast<std::size_t>(*number % kContainersPerAddress)};
}

MetadataId metadata_id(const AgentOptions& options, const TaskSpec& task, std::size_t container) {
    return {task.id(), address_of(number_of(options.address)), container};
}

std::string metadata_uri(MetadataVersion version, const MetadataId& id) {
    return fmt::format("http://{}/{}/{}", kLinkLocalAddress,
                       version == MetadataVersion::V3 ? "v3" : "v4", to_text(id));
}

json::object container_metadata(const TaskRecord& task, std::size_t container,
                                const SeenContainers& seen, MetadataVersion version) {
    const auto& record = task.containers[container];
    const auto& spec = task.spec.containers[container];
    const auto found = seen.find(record.docker_id);
    const auto* shown = found == seen.end() ? nullptr : &found->second;
    json::object made{{"DockerId", record.docker_id},
                      {"Name", spec.name},
                      {"DockerName", docker_name(task.spec, spec)},
                      {"Image", spec.image},
                      {"ImageID", shown ? shown->image_id : record.image_id},
                      {"Labels", shown ? labels(*shown) : json::object{}},
                      {"DesiredStatus", desired(task)},
                      {"KnownStatus", name_of(kStageNames, record.stage)},
                      {"Limits", json::object{{"CPU", spec.cpu_units}, {"Memory", spec.memory_mib}}},
                      {"Type", type_of(spec)},
                      {"Networks", networks(task.spec, shown, version)}};
    if (!record.ports.empty()) made["Ports"] = ports(record, version);
    if (record.exit_code) made["ExitCode"] = *record.exit_code;
    add_times(record, made);
    add_health(spec, record, made);
    if (version == MetadataVersion::V3) return made;
    add_log_driver(spec, made);
    if (auto arn = told(task, "containerArn", spec.name); !arn.empty()) made["ContainerARN"] = arn;
    return made;
}

json::object task_metadata(const AgentOptions& options, const TaskRecord& task,
                           const SeenContainers& seen, MetadataVersion version) {
    json::object made{{"Cluster", options.cluster},
                      {"TaskARN", task.spec.arn},
                      {"Family", task.spec.family},
                      {"Revision", task.spec.version},
                      {"DesiredStatus", desired(task)},
                      {"KnownStatus", known(task)}};
    if (auto bounds = limits(task.spec); !bounds.empty()) made["Limits"] = std::move(bounds);
    set(made, "PullStartedAt", task.pull_started_at);
    set(made, "PullStoppedAt", task.pull_stopped_at);
    set(made, "ExecutionStoppedAt", task.execution_stopped_at);
    if (auto zone = told(task, "availabilityZone"); !zone.empty()) made["AvailabilityZone"] = zone;
    if (version == MetadataVersion::V4) {
        made["LaunchType"] = "EC2";
        if (auto name = told(task, "serviceName"); !name.empty()) made["ServiceName"] = name;
    }
    json::array containers;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        containers.push_back(container_metadata(task, i, seen, version));
    made["Containers"] = std::move(containers);
    return made;
}

const TaskRecord* find_task(const AgentState& state, std::string_view task_id) {
    for (const auto& [arn, task] : state.tasks)
        if (last_part(arn) == task_id) return &task;
    return nullptr;
}

}  // namespace ikada::agent
