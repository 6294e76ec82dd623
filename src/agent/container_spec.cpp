#include "agent/container_spec.hpp"

#include <algorithm>
#include <array>

#include "base/enum_names.hpp"

namespace ikada::agent {
namespace {

// Created is not among them: only volumesFrom asks for it.
constexpr auto kConditionNames =
    std::to_array<EnumName<Condition>>({{Condition::Start, "START"},
                                        {Condition::Complete, "COMPLETE"},
                                        {Condition::Success, "SUCCESS"},
                                        {Condition::Healthy, "HEALTHY"}});

// Members that would be missed if they were left out, and why they cannot be had.
struct Refusal {
    std::string_view member, why;
};
constexpr std::array kRefusals{
    Refusal{"secrets", "ResourceInitializationError: secrets: there is no secrets service"},
    Refusal{"environmentFiles", "ResourceInitializationError: environmentFiles: there is no S3"},
    Refusal{"credentialSpecs", "ResourceInitializationError: credentialSpecs: not supported"}};

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

Status refuse(const json::value& from, ContainerSpec& into) {
    for (const auto& refusal : kRefusals)
        if (!json::list(from, refusal.member).empty())
            return fail(kCannotRun, "{} (container {})", refusal.why, into.name);
    const auto* registry = json::find(from, "registryAuthentication");
    if (registry == nullptr) return ok();
    return fail(kCannotRun,
                "CannotPullContainerError: registryAuthentication {}: there is no secrets service; "
                "the instance's ECS_ENGINE_AUTH_DATA is used without it (container {})",
                json::text(*registry, "type"), into.name);
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

Status read_mounts(const json::value& from, ContainerSpec& into) {
    for (const auto& mount : json::list(from, "mountPoints"))
        into.mounts.push_back({json::text(mount, "sourceVolume"),
                               json::text(mount, "containerPath"),
                               json::boolean(mount, "readOnly")});
    for (const auto& source : json::list(from, "volumesFrom")) {
        into.volumes_from.push_back(
            {json::text(source, "sourceContainer"), json::boolean(source, "readOnly")});
        into.depends_on.push_back({into.volumes_from.back().container, Condition::Created});
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

std::optional<Seconds> timeout(const json::value& from, std::string_view key) {
    const auto seconds = json::integer(from, key);
    if (seconds <= 0) return std::nullopt;
    return std::min(Seconds{seconds}, kTimeoutMax);
}

}  // namespace

Result<ContainerSpec> parse_container(const json::value& from) {
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
    spec.start_timeout = timeout(from, "startTimeout");
    spec.stop_timeout = timeout(from, "stopTimeout");
    spec.health_checked = json::text(from, "healthCheckType") == "docker";
    for (auto read :
         {refuse(from, spec), read_ports(from, spec), read_dependencies(from, spec),
          read_mounts(from, spec), read_overrides(from, spec), read_docker_config(from, spec)})
        if (!read) return read.error();
    return spec;
}

}  // namespace ikada::agent
