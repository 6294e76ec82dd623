#include "ecs/payload_docker.hpp"

#include "ecs/payload_json.hpp"

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
    made["Config"] = from.options ? json_map(*from.options) : json::object{};
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
    set_given(config, "MemorySwappiness", asked.swappiness);
}

void set_linux(const shapes::ContainerDefinition& from, json::object& config) {
    if (!from.linux_parameters) return;
    const auto& asked = *from.linux_parameters;
    if (asked.capabilities) {
        set_given(config, "CapAdd", asked.capabilities->add);
        set_given(config, "CapDrop", asked.capabilities->drop);
    }
    if (asked.devices) config["Devices"] = devices(*asked.devices);
    set_given(config, "Init", asked.init_process_enabled);
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
    set_given(config, "User", from.user);
    set_given(config, "WorkingDir", from.working_directory);
    set_given(config, "Hostname", from.hostname);
    set_given(config, "Tty", from.pseudo_terminal);
    set_given(config, "OpenStdin", from.interactive);
    set_given(config, "NetworkDisabled", from.disable_networking);
    if (from.docker_labels) config["Labels"] = json_map(*from.docker_labels);
    if (from.health_check) config["Healthcheck"] = health_check(*from.health_check);
    return config;
}

json::object docker_host_config(const shapes::ContainerDefinition& from,
                                const shapes::TaskDefinition& task) {
    json::object config;
    set_namespaces(task, config);
    set_given(config, "Privileged", from.privileged);
    set_given(config, "ReadonlyRootfs", from.readonly_root_filesystem);
    set_given(config, "Dns", from.dns_servers);
    set_given(config, "DnsSearch", from.dns_search_domains);
    set_given(config, "SecurityOpt", from.docker_security_options);
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
