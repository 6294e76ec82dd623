#include "agent/container_config.hpp"

#include <algorithm>

#include "agent/metadata_request.hpp"
#include "agent/network_config.hpp"
#include "agent/pause_image.hpp"
#include "base/json.hpp"

namespace ikada::agent {
namespace {

constexpr std::int64_t kMebi = 1024 * 1024;
constexpr double kNanosPerCpu = 1e9;
constexpr std::size_t kNameIdChars = 20;

std::string plain(std::string_view name) {
    std::string kept;
    for (const char c : name)
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-')
            kept.push_back(c);
    return kept;
}

json::array array_of(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

// Who the container is, for programs that want to know.
json::array environment(const AgentOptions& options, const TaskSpec& task, std::size_t container,
                        const std::string& metadata) {
    auto all = task.containers[container].environment;
    for (auto& [name, value] : metadata_variables(options, task, container, metadata))
        all[name] = value;
    all.try_emplace("IKADA_TASK_ID", task.id());
    all.try_emplace("IKADA_INSTANCE_ID", options.instance_id);
    all.try_emplace("AWS_EXECUTION_ENV", "AWS_ECS_EC2");
    json::array variables;
    for (const auto& [name, value] : all) variables.emplace_back(name + "=" + value);
    return variables;
}

void add_labels(const AgentOptions& options, const TaskSpec& task, const ContainerSpec& spec,
                json::object& config) {
    auto& labels = config["Labels"];
    if (!labels.is_object()) labels.emplace_object();
    auto& set = labels.get_object();
    set[kTaskArnLabel] = task.arn;
    set[kContainerNameLabel] = spec.name;
    set[kFamilyLabel] = task.family;
    set[kVersionLabel] = task.version;
    set[kClusterLabel] = options.cluster;
    set[kInstanceLabel] = options.instance_id;
}

json::object base_config(const AgentOptions& options, const TaskSpec& task, std::size_t container,
                         const std::string& metadata) {
    const auto& spec = task.containers[container];
    json::object config{{"Image", spec.image},
                        {"Env", environment(options, task, container, metadata)}};
    if (spec.command) config["Cmd"] = array_of(*spec.command);
    if (spec.entry_point) config["Entrypoint"] = array_of(*spec.entry_point);
    return config;
}

// What a mount takes before the colon: a path, or the name of a Docker volume.
std::string source_of(const TaskSpec& task, const VolumeSpec& volume) {
    switch (volume.place) {
        case VolumePlace::Path:
            return volume.path;
        case VolumePlace::Shared:
            return volume.name;
        case VolumePlace::Task:
            return fmt::format("ecs-{}-{}-{}-{}", plain(task.family), plain(task.version),
                               plain(volume.name), plain(task.id()).substr(0, kNameIdChars));
    }
    return {};
}

json::object map_of(const std::map<std::string, std::string>& from) {
    json::object all;
    for (const auto& [name, value] : from) all[name] = value;
    return all;
}

// A volume of a task's own is marked as such: it must not stay when the task is forgotten.
std::string volume_body(const AgentOptions& options, const TaskSpec& task,
                        const VolumeSpec& volume) {
    auto labels = map_of(volume.labels);
    if (volume.place == VolumePlace::Task) {
        labels[kTaskArnLabel] = task.arn;
        labels[kInstanceLabel] = options.instance_id;
    }
    return json::serialize(json::object{{"Name", source_of(task, volume)},
                                        {"Driver", volume.driver},
                                        {"DriverOpts", map_of(volume.driver_options)},
                                        {"Labels", std::move(labels)}});
}

json::array binds(const TaskSpec& task, const ContainerSpec& spec) {
    json::array all;
    for (const auto& mount : spec.mounts)
        if (const auto* volume = find_volume(task, mount.volume))
            all.emplace_back(fmt::format("{}:{}{}", source_of(task, *volume), mount.container_path,
                                         mount.read_only ? ":ro" : ""));
    return all;
}

json::array volumes_from(const TaskSpec& task, const ContainerSpec& spec) {
    json::array all;
    for (const auto& source : spec.volumes_from)
        for (const auto& other : task.containers)
            if (other.name == source.container)
                all.emplace_back(docker_name(task, other) + (source.read_only ? ":ro" : ""));
    return all;
}

// A container without its own memory may use its task's; the task's vCPUs bound each container.
json::object base_host(const TaskSpec& task, const ContainerSpec& spec) {
    json::object host{{"CpuShares", std::max(kCpuSharesMin, spec.cpu_units)}};
    const int memory_mib = spec.memory_mib > 0 ? spec.memory_mib : task.memory_mib;
    if (memory_mib > 0) host["Memory"] = std::max(kMemoryMibMin, memory_mib) * kMebi;
    if (task.vcpus > 0) host["NanoCpus"] = static_cast<std::int64_t>(task.vcpus * kNanosPerCpu);
    if (auto bound = binds(task, spec); !bound.empty()) host["Binds"] = std::move(bound);
    if (auto from = volumes_from(task, spec); !from.empty()) host["VolumesFrom"] = std::move(from);
    return host;
}

void decode_over(json::object& base, const json::object& given) {
    for (const auto& [key, value] : given) base[key] = value;
}

// The pause container's image says what it runs; it needs nothing else.
DockerParts parts_of_pause() { return {{{"Image", pause_image()}}, {}, {}}; }

DockerParts parts_of(const AgentOptions& options, const TaskRecord& task, std::size_t container,
                     const std::string& metadata) {
    const auto& spec = task.spec.containers[container];
    DockerParts parts{
        base_config(options, task.spec, container, metadata), base_host(task.spec, spec), {}};
    publish_ports(task.containers[container], parts);
    decode_over(parts.config, spec.config);
    decode_over(parts.host, spec.host_config);
    return parts;
}

}  // namespace

std::string docker_name(const TaskSpec& task, const ContainerSpec& container) {
    return fmt::format("ecs-{}-{}-{}-{}", plain(task.family), plain(task.version),
                       plain(container.name), plain(task.id()).substr(0, kNameIdChars));
}

std::string docker_config(const AgentOptions& options, const TaskRecord& task,
                          std::size_t container, const std::string& metadata) {
    const auto& spec = task.spec.containers[container];
    auto parts = spec.internal ? parts_of_pause() : parts_of(options, task, container, metadata);
    share_namespaces(options, task.spec, container, parts);
    parts.host["RestartPolicy"] = json::object{{"Name", "no"}};  // it runs once
    parts.host["AutoRemove"] = false;
    if (const auto own = task_cgroup(options, task.spec); !own.empty())
        parts.host["CgroupParent"] = own;
    else if (!options.cgroup_parent.empty())
        parts.host["CgroupParent"] = options.cgroup_parent;
    add_labels(options, task.spec, spec, parts.config);
    parts.config["HostConfig"] = std::move(parts.host);
    if (!parts.networking.empty()) parts.config["NetworkingConfig"] = std::move(parts.networking);
    return json::serialize(parts.config);
}

std::string task_cgroup(const AgentOptions& options, const TaskSpec& task) {
    if (options.cgroup_parent.empty() || !has_limits(task)) return {};
    return os::child_cgroup(options.cgroup_parent, plain(task.id()));
}

os::CgroupLimits task_limits(const TaskSpec& task) { return {task.memory_mib * kMebi, task.vcpus}; }

std::vector<VolumeOrder> volumes_for(const AgentOptions& options, const TaskSpec& task,
                                     std::size_t container) {
    std::vector<VolumeOrder> orders;
    for (const auto& mount : task.containers[container].mounts) {
        const auto* volume = find_volume(task, mount.volume);
        if (volume == nullptr || volume->place == VolumePlace::Path) continue;
        const bool ours = volume->place == VolumePlace::Task || volume->autoprovision;
        orders.push_back(
            {source_of(task, *volume), ours ? volume_body(options, task, *volume) : std::string{}});
    }
    return orders;
}

std::vector<std::string> own_volumes(const TaskSpec& task) {
    std::vector<std::string> names;
    for (const auto& volume : task.volumes)
        if (volume.place == VolumePlace::Task) names.push_back(source_of(task, volume));
    return names;
}

}  // namespace ikada::agent
