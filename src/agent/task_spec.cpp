#include "agent/task_spec.hpp"

#include <algorithm>

#include "base/enum_names.hpp"

namespace ikada::agent {
namespace {

constexpr auto kConditionNames =
    std::to_array<EnumName<Condition>>({{Condition::Start, "START"},
                                        {Condition::Complete, "COMPLETE"},
                                        {Condition::Success, "SUCCESS"},
                                        {Condition::Healthy, "HEALTHY"}});
static_assert(covers(kConditionNames, Condition::Healthy), "a Condition has no wire name");

// name → where it is on this machine.
using Volumes = std::map<std::string, std::string>;

std::vector<std::string> texts(const json::array& from) {
    std::vector<std::string> all;
    for (const auto& item : from)
        if (const auto* text = item.if_string()) all.emplace_back(*text);
    return all;
}

std::optional<std::vector<std::string>> optional_texts(const json::value& from,
                                                       std::string_view key) {
    const auto* found = json::find(from, key);
    if (found == nullptr || !found->is_array()) return std::nullopt;
    return texts(found->get_array());
}

Status read_ports(const json::value& from, ContainerSpec& into) {
    for (const auto& mapping : json::list(from, "portMappings")) {
        PortMapping port{static_cast<int>(json::integer(mapping, "containerPort")),
                         static_cast<int>(json::integer(mapping, "hostPort")),
                         json::text(mapping, "protocol", "tcp")};
        if (port.protocol != "tcp" && port.protocol != "udp")
            return fail(kMalformed, "container {}: unknown protocol {}", into.name, port.protocol);
        if (port.container_port < 1 || port.container_port > 65535 || port.host_port < 0 ||
            port.host_port > 65535)
            return fail(kMalformed, "container {}: port mapping {}:{} is not possible", into.name,
                        port.host_port, port.container_port);
        into.ports.push_back(port);
    }
    return ok();
}

Status read_dependencies(const json::value& from, ContainerSpec& into) {
    for (const auto& dependency : json::list(from, "dependsOn")) {
        const auto name = json::text(dependency, "condition", "START");
        const auto condition = parse_name(kConditionNames, name);
        if (!condition)
            return fail(kMalformed, "container {}: unknown condition {}", into.name, name);
        into.depends_on.push_back({json::text(dependency, "containerName"), *condition});
    }
    into.links = texts(json::list(from, "links"));
    for (const auto& link : into.links)
        into.depends_on.push_back({link.substr(0, link.find(':')), Condition::Start});
    return ok();
}

Status read_mounts(const json::value& from, const Volumes& volumes, ContainerSpec& into) {
    for (const auto& mount : json::list(from, "mountPoints")) {
        const auto name = json::text(mount, "sourceVolume");
        const auto volume = volumes.find(name);
        if (volume == volumes.end())
            return fail(kMalformed, "container {}: there is no volume {}", into.name, name);
        into.mounts.push_back(
            {volume->second, json::text(mount, "containerPath"), json::boolean(mount, "readOnly")});
    }
    return ok();
}

// The only override that may arrive is a command (2.7); the others are merged by the sender.
Status read_overrides(const json::value& from, ContainerSpec& into) {
    const auto text = json::text(from, "overrides");
    if (text.empty()) return ok();
    const auto overrides = json::parse(text);
    if (!overrides) return overrides.error();
    if (auto command = optional_texts(*overrides, "command")) into.command = std::move(command);
    return ok();
}

Status read_docker_part(const json::value& from, std::string_view key, json::object& into) {
    const auto text = json::text(from, key);
    if (text.empty()) return ok();
    auto part = json::parse(text);
    if (!part) return fail(kMalformed, "dockerConfig.{}: {}", key, part.error().message);
    if (!part->is_object()) return fail(kMalformed, "dockerConfig.{} is not an object", key);
    into = std::move(part->get_object());
    return ok();
}

Status read_docker_config(const json::value& from, ContainerSpec& into) {
    const auto* docker = json::find(from, "dockerConfig");
    if (docker == nullptr) return ok();
    auto read = read_docker_part(*docker, "config", into.config);
    return read ? read_docker_part(*docker, "hostConfig", into.host_config) : read;
}

Result<ContainerSpec> parse_container(const json::value& from, const Volumes& volumes) {
    ContainerSpec spec;
    spec.name = json::text(from, "name");
    spec.image = json::text(from, "image");
    if (spec.name.empty() || spec.image.empty())
        return fail(kMalformed, "a container has no name or no image");
    spec.essential = json::boolean(from, "essential");
    spec.cpu_units = static_cast<int>(json::integer(from, "cpu"));
    spec.memory_mib = static_cast<int>(json::integer(from, "memory"));
    spec.command = optional_texts(from, "command");
    spec.entry_point = optional_texts(from, "entryPoint");
    for (const auto& [name, value] : json::members(from, "environment"))
        if (const auto* text = value.if_string()) spec.environment[name] = std::string(*text);
    if (const auto seconds = json::integer(from, "stopTimeout"); seconds > 0)
        spec.stop_timeout = Seconds{seconds};
    spec.health_checked = json::text(from, "healthCheckType") == "docker";
    for (auto read :
         {read_ports(from, spec), read_dependencies(from, spec), read_mounts(from, volumes, spec),
          read_overrides(from, spec), read_docker_config(from, spec)})
        if (!read) return read.error();
    return spec;
}

Result<Volumes> parse_volumes(const json::value& task) {
    Volumes volumes;
    for (const auto& volume : json::list(task, "volumes")) {
        const auto* host = json::find(volume, "host");
        const auto path = host ? json::text(*host, "sourcePath") : std::string{};
        if (path.empty())
            return fail(kMalformed, "volume {}: only host volumes with a sourcePath are known",
                        json::text(volume, "name"));
        volumes[json::text(volume, "name")] = path;
    }
    return volumes;
}

Status check_dependencies(const TaskSpec& task) {
    for (const auto& container : task.containers)
        for (const auto& dependency : container.depends_on) {
            const bool known = std::any_of(
                task.containers.begin(), task.containers.end(),
                [&](const ContainerSpec& other) { return other.name == dependency.container; });
            if (!known || dependency.container == container.name)
                return fail(kMalformed, "container {}: cannot depend on {}", container.name,
                            dependency.container);
        }
    return ok();
}

}  // namespace

Result<TaskSpec> parse_task(const json::value& task) {
    TaskSpec spec;
    spec.arn = json::text(task, "arn");
    spec.family = json::text(task, "family");
    spec.version = json::text(task, "version");
    spec.memory_mib = static_cast<int>(json::integer(task, "memory"));
    if (const auto* cpu = json::find(task, "cpu"); cpu != nullptr && cpu->is_number())
        spec.vcpus = cpu->to_number<double>();
    if (spec.arn.empty()) return fail(kMalformed, "the task has no arn");
    const auto volumes = parse_volumes(task);
    if (!volumes) return volumes.error();
    for (const auto& container : json::list(task, "containers")) {
        auto parsed = parse_container(container, *volumes);
        if (!parsed) return parsed.error();
        spec.containers.push_back(*std::move(parsed));
    }
    if (spec.containers.empty()) return fail(kMalformed, "the task has no containers");
    if (auto checked = check_dependencies(spec); !checked) return checked.error();
    return spec;
}

}  // namespace ikada::agent
