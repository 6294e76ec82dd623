#include "ecs/describe_records.hpp"
#include "ecs/records.hpp"
#include "ecs/task_network.hpp"

namespace ikada::ecs {
namespace {

std::vector<const Task*> of_deployment(const std::vector<const Task*>& tasks,
                                       const Deployment& deployment) {
    std::vector<const Task*> found;
    for (const Task* task : tasks)
        if (task->deployment == deployment.id) found.push_back(task);
    return found;
}

shapes::Deployment shape_of(const Deployment& deployment, const Service& service,
                            const tasks::Counts& counts) {
    shapes::Deployment made;
    made.id = deployment.id.value;
    made.status = deployment.primary ? "PRIMARY" : "ACTIVE";
    made.task_definition = deployment.task_definition_arn;
    // An older deployment wants what is left of it.
    made.desired_count =
        deployment.primary ? service.desired_count : counts.running + counts.pending;
    made.pending_count = counts.pending;
    made.running_count = counts.running;
    made.failed_tasks = deployment.failed_tasks;
    made.created_at = deployment.created_at;
    made.updated_at = deployment.updated_at;
    made.launch_type = shapes::LaunchType::Ec2;
    if (service.network) made.network_configuration = shape_of(*service.network);
    made.rollout_state = parse_name(shapes::kDeploymentRolloutStateNames,
                                    name_of(kRolloutStateNames, deployment.rollout));
    made.rollout_state_reason = deployment.rollout_reason;
    return made;
}

std::vector<shapes::PlacementStrategy> strategy(const Service& service) {
    std::vector<shapes::PlacementStrategy> made;
    for (const auto& each : service.placement_strategy) {
        const auto type = parse_name(shapes::kPlacementStrategyTypeNames,
                                     name_of(kPlacementStrategyTypeNames, each.type));
        made.push_back({type, each.field.empty() ? std::optional<std::string>() : each.field});
    }
    return made;
}

std::vector<shapes::PlacementConstraint> constraints(const Service& service) {
    using Type = shapes::PlacementConstraintType;
    std::vector<shapes::PlacementConstraint> made;
    if (service.distinct_instances)
        made.push_back({.type = Type::DistinctInstance, .expression = {}});
    for (const auto& query : service.member_of)
        made.push_back({.type = Type::MemberOf, .expression = query});
    return made;
}

shapes::DeploymentConfiguration configuration(const Service& service) {
    shapes::DeploymentConfiguration made;
    auto& breaker = made.deployment_circuit_breaker.emplace();
    breaker.enable = service.circuit_breaker.enable;
    breaker.rollback = service.circuit_breaker.rollback;
    made.maximum_percent = service.maximum_percent;
    made.minimum_healthy_percent = service.minimum_healthy_percent;
    return made;
}

std::vector<shapes::ServiceEvent> events_of(const Service& service) {
    std::vector<shapes::ServiceEvent> made;
    for (const auto& each : service.events)
        made.push_back({each.id, each.created_at, each.message});
    return made;
}

void fill_asked(const Service& service, shapes::Service& made) {
    made.desired_count = service.desired_count;
    made.load_balancers = load_balancer_shapes(service.load_balancers);
    made.service_registries.emplace();
    made.launch_type = shapes::LaunchType::Ec2;
    if (!service.deployments.empty())
        made.task_definition = services::primary(service).task_definition_arn;
    made.deployment_configuration = configuration(service);
    made.role_arn = service.role_arn;
    if (service.network) made.network_configuration = shape_of(*service.network);
    made.placement_constraints = constraints(service);
    made.placement_strategy = strategy(service);
    if (service.health_check_grace)
        made.health_check_grace_period_seconds =
            static_cast<int>(service.health_check_grace->count());
    made.scheduling_strategy = parse_name(shapes::kSchedulingStrategyNames,
                                          name_of(kSchedulingStrategyNames, service.scheduling));
    made.deployment_controller = shapes::DeploymentController{
        *parse_name(shapes::kDeploymentControllerTypeNames,
                    name_of(kDeploymentControllerNames, service.controller))};
    made.enable_ecs_managed_tags = service.enable_ecs_managed_tags;
    made.propagate_tags = parse_name(shapes::kPropagateTagsNames, service.propagate_tags)
                              .value_or(shapes::PropagateTags::None);
    made.enable_execute_command = service.enable_execute_command;
    made.availability_zone_rebalancing = shapes::AvailabilityZoneRebalancing::Disabled;
}

// The service runs what its primary set runs.
void fill_task_sets(const world::Tx& tx, const Service& service, shapes::Service& made) {
    made.task_sets.emplace();
    for (const auto& set : service.task_sets) {
        made.task_sets->push_back(shape_of(tx, service, set));
        if (set.status != TaskSetStatus::Primary) continue;
        made.task_definition = set.deployment.task_definition_arn;
        made.load_balancers = load_balancer_shapes(set.load_balancers);
    }
}

}  // namespace

std::vector<shapes::LoadBalancer> load_balancer_shapes(
    const std::vector<ServiceLoadBalancer>& balancers) {
    std::vector<shapes::LoadBalancer> made;
    for (const auto& each : balancers)
        made.push_back({.target_group_arn = each.target_group_arn,
                        .load_balancer_name = {},
                        .container_name = each.container_name,
                        .container_port = each.container_port});
    return made;
}

shapes::Service shape_of(const world::Tx& tx, const Service& service, Show show) {
    const auto own = tasks::of_service(tx, service);
    const auto counts = tasks::count(own);
    const auto* cluster = clusters::find(tx, service.cluster);
    shapes::Service made;
    made.service_arn = service.arn;
    made.service_name = service.name.value;
    if (cluster) made.cluster_arn = cluster->arn;
    made.status = name_of(kServiceStatusNames, service.status);
    fill_asked(service, made);
    made.running_count = counts.running;
    made.pending_count = counts.pending;
    made.deployments.emplace();
    if (service.controller == DeploymentController::External) fill_task_sets(tx, service, made);
    if (service.status != ServiceStatus::Inactive)
        for (const auto& each : service.deployments)
            made.deployments->push_back(
                shape_of(each, service, tasks::count(of_deployment(own, each))));
    made.events = events_of(service);
    made.created_at = service.created_at;
    made.created_by = service.created_by;
    if (show == Show::WithTags) made.tags = tag_shapes(service.tags);
    return made;
}

}  // namespace ikada::ecs
