#include "agent/container_config.hpp"

#include <algorithm>

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

// Who the container is, for programs that want to know. Metadata endpoints are not served yet, so
// ECS's own variables for them are left out.
json::array environment(const AgentOptions& options, const TaskSpec& task,
                        const ContainerSpec& spec) {
    auto all = spec.environment;
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

json::object base_config(const AgentOptions& options, const TaskSpec& task,
                         const ContainerSpec& spec) {
    json::object config{{"Image", spec.image}, {"Env", environment(options, task, spec)}};
    if (spec.command) config["Cmd"] = array_of(*spec.command);
    if (spec.entry_point) config["Entrypoint"] = array_of(*spec.entry_point);
    return config;
}

std::string port_key(int port, std::string_view protocol) {
    return fmt::format("{}/{}", port, protocol);
}

void add_ports(const ContainerRecord& record, json::object& config, json::object& host) {
    json::object exposed, bound;
    for (const auto& port : record.ports) {
        const auto key = port_key(port.container_port, port.protocol);
        exposed[key] = json::object{};
        auto& hosts = bound[key];
        if (!hosts.is_array()) hosts.emplace_array();
        hosts.get_array().push_back(
            json::object{{"HostIp", port.host_ip}, {"HostPort", std::to_string(port.host_port)}});
    }
    if (exposed.empty()) return;
    config["ExposedPorts"] = std::move(exposed);
    host["PortBindings"] = std::move(bound);
}

// A container without its own memory may use its task's; the task's vCPUs bound each container.
json::object base_host(const AgentOptions& options, const TaskSpec& task,
                       const ContainerSpec& spec) {
    json::object host{{"CpuShares", std::max(kCpuSharesMin, spec.cpu_units)}};
    const int memory_mib = spec.memory_mib > 0 ? spec.memory_mib : task.memory_mib;
    if (memory_mib > 0) host["Memory"] = std::max(kMemoryMibMin, memory_mib) * kMebi;
    if (task.vcpus > 0) host["NanoCpus"] = static_cast<std::int64_t>(task.vcpus * kNanosPerCpu);
    if (!options.cgroup_parent.empty()) host["CgroupParent"] = options.cgroup_parent;
    json::array binds;
    for (const auto& mount : spec.mounts)
        binds.emplace_back(fmt::format("{}:{}{}", mount.host_path, mount.container_path,
                                       mount.read_only ? ":ro" : ""));
    if (!binds.empty()) host["Binds"] = std::move(binds);
    return host;
}

// "name:alias" in the names of Docker's containers.
json::array links(const TaskSpec& task, const ContainerSpec& spec) {
    json::array all;
    for (const auto& link : spec.links) {
        const auto colon = link.find(':');
        const auto name = link.substr(0, colon);
        const auto alias = colon == std::string::npos ? name : link.substr(colon + 1);
        for (const auto& other : task.containers)
            if (other.name == name) all.emplace_back(docker_name(task, other) + ":" + alias);
    }
    return all;
}

void decode_over(json::object& base, const json::object& given) {
    for (const auto& [key, value] : given) base[key] = value;
}

// "bridge" is the instance's own network; a container runs once, whatever it was given.
void fix(const AgentOptions& options, json::object& host) {
    auto& mode = host["NetworkMode"];
    const auto asked = mode.is_string() ? std::string(mode.get_string()) : std::string{};
    if (asked.empty() || asked == "bridge" || asked == "default") mode = options.network;
    host["RestartPolicy"] = json::object{{"Name", "no"}};
    host["AutoRemove"] = false;
}

}  // namespace

std::string docker_name(const TaskSpec& task, const ContainerSpec& container) {
    return fmt::format("ecs-{}-{}-{}-{}", plain(task.family), plain(task.version),
                       plain(container.name), plain(task.id()).substr(0, kNameIdChars));
}

std::string docker_config(const AgentOptions& options, const TaskRecord& task,
                          std::size_t container) {
    const auto& spec = task.spec.containers[container];
    auto config = base_config(options, task.spec, spec);
    auto host = base_host(options, task.spec, spec);
    if (auto linked = links(task.spec, spec); !linked.empty()) host["Links"] = std::move(linked);
    add_ports(task.containers[container], config, host);
    decode_over(config, spec.config);
    decode_over(host, spec.host_config);
    fix(options, host);
    add_labels(options, task.spec, spec, config);
    config["HostConfig"] = std::move(host);
    return json::serialize(config);
}

}  // namespace ikada::agent
