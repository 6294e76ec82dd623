#include "ecs/payload.hpp"

#include "base/json.hpp"
#include "ecs/overrides.hpp"

namespace ikada::ecs {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kBytesPerMib = 1024 * 1024;
// ECS's defaults for a container health check.
constexpr int kCheckIntervalSeconds = 30;
constexpr int kCheckTimeoutSeconds = 5;
constexpr int kCheckRetries = 3;

json::array texts(const std::vector<std::string>& from) {
    json::array made;
    for (const auto& each : from) made.emplace_back(each);
    return made;
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

// Docker's container Config, as far as the payload has no member of its own.
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

// Docker's HostConfig, likewise.
json::object host_config(const shapes::ContainerDefinition& from) {
    json::object config{{"NetworkMode", "bridge"}};
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
    return config;
}

json::array port_mappings(const shapes::ContainerDefinition& from) {
    json::array made;
    if (!from.port_mappings) return made;
    for (const auto& each : *from.port_mappings) {
        const auto protocol = each.protocol.value_or(shapes::TransportProtocol::Tcp);
        made.push_back(
            json::object{{"containerPort", each.container_port.value_or(0)},
                         {"hostPort", each.host_port.value_or(0)},
                         {"protocol", name_of(shapes::kTransportProtocolNames, protocol)}});
    }
    return made;
}

json::object environment(const shapes::ContainerDefinition& from) {
    json::object made;
    if (!from.environment) return made;
    for (const auto& pair : *from.environment)
        made[pair.name.value_or("")] = pair.value.value_or("");
    return made;
}

// A container without its own limits has its task's: it is the only one.
json::object limits(const shapes::ContainerDefinition& from, const TaskDefinition& definition) {
    std::optional<int> cpu = from.cpu;
    if (cpu.value_or(0) == 0 && definition.body.cpu) cpu = cpu_units_of(*definition.body.cpu);
    std::optional<int> memory = from.memory;
    if (!memory && definition.body.memory) memory = memory_mib_of(*definition.body.memory);
    json::object made{{"cpu", cpu.value_or(0)}};
    set(made, "memory", memory);
    return made;
}

std::string arn_of(const Task& task, const std::string& container) {
    for (const auto& each : task.containers)
        if (each.name == container) return each.arn;
    return {};
}

json::object container(const shapes::ContainerDefinition& from, const Task& task,
                       const TaskDefinition& definition) {
    json::object made = limits(from, definition);
    made["name"] = from.name.value_or("");
    made["image"] = from.image.value_or("");
    made["containerArn"] = arn_of(task, from.name.value_or(""));
    made["essential"] = from.essential.value_or(true);
    made["environment"] = environment(from);
    made["portMappings"] = port_mappings(from);
    set(made, "command", from.command);
    set(made, "entryPoint", from.entry_point);
    set(made, "startTimeout", from.start_timeout);
    set(made, "stopTimeout", from.stop_timeout);
    if (from.health_check) made["healthCheckType"] = "docker";
    made["dockerConfig"] = json::object{{"config", json::serialize(docker_config(from))},
                                        {"hostConfig", json::serialize(host_config(from))}};
    return made;
}

}  // namespace

std::string acs_task_payload(const Task& task, const TaskDefinition& definition) {
    const auto merged = with_overrides(definition, task.overrides);
    json::object made{
        {"arn", task.arn},         {"desiredStatus", task.stop_sent ? "STOPPED" : "RUNNING"},
        {"family", merged.family}, {"version", std::to_string(merged.revision)},
        {"networkMode", "bridge"}, {"launchType", "EC2"},
        {"group", task.group}};
    if (task.service) made["serviceName"] = task.service->value;
    if (merged.body.cpu) made["cpu"] = cpu_units_of(*merged.body.cpu).value_or(0) / 1024.0;
    if (merged.body.memory) made["memory"] = memory_mib_of(*merged.body.memory).value_or(0);
    json::array containers;
    for (const auto& each : *merged.body.container_definitions)
        containers.push_back(container(each, task, merged));
    made["containers"] = std::move(containers);
    return json::serialize(made);
}

}  // namespace ikada::ecs
