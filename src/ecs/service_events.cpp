#include "ecs/service_events.hpp"

#include <fmt/format.h>

namespace ikada::ecs::events {

namespace {

std::string list(const std::vector<TaskId>& tasks) {
    std::string text;
    for (const auto& task : tasks) text += fmt::format(" (task {})", task.value);
    return text;
}

}  // namespace

ServiceName title_of(const Service& service) {
    if (!service.task_set) return service.name;
    return {fmt::format("{}, taskSet {}", service.name.value, service.task_set->value)};
}

std::string started(const ServiceName& service, const std::vector<TaskId>& tasks) {
    return fmt::format("(service {}) has started {} tasks:{}.", service.value, tasks.size(),
                       list(tasks));
}

std::string stopped(const ServiceName& service, const std::vector<TaskId>& tasks) {
    return fmt::format("(service {}) has stopped {} running tasks:{}.", service.value, tasks.size(),
                       list(tasks));
}

std::string registered(const ServiceName& service, int targets, std::string_view target_group_arn) {
    return fmt::format("(service {}) registered {} targets in (target-group {})", service.value,
                       targets, target_group_arn);
}

std::string deregistered(const ServiceName& service, int targets,
                         std::string_view target_group_arn) {
    return fmt::format("(service {}) deregistered {} targets in (target-group {})", service.value,
                       targets, target_group_arn);
}

std::string draining(const ServiceName& service, int tasks) {
    return fmt::format("(service {}) has begun draining connections on {} tasks.", service.value,
                       tasks);
}

std::string unhealthy_target(const ServiceName& service, std::string_view ec2_instance_id,
                             const TaskTarget& target, std::string_view reason) {
    return fmt::format(
        "(service {}) (instance {}) (port {}) is unhealthy in (target-group {}) due "
        "to (reason {})",
        service.value, ec2_instance_id, target.port, target.target_group_arn, reason);
}

std::string unhealthy_containers(const ServiceName& service, const TaskId& task) {
    return fmt::format("(service {}) (task {}) failed container health checks.", service.value,
                       task.value);
}

std::string held_by_protection(const ServiceName& service, int tasks) {
    return fmt::format("(service {}) was unable to stop {} tasks because they are protected.",
                       service.value, tasks);
}

std::string steady(const ServiceName& service) {
    return fmt::format("(service {}) has reached a steady state.", service.value);
}

std::string deployment_completed(const ServiceName& service, const DeploymentId& deployment) {
    return fmt::format("(service {}) (deployment {}) deployment completed.", service.value,
                       deployment.value);
}

std::string deployment_failed(const ServiceName& service, const DeploymentId& deployment) {
    return fmt::format("(service {}) (deployment {}) deployment failed: tasks failed to start.",
                       service.value, deployment.value);
}

std::string rolling_back(const ServiceName& service, const DeploymentId& to) {
    return fmt::format("(service {}) rolling back to (deployment {}).", service.value, to.value);
}

std::string cannot_start(const ServiceName& service) {
    return fmt::format(
        "(service {}) is unable to consistently start tasks successfully. For more "
        "information, see the Troubleshooting section of the Amazon ECS Developer "
        "Guide.",
        service.value);
}

std::string cannot_move(const ServiceName& service) {
    return fmt::format(
        "(service {}) was unable to stop or start tasks during a deployment because "
        "of the service deployment configuration. Update the minimumHealthyPercent "
        "or maximumPercent value and try again.",
        service.value);
}

std::string cannot_place(const ServiceName& service, std::string_view explanation) {
    return fmt::format(
        "(service {}) was unable to place a task because no container instance met "
        "all of its requirements. {} For more information, see the Troubleshooting "
        "section of the Amazon ECS Developer Guide.",
        service.value, explanation);
}

}  // namespace ikada::ecs::events
