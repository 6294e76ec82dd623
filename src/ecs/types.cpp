#include "ecs/types.hpp"

#include <algorithm>

namespace ikada::ecs {

IKADA_DESCRIBE(Cluster, name, arn, status, settings, tags, created_at, deleted_at)
IKADA_DESCRIBE(Room, cpu_units, memory_mib)
IKADA_DESCRIBE(HostPort, port, protocol)
IKADA_DESCRIBE(TaskNeeds, room, host_ports)
IKADA_DESCRIBE(Attribute, name, value)
IKADA_DESCRIBE(ContainerInstance, id, arn, cluster, ec2_instance_id, private_ip, availability_zone,
               status, registered, reserved_ports, attributes, tags, agent_connected,
               disconnected_at, agent_version, agent_hash, docker_version, registered_at, version)
IKADA_DESCRIBE(NetworkBinding, bind_ip, container_port, host_port, protocol)
IKADA_DESCRIBE(Container, name, image, arn, essential, has_health_check, cpu_units, memory_mib,
               memory_reservation_mib, last_status, runtime_id, image_digest, reason, exit_code,
               network_bindings, health)
IKADA_DESCRIBE(AwsvpcSettings, subnets, security_groups)
IKADA_DESCRIBE(NetworkInterface, id, attachment_id, subnet_id, private_ip, mac_address,
               private_dns_name, subnet_gateway, status)
IKADA_DESCRIBE(TaskTarget, target_group_arn, port, id)
IKADA_DESCRIBE(Task, id, arn, cluster, task_definition_arn, group, started_by, service, deployment,
               container_instance, ec2_instance_id, availability_zone, needs, cpu, memory,
               overrides, network, network_interface, tags, created_at, desired_status, stop_sent,
               stop_code, stopped_reason, stopping_at, enable_execute_command, protected_until,
               targets, accounted, last_status, containers, pull_started_at, pull_stopped_at,
               started_at, execution_stopped_at, stopped_at, connected_at, version)
IKADA_DESCRIBE(Deployment, id, task_definition_arn, primary, created_at, updated_at, failed_tasks,
               rollout, rollout_reason, rolled_back)
IKADA_DESCRIBE(ServiceEvent, id, created_at, message)
IKADA_DESCRIBE(ServiceLoadBalancer, target_group_arn, container_name, container_port)
IKADA_DESCRIBE(TaskSet, deployment, arn, external_id, status, scale_percent, load_balancers,
               network, tags, failed_starts_in_a_row, retry_at, placement_failed_at,
               placement_failure, held_by_protection, steady, stability_at)
IKADA_DESCRIBE(CircuitBreaker, enable, rollback)
IKADA_DESCRIBE(PlacementStrategy, type, field)
IKADA_DESCRIBE(Service, name, arn, cluster, status, scheduling, controller, task_sets,
               desired_count, load_balancers, network, placement_strategy, distinct_instances,
               member_of, maximum_percent, minimum_healthy_percent, circuit_breaker,
               health_check_grace, role_arn, enable_ecs_managed_tags, enable_execute_command,
               propagate_tags, created_by, tags, created_at, deployments, events,
               held_by_protection, failed_starts_in_a_row, failed_starts_of, retry_at, steady,
               placement_failed_at, placement_failure, inactive_at)
IKADA_DESCRIBE(AccountSetting, name, principal_arn, value)
IKADA_DESCRIBE(ClientToken, key, request_hash, arns, used_at)

namespace {

bool some_container(const Task& task, HealthStatus health) {
    return std::any_of(task.containers.begin(), task.containers.end(), [&](const Container& each) {
        return each.essential && each.has_health_check && each.health == health;
    });
}

}  // namespace

std::string attachment_arn(const Task& task) {
    const auto prefix = task.arn.substr(0, task.arn.rfind(":task/") + 1);
    return prefix + "attachment/" + task.network_interface->attachment_id;
}

bool is_over(const Task& task) {
    return task.last_status == TaskStatus::Stopped && task.accounted && task.targets.empty();
}

const std::string& target_id(const Task& task, const TaskTarget& target) {
    return target.id.empty() ? task.ec2_instance_id : target.id;
}

bool is_protected(const Task& task, TimePoint now) {
    return task.protected_until && now < *task.protected_until;
}

// Only essential containers with a check count: one unhealthy makes the task unhealthy, one unknown
// makes it unknown.
HealthStatus health_of(const Task& task) {
    if (some_container(task, HealthStatus::Unhealthy)) return HealthStatus::Unhealthy;
    if (some_container(task, HealthStatus::Unknown)) return HealthStatus::Unknown;
    if (some_container(task, HealthStatus::Healthy)) return HealthStatus::Healthy;
    return HealthStatus::Unknown;
}

std::vector<std::string> definitions_of(const Service& service) {
    std::vector<std::string> arns;
    for (const auto& deployment : service.deployments)
        arns.push_back(deployment.task_definition_arn);
    for (const auto& set : service.task_sets) arns.push_back(set.deployment.task_definition_arn);
    return arns;
}

}  // namespace ikada::ecs
