#include "ecs/service_changes.hpp"

#include "ecs/errors.hpp"
#include "ecs/validation.hpp"
#include "elbv2/api.hpp"

namespace ikada::ecs {
namespace {

const shapes::ContainerDefinition* find_container(const TaskDefinition& definition,
                                                  const std::string& name) {
    for (const auto& each : *definition.body.container_definitions)
        if (each.name == name) return &each;
    return nullptr;
}

bool maps_port(const shapes::ContainerDefinition& container, int port) {
    if (!container.port_mappings) return false;
    for (const auto& each : *container.port_mappings)
        if (each.container_port == port && each.protocol != shapes::TransportProtocol::Udp)
            return true;
    return false;
}

Status check_target_group(const world::Tx& tx, const std::string& arn) {
    if (!elbv2::find_target_group(tx, arn))
        return fail(errors::kInvalidParameter, "The target group {} does not exist.", arn);
    if (!elbv2::has_load_balancer(tx, arn))
        return fail(errors::kInvalidParameter,
                    "The target group with targetGroupArn {} does not have an associated load "
                    "balancer.",
                    arn);
    return ok();
}

// Tasks with an address of their own are targets by it, others by their instance's id. A group that
// is gone since fits all.
Status check_target_type(const world::Tx& tx, const ServiceLoadBalancer& balancer,
                         const TaskDefinition& definition) {
    const auto mode = definition.body.network_mode.value_or(shapes::NetworkMode::Bridge);
    const auto* group = elbv2::find_target_group(tx, balancer.target_group_arn);
    const bool by_address = mode == shapes::NetworkMode::Awsvpc;
    if (!group || group->target_type == (by_address ? "ip" : "instance")) return ok();
    return fail(errors::kInvalidParameter,
                "The target group {} has target type {}, which is incompatible with the {} network "
                "mode specified in the task definition.",
                balancer.target_group_arn, group->target_type,
                name_of(shapes::kNetworkModeNames, mode));
}

Result<ServiceLoadBalancer> read_load_balancer(const world::Tx& tx,
                                               const shapes::LoadBalancer& asked) {
    if (asked.load_balancer_name && !asked.load_balancer_name->empty())
        return not_supported("loadBalancers.loadBalancerName (classic load balancers)");
    if (!asked.target_group_arn || asked.target_group_arn->empty())
        return fail(errors::kInvalidParameter, "targetGroupArn cannot be blank.");
    if (!asked.container_name || asked.container_name->empty())
        return fail(errors::kInvalidParameter, "Container Name can not be blank.");
    if (!asked.container_port)
        return fail(errors::kInvalidParameter, "Container Port can not be blank.");
    if (auto checked = check_target_group(tx, *asked.target_group_arn); !checked)
        return checked.error();
    return ServiceLoadBalancer{*asked.target_group_arn, *asked.container_name,
                               *asked.container_port};
}

}  // namespace

Result<const TaskDefinition*> launchable(const world::Tx& tx, const std::string& reference) {
    const auto* definition = definitions::find(tx, reference);
    if (!definition) return fail(errors::kClient, "TaskDefinition not found.");
    if (definition->status != TaskDefinitionStatus::Active)
        return fail(errors::kClient, "TaskDefinition is inactive");
    return definition;
}

Status check_load_balancer(const world::Tx& tx, const ServiceLoadBalancer& balancer,
                           const TaskDefinition& definition) {
    const auto* container = find_container(definition, balancer.container_name);
    if (!container)
        return fail(errors::kInvalidParameter,
                    "The container {} does not exist in the task definition.",
                    balancer.container_name);
    if (!maps_port(*container, balancer.container_port))
        return fail(errors::kInvalidParameter,
                    "The container {} did not have a container port {} defined.",
                    balancer.container_name, balancer.container_port);
    return check_target_type(tx, balancer, definition);
}

Result<std::vector<ServiceLoadBalancer>> read_load_balancers(
    const world::Tx& tx, const std::optional<std::vector<shapes::LoadBalancer>>& asked,
    const TaskDefinition& definition) {
    std::vector<ServiceLoadBalancer> read;
    if (!asked) return read;
    if (asked->size() > kTargetGroupsPerServiceMax)
        return fail(errors::kInvalidParameter, "A service can have at most {} target groups.",
                    kTargetGroupsPerServiceMax);
    for (const auto& each : *asked) {
        auto made = read_load_balancer(tx, each);
        if (!made) return made.error();
        if (auto checked = check_load_balancer(tx, *made, definition); !checked)
            return checked.error();
        read.push_back(std::move(*made));
    }
    return read;
}

Status refuse_external(std::string_view what) {
    return fail(errors::kInvalidParameter,
                "{} cannot be specified for a service with an EXTERNAL deployment controller.",
                what);
}

Status refuse_daemon(std::string_view what) {
    return fail(errors::kInvalidParameter,
                "The daemon scheduling strategy does not support {} for services. Remove it and "
                "try again.",
                what);
}

Status apply_configuration(const std::optional<shapes::DeploymentConfiguration>& asked,
                           Service& service) {
    if (!asked) return ok();
    service.maximum_percent = asked->maximum_percent.value_or(service.maximum_percent);
    service.minimum_healthy_percent =
        asked->minimum_healthy_percent.value_or(service.minimum_healthy_percent);
    if (asked->deployment_circuit_breaker) {
        const auto& breaker = *asked->deployment_circuit_breaker;
        service.circuit_breaker = {breaker.enable, breaker.rollback};
    }
    if (service.scheduling == SchedulingStrategy::Daemon &&
        service.maximum_percent > kDaemonMaximumPercent)
        return fail(errors::kInvalidParameter,
                    "The daemon scheduling strategy does not support values above {} for "
                    "maximumPercent on the deployment configuration.",
                    kDaemonMaximumPercent);
    return check_percents(service.maximum_percent, service.minimum_healthy_percent);
}

Status apply_grace(const std::optional<int>& seconds, Service& service) {
    if (!seconds) return ok();
    if (*seconds < 0)
        return fail(errors::kInvalidParameter,
                    "healthCheckGracePeriodSeconds must be zero or more.");
    // Task sets have load balancers of their own.
    if (service.load_balancers.empty() && service.controller == DeploymentController::Ecs)
        return fail(errors::kInvalidParameter,
                    "Health check grace period is only valid for services configured to use load "
                    "balancers.");
    service.health_check_grace = Seconds{*seconds};
    return ok();
}

Deployment new_deployment(std::string task_definition_arn, Random& random, TimePoint now) {
    Deployment made;
    made.id = {"ecs-svc/" + random.decimal(kDeploymentIdDigits)};
    made.task_definition_arn = std::move(task_definition_arn);
    made.created_at = made.updated_at = now;
    made.rollout_reason = "ECS deployment " + made.id.value + " in progress.";
    return made;
}

void begin_deployment(Service& service, std::string task_definition_arn, Random& random,
                      TimePoint now) {
    for (auto& each : service.deployments) {
        if (each.primary) each.updated_at = now;
        each.primary = false;
    }
    service.deployments.insert(service.deployments.begin(),
                               new_deployment(std::move(task_definition_arn), random, now));
}

}  // namespace ikada::ecs
