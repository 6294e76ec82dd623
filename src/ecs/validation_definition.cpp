// What ECS, and ikada for now, ask of a task definition.

#include <algorithm>
#include <array>
#include <set>

#include "ecs/unsupported.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;

constexpr auto kOfContainer = std::to_array<Unsupported<Container>>({
    {[](const Container& c) { return given(c.links); }, "links"},
    {[](const Container& c) { return given(c.mount_points); }, "mountPoints"},
    {[](const Container& c) { return given(c.volumes_from); }, "volumesFrom"},
    {[](const Container& c) { return given(c.depends_on); }, "dependsOn"},
    {[](const Container& c) { return given(c.secrets); }, "secrets"},
    {[](const Container& c) { return given(c.environment_files); }, "environmentFiles"},
    {[](const Container& c) { return given(c.resource_requirements); }, "resourceRequirements"},
    {[](const Container& c) { return c.repository_credentials.has_value(); },
     "repositoryCredentials"},
    {[](const Container& c) { return c.firelens_configuration.has_value(); },
     "firelensConfiguration"},
    {[](const Container& c) {
         return c.linux_parameters && *c.linux_parameters != shapes::LinuxParameters{};
     },
     "linuxParameters"},
    {[](const Container& c) { return c.restart_policy && c.restart_policy->enabled; },
     "restartPolicy"},
    {[](const Container& c) {
         return c.version_consistency == shapes::VersionConsistency::Enabled;
     },
     "versionConsistency"},
    {[](const Container& c) {
         return c.log_configuration && given(c.log_configuration->secret_options);
     },
     "logConfiguration.secretOptions"},
    {[](const Container& c) {
         return c.log_configuration &&
                (c.log_configuration->log_driver == shapes::LogDriver::Awslogs ||
                 c.log_configuration->log_driver == shapes::LogDriver::Awsfirelens);
     },
     "logConfiguration.logDriver awslogs and awsfirelens"},
});

constexpr auto kOfDefinition = std::to_array<Unsupported<Definition>>({
    {[](const Definition& d) {
         return d.network_mode && *d.network_mode != shapes::NetworkMode::Bridge;
     },
     "networkMode other than bridge"},
    {[](const Definition& d) {
         const auto& wanted = d.requires_compatibilities;
         return wanted && std::any_of(wanted->begin(), wanted->end(), [](const auto& each) {
                    return each == shapes::Compatibility::Fargate;
                });
     },
     "requiresCompatibilities FARGATE"},
    {[](const Definition& d) { return d.task_role_arn && !d.task_role_arn->empty(); },
     "taskRoleArn"},
    {[](const Definition& d) { return given(d.volumes); }, "volumes"},
    {[](const Definition& d) { return given(d.placement_constraints); }, "placementConstraints"},
    {[](const Definition& d) { return given(d.inference_accelerators); }, "inferenceAccelerators"},
    {[](const Definition& d) { return d.pid_mode.has_value(); }, "pidMode"},
    {[](const Definition& d) { return d.ipc_mode.has_value(); }, "ipcMode"},
    {[](const Definition& d) { return d.proxy_configuration.has_value(); }, "proxyConfiguration"},
    {[](const Definition& d) { return d.ephemeral_storage.has_value(); }, "ephemeralStorage"},
    {[](const Definition& d) {
         return d.runtime_platform && d.runtime_platform->operating_system_family &&
                *d.runtime_platform->operating_system_family != shapes::OSFamily::Linux;
     },
     "runtimePlatform.operatingSystemFamily other than LINUX"},
    {[](const Definition& d) {
         return d.runtime_platform &&
                d.runtime_platform->cpu_architecture == shapes::CPUArchitecture::Arm64;
     },
     "runtimePlatform.cpuArchitecture ARM64"},
});

// RegisterTaskDefinition calls everything that is wrong with its request a ClientException.
template <class Shape, std::size_t N>
Status refuse(const std::array<Unsupported<Shape>, N>& table, const Shape& shape) {
    const auto checked = refuse_first(table, shape);
    if (checked) return ok();
    return Error{&errors::kClient, checked.error().message};
}

template <class... Args>
Error invalid_setting(const Container& container, fmt::format_string<Args...> format,
                      Args&&... args) {
    return fail(errors::kClient, "Invalid setting for container '{}'. {}", *container.name,
                fmt::format(format, std::forward<Args>(args)...));
}

Status check_memory(const Container& container, bool task_has_memory) {
    if (!container.memory && !container.memory_reservation && !task_has_memory)
        return invalid_setting(
            container, "At least one of 'memory' or 'memoryReservation' must be specified.");
    if (container.memory && *container.memory < kContainerMemoryMibMin)
        return invalid_setting(container, "'memory' must be at least {} MiB.",
                               kContainerMemoryMibMin);
    if (container.memory_reservation && *container.memory_reservation < kContainerMemoryMibMin)
        return invalid_setting(container, "'memoryReservation' must be at least {} MiB.",
                               kContainerMemoryMibMin);
    if (container.memory && container.memory_reservation &&
        *container.memory <= *container.memory_reservation)
        return invalid_setting(container, "'memory' must be greater than 'memoryReservation'.");
    if (container.cpu.value_or(0) < 0)
        return invalid_setting(container, "'cpu' must be zero or more.");
    return ok();
}

bool is_port(int port) { return port >= 0 && port <= 65535; }

using PortKey = std::pair<int, shapes::TransportProtocol>;

Status check_port(const Container& container, const shapes::PortMapping& mapping,
                  std::set<PortKey>& container_ports, std::set<PortKey>& host_ports) {
    if (mapping.container_port_range && !mapping.container_port_range->empty())
        return invalid_setting(container, "ikada does not support 'containerPortRange' yet.");
    const int inside = mapping.container_port.value_or(0);
    const int outside = mapping.host_port.value_or(0);
    const auto protocol = mapping.protocol.value_or(shapes::TransportProtocol::Tcp);
    if (!is_port(inside) || !is_port(outside))
        return invalid_setting(container, "Port numbers must be from 0 to 65535.");
    if (inside == 0) return invalid_setting(container, "'containerPort' must be specified.");
    if (!container_ports.emplace(inside, protocol).second)
        return invalid_setting(container, "Container port {} is mapped more than once.", inside);
    if (outside != 0 && !host_ports.emplace(outside, protocol).second)
        return invalid_setting(container, "Host port {} is mapped more than once.", outside);
    return ok();
}

Status check_ports(const Container& container, std::set<PortKey>& host_ports) {
    if (!container.port_mappings) return ok();
    if (container.port_mappings->size() > kPortMappingsMax)
        return invalid_setting(container, "At most {} ports can be mapped.", kPortMappingsMax);
    std::set<PortKey> container_ports;
    for (const auto& mapping : *container.port_mappings)
        if (auto checked = check_port(container, mapping, container_ports, host_ports); !checked)
            return checked;
    return ok();
}

Status check_health_check(const Container& container) {
    if (!container.health_check) return ok();
    const auto& check = *container.health_check;
    const auto within = [](const std::optional<int>& value, int low, int high) {
        return !value || (*value >= low && *value <= high);
    };
    if (check.command.empty() || (check.command[0] != "CMD" && check.command[0] != "CMD-SHELL"))
        return invalid_setting(container,
                               "The health check's command must begin with CMD or "
                               "CMD-SHELL.");
    if (!within(check.interval, 5, 300) || !within(check.timeout, 2, 60) ||
        !within(check.retries, 1, 10) || !within(check.start_period, 0, 300))
        return invalid_setting(container,
                               "The health check's interval must be 5 to 300, its timeout 2 to 60, "
                               "its retries 1 to 10, its startPeriod 0 to 300.");
    return ok();
}

Status check_timeouts(const Container& container) {
    if (container.start_timeout && *container.start_timeout < 2)
        return invalid_setting(container, "'startTimeout' must be at least 2.");
    if (container.stop_timeout && *container.stop_timeout < 0)
        return invalid_setting(container, "'stopTimeout' must be zero or more.");
    return ok();
}

Status check_identity(const Container& container) {
    if (!container.name || container.name->empty())
        return fail(errors::kClient, "Container.name should not be null or empty.");
    if (!is_name(*container.name))
        return fail(errors::kClient,
                    "Container name '{}' is not valid: up to {} letters, numbers, hyphens and "
                    "underscores are allowed.",
                    *container.name, kNameLengthMax);
    if (!container.image || container.image->empty())
        return fail(errors::kClient, "Container.image should not be null or empty.");
    return ok();
}

Status check_containers(const Definition& request) {
    const auto& containers = request.container_definitions;
    std::set<std::string> names;
    std::set<PortKey> host_ports;
    for (const auto& each : containers) {
        if (auto checked = check_container(each, request.memory.has_value()); !checked)
            return checked;
        if (auto checked = check_ports(each, host_ports); !checked) return checked;
        if (!names.insert(*each.name).second)
            return fail(errors::kClient, "Container names must be unique: '{}' is used twice.",
                        *each.name);
    }
    if (std::none_of(containers.begin(), containers.end(),
                     [](const Container& each) { return each.essential.value_or(true); }))
        return fail(errors::kClient,
                    "A task definition must have at least one essential container.");
    return ok();
}

Status check_task_size(const Definition& request) {
    if (request.cpu && cpu_units_of(*request.cpu).value_or(0) < 1)
        return fail(errors::kClient, "Invalid 'cpu' setting for task: '{}'.", *request.cpu);
    if (!request.memory) return ok();
    const int memory = memory_mib_of(*request.memory).value_or(0);
    if (memory < kContainerMemoryMibMin)
        return fail(errors::kClient, "Invalid 'memory' setting for task: '{}'.", *request.memory);
    for (const auto& each : request.container_definitions)
        if (std::max(each.memory.value_or(0), each.memory_reservation.value_or(0)) > memory)
            return invalid_setting(each, "Its memory is more than the task's {} MiB.", memory);
    return ok();
}

}  // namespace

Status check_container(const shapes::ContainerDefinition& container, bool task_has_memory) {
    if (auto checked = check_identity(container); !checked) return checked;
    if (auto checked = refuse(kOfContainer, container); !checked) return checked;
    if (auto checked = check_memory(container, task_has_memory); !checked) return checked;
    if (auto checked = check_health_check(container); !checked) return checked;
    return check_timeouts(container);
}

Status check_task_definition(const shapes::RegisterTaskDefinitionRequest& request) {
    if (request.family.empty()) return fail(errors::kClient, "Family should not be null or empty.");
    if (!is_name(request.family))
        return fail(errors::kClient,
                    "Family '{}' contains invalid characters: up to {} letters, numbers, hyphens "
                    "and underscores are allowed.",
                    request.family, kNameLengthMax);
    if (request.container_definitions.empty())
        return fail(errors::kClient, "Container list cannot be empty.");
    if (auto checked = refuse(kOfDefinition, request); !checked) return checked;
    if (request.container_definitions.size() > 1)
        return fail(errors::kClient,
                    "ikada does not run task definitions with more than one container yet.");
    if (auto checked = check_containers(request); !checked) return checked;
    return check_task_size(request);
}

}  // namespace ikada::ecs
