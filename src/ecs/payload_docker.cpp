#include "ecs/payload_docker.hpp"

#include "base/strings.hpp"

namespace ikada::ecs {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kBytesPerMib = 1024 * 1024;
// ECS's defaults for a container health check.
constexpr int kCheckIntervalSeconds = 30;
constexpr int kCheckTimeoutSeconds = 5;
constexpr int kCheckRetries = 3;

json::array texts(const std::vector<std::string>& from) {
    return json::array(from.begin(), from.end());
}

template <class T>
void set(json::object& into, std::string_view key, const std::optional<T>& value) {
    if (value) into[key] = *value;
}
void set(json::object& into, std::string_view key,
         const std::optional<std::vector<std::string>>& value) {
    if (value && !value->empty()) into[key] = texts(*value);
}

json::object map_of(const std::map<std::string, std::string>& from) {
    json::object made;
    for (const auto& [key, value] : from) made[key] = value;
    return made;
}

json::object health_check(const shapes::HealthCheck& check) {
    return {
        {"Test", texts(check.command)},
        {"Interval", check.interval.value_or(kCheckIntervalSeconds) * kNanosPerSecond},
        {"Timeout", check.timeout.value_or(kCheckTimeoutSeconds) * kNanosPerSecond},
        {"StartPeriod", check.start_period.value_or(0) * kNanosPerSecond},
        {"Retries", check.retries.value_or(kCheckRetries)},
    };
}

json::object log_config(const shapes::LogConfiguration& from) {
    json::object made{{"Type", name_of(shapes::kLogDriverNames, from.log_driver)}};
    made["Config"] = from.options ? map_of(*from.options) : json::object{};
    return made;
}

json::array ulimits(const std::vector<shapes::Ulimit>& from) {
    json::array made;
    for (const auto& each : from)
        made.push_back(json::object{{"Name", name_of(shapes::kUlimitNameNames, each.name)},
                                    {"Soft", each.soft_limit},
                                    {"Hard", each.hard_limit}});
    return made;
}

json::array extra_hosts(const std::vector<shapes::HostEntry>& from) {
    json::array made;
    for (const auto& each : from) made.emplace_back(each.hostname + ":" + each.ip_address);
    return made;
}

json::object sysctls(const std::vector<shapes::SystemControl>& from) {
    json::object made;
    for (const auto& each : from) made[each.namespace_.value_or("")] = each.value.value_or("");
    return made;
}

// "rwm" unless some of it was asked for.
std::string permissions(const shapes::Device& device) {
    if (!device.permissions || device.permissions->empty()) return "rwm";
    std::string made;
    for (const auto each : *device.permissions)
        made += name_of(shapes::kDeviceCgroupPermissionNames, each)[0];
    return made;
}

json::array devices(const std::vector<shapes::Device>& from) {
    json::array made;
    for (const auto& each : from)
        made.push_back(
            json::object{{"PathOnHost", each.host_path},
                         {"PathInContainer", each.container_path.value_or(each.host_path)},
                         {"CgroupPermissions", permissions(each)}});
    return made;
}

// {"/cache": "noexec,size=64m"}.
json::object tmpfs(const std::vector<shapes::Tmpfs>& from) {
    json::object made;
    for (const auto& each : from) {
        std::string options;
        if (each.mount_options)
            for (const auto& option : *each.mount_options) options += option + ",";
        made[each.container_path] = fmt::format("{}size={}m", options, each.size);
    }
    return made;
}

// Docker counts memory and swap together; swappiness without swap means nothing to ECS.
void set_swap(const shapes::ContainerDefinition& from, json::object& config) {
    const auto& asked = *from.linux_parameters;
    if (!asked.max_swap || !from.memory) return;
    config["MemorySwap"] = (std::int64_t{*from.memory} + *asked.max_swap) * kBytesPerMib;
    set(config, "MemorySwappiness", asked.swappiness);
}

void set_linux(const shapes::ContainerDefinition& from, json::object& config) {
    if (!from.linux_parameters) return;
    const auto& asked = *from.linux_parameters;
    if (asked.capabilities) {
        set(config, "CapAdd", asked.capabilities->add);
        set(config, "CapDrop", asked.capabilities->drop);
    }
    if (asked.devices) config["Devices"] = devices(*asked.devices);
    set(config, "Init", asked.init_process_enabled);
    if (asked.shared_memory_size) config["ShmSize"] = *asked.shared_memory_size * kBytesPerMib;
    if (asked.tmpfs) config["Tmpfs"] = tmpfs(*asked.tmpfs);
    set_swap(from, config);
}

void set_namespaces(const shapes::TaskDefinition& task, json::object& config) {
    const auto mode = task.network_mode.value_or(shapes::NetworkMode::Bridge);
    config["NetworkMode"] = name_of(shapes::kNetworkModeNames, mode);
    // How containers share a namespace of their task, only the agent knows.
    if (task.pid_mode == shapes::PidMode::Host) config["PidMode"] = "host";
    if (task.ipc_mode == shapes::IpcMode::Host) config["IpcMode"] = "host";
    if (task.ipc_mode == shapes::IpcMode::None) config["IpcMode"] = "none";
}

}  // namespace

json::object docker_config(const shapes::ContainerDefinition& from) {
    json::object config;
    set(config, "User", from.user);
    set(config, "WorkingDir", from.working_directory);
    set(config, "Hostname", from.hostname);
    set(config, "Tty", from.pseudo_terminal);
    set(config, "OpenStdin", from.interactive);
    set(config, "NetworkDisabled", from.disable_networking);
    if (from.docker_labels) config["Labels"] = map_of(*from.docker_labels);
    if (from.health_check) config["Healthcheck"] = health_check(*from.health_check);
    return config;
}

json::object docker_host_config(const shapes::ContainerDefinition& from,
                                const shapes::TaskDefinition& task) {
    json::object config;
    set_namespaces(task, config);
    set(config, "Privileged", from.privileged);
    set(config, "ReadonlyRootfs", from.readonly_root_filesystem);
    set(config, "Dns", from.dns_servers);
    set(config, "DnsSearch", from.dns_search_domains);
    set(config, "SecurityOpt", from.docker_security_options);
    if (from.ulimits) config["Ulimits"] = ulimits(*from.ulimits);
    if (from.extra_hosts) config["ExtraHosts"] = extra_hosts(*from.extra_hosts);
    if (from.log_configuration) config["LogConfig"] = log_config(*from.log_configuration);
    if (from.system_controls) config["Sysctls"] = sysctls(*from.system_controls);
    if (from.memory_reservation)
        config["MemoryReservation"] = *from.memory_reservation * kBytesPerMib;
    set_linux(from, config);
    return config;
}

}  // namespace ikada::ecs
