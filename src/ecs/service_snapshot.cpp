#include "ecs/service_snapshot.hpp"

#include <algorithm>

#include "ecs/records.hpp"
#include "elbv2/api.hpp"

namespace ikada::ecs {

namespace {

TargetSight sight_of(elbv2::TargetState state) {
    switch (state) {
        case elbv2::TargetState::Initial:
            return TargetSight::Initial;
        case elbv2::TargetState::Healthy:
            return TargetSight::Healthy;
        case elbv2::TargetState::Unhealthy:
            return TargetSight::Unhealthy;
        case elbv2::TargetState::Unused:
            return TargetSight::Unused;
        case elbv2::TargetState::Draining:
            return TargetSight::Draining;
    }
    return TargetSight::Absent;
}

std::optional<int> host_port(const Task& task, const ServiceLoadBalancer& wanted) {
    for (const auto& container : task.containers) {
        if (container.name != wanted.container_name) continue;
        for (const auto& binding : container.network_bindings)
            if (binding.container_port == wanted.container_port) return binding.host_port;
    }
    return std::nullopt;
}

// The registrations that the task has on record, and those that it should have.
std::vector<TargetView> targets_of(const world::Tx& tx, const Service& service, const Task& task) {
    std::vector<TargetView> views;
    for (const auto& target : task.targets)
        views.push_back({.target = target, .recorded = true, .reason = {}});
    for (const auto& wanted : service.load_balancers) {
        const auto port = host_port(task, wanted);
        if (!port || !elbv2::find_target_group(tx, wanted.target_group_arn)) continue;
        const TaskTarget target{wanted.target_group_arn, *port};
        if (std::ranges::find(task.targets, target) == task.targets.end())
            views.push_back({.target = target, .reason = {}});
    }
    for (auto& view : views) {
        const elbv2::TargetRef ref{view.target.target_group_arn, task.ec2_instance_id,
                                   view.target.port};
        if (const auto state = elbv2::target_state(tx, ref)) view.sight = sight_of(*state);
        view.reason = elbv2::target_description(tx, ref);
    }
    return views;
}

std::optional<HealthStatus> health(const Task& task) {
    const bool checked = std::ranges::any_of(task.containers, &Container::has_health_check);
    if (!checked) return std::nullopt;
    return health_of(task);
}

TimePoint lost_at(const ContainerInstance& instance) {
    return instance.disconnected_at.value_or(instance.registered_at) + kNodeLostAfter;
}

void see_node(const world::Tx& tx, const Task& task, TimePoint now, TaskView& view) {
    const auto* instance =
        tx.find<ContainerInstance>(keys::of(task.cluster, task.container_instance));
    if (!instance || instance->status == ContainerInstanceStatus::Inactive) {
        view.node = NodeState::Gone;
        return;
    }
    const bool draining = instance->status == ContainerInstanceStatus::Draining;
    view.node = draining ? NodeState::Draining : NodeState::Up;
    if (instance->agent_connected) return;
    if (now >= lost_at(*instance)) {
        view.node = NodeState::Lost;
        return;
    }
    view.node_lost_at = lost_at(*instance);
    if (!draining) view.node = NodeState::Away;
}

TaskView view_of(const world::Tx& tx, const Service& service, const Task& task, TimePoint now) {
    TaskView view{.id = task.id,
                  .deployment = task.deployment.value_or(DeploymentId{}),
                  .ec2_instance_id = task.ec2_instance_id,
                  .availability_zone = task.availability_zone,
                  .node_lost_at = {},
                  .desired_status = task.desired_status,
                  .last_status = task.last_status,
                  .stop_code = task.stop_code,
                  .accounted = task.accounted,
                  .created_at = task.created_at,
                  .started_at = task.started_at,
                  .stopped_at = task.stopped_at,
                  .health = health(task),
                  .targets = targets_of(tx, service, task)};
    see_node(tx, task, now, view);
    return view;
}

bool is_done_with(const Task& task) {
    return task.last_status == TaskStatus::Stopped && task.accounted && task.targets.empty();
}

}  // namespace

ServiceSnapshot snapshot_service(const world::Tx& tx, const Service& service, TimePoint now) {
    ServiceSnapshot seen{service, {}};
    for (const auto* task : tasks::of_service(tx, service))
        if (!is_done_with(*task)) seen.tasks.push_back(view_of(tx, service, *task, now));
    return seen;
}

}  // namespace ikada::ecs
