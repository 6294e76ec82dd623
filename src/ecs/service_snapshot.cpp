#include "ecs/service_snapshot.hpp"

#include <algorithm>

#include "ecs/placing.hpp"
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

// Nothing while there is no address or port to register, or no such group.
std::optional<TaskTarget> target_of(const world::Tx& tx, const Task& task,
                                    const ServiceLoadBalancer& wanted) {
    const auto* group = elbv2::find_target_group(tx, wanted.target_group_arn);
    if (!group) return std::nullopt;
    if (group->target_type == "ip") {
        if (!task.network_interface) return std::nullopt;
        return TaskTarget{wanted.target_group_arn, wanted.container_port,
                          task.network_interface->private_ip};
    }
    const auto port = host_port(task, wanted);
    if (!port) return std::nullopt;
    return TaskTarget{wanted.target_group_arn, *port};
}

// The registrations that the task has on record, and those that it should have.
std::vector<TargetView> targets_of(const world::Tx& tx, const Service& service, const Task& task) {
    std::vector<TargetView> views;
    for (const auto& target : task.targets)
        views.push_back({.target = target, .recorded = true, .reason = {}});
    for (const auto& wanted : service.load_balancers) {
        const auto target = target_of(tx, task, wanted);
        if (target && std::ranges::find(task.targets, *target) == task.targets.end())
            views.push_back({.target = *target, .reason = {}});
    }
    for (auto& view : views) {
        const elbv2::TargetRef ref{view.target.target_group_arn, target_id(task, view.target),
                                   view.target.port};
        if (const auto state = elbv2::target_state(tx, ref)) view.sight = sight_of(*state);
        view.reason = elbv2::target_description(tx, ref);
    }
    return views;
}

std::optional<HealthStatus> health(const Task& task) {
    const bool checked = std::ranges::any_of(
        task.containers, [](const auto& container) { return container.has_health_check; });
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

bool is_daemon(const world::Tx& tx, const Task& task) {
    if (!task.service) return false;
    const auto* service = tx.find<Service>(keys::of(task.cluster, *task.service));
    return service && service->scheduling == SchedulingStrategy::Daemon;
}

bool is_alone(const world::Tx& tx, const Task& task) {
    const auto* instance =
        tx.find<ContainerInstance>(keys::of(task.cluster, task.container_instance));
    const auto all = tasks::on(tx, *instance);
    return std::ranges::all_of(all, [&](const Task* other) { return is_daemon(tx, *other); });
}

// What passes, unlike a constraint that is not met.
bool is_short_of_room(std::string_view why_not) { return why_not.starts_with("RESOURCE"); }

std::optional<NodeView> node_of(const Eligibility& eligibility) {
    const auto& [each, why_not] = eligibility;
    const auto& instance = *each;
    NodeView node{instance.id, why_not != "AGENT"};
    if (!instance.agent_connected) node.lost_at = lost_at(instance);
    const bool wanted = !why_not || !node.reachable || is_short_of_room(*why_not);
    return wanted ? std::optional(std::move(node)) : std::nullopt;
}

// Those that are lost are no nodes until they are back.
std::vector<NodeView> nodes_of(const world::Tx& tx, const Service& service, TimePoint now) {
    const auto* cluster = clusters::find(tx, service.cluster);
    const auto& primary = services::primary(service);
    const auto* definition = definitions::find(tx, primary.task_definition_arn);
    if (!cluster || !definition) return {};
    const auto what = task_of(*cluster, service, primary, *definition);
    std::vector<NodeView> nodes;
    for (const auto& each : eligible_instances(tx, what)) {
        auto node = node_of(each);
        const bool lost = node && node->lost_at && now >= *node->lost_at;
        if (node && !lost) nodes.push_back(std::move(*node));
    }
    return nodes;
}

TaskView view_of(const world::Tx& tx, const Service& service, const Task& task, TimePoint now) {
    TaskView view{.id = task.id,
                  .deployment = task.deployment.value_or(DeploymentId{}),
                  .instance = task.container_instance,
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
                  .protected_until = task.protected_until,
                  .health = health(task),
                  .targets = targets_of(tx, service, task)};
    see_node(tx, task, now, view);
    if (view.node == NodeState::Draining && service.scheduling == SchedulingStrategy::Daemon)
        view.alone = is_alone(tx, task);
    return view;
}

bool is_of_part(const Task& task, const Service& service) {
    return !service.task_set || task.deployment == service.task_set;
}

}  // namespace

ServiceSnapshot snapshot_service(const world::Tx& tx, std::shared_ptr<const Service> row,
                                 Seconds healthy_after, TimePoint now) {
    const auto& service = *row;
    ServiceSnapshot seen{std::move(row), {}};
    for (const auto* task : tasks::of_service(tx, service))
        if (is_of_part(*task, service)) seen.tasks.push_back(view_of(tx, service, *task, now));
    for (auto& task : seen.tasks) task.healthy_after = healthy_after;
    if (service.scheduling == SchedulingStrategy::Daemon) seen.nodes = nodes_of(tx, service, now);
    return seen;
}

}  // namespace ikada::ecs
