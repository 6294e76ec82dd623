#include "ecs/service_reconciler.hpp"

#include <algorithm>

#include "ecs/circuit_breaker_rules.hpp"
#include "ecs/daemon_rules.hpp"
#include "ecs/failure_rules.hpp"
#include "ecs/health_rules.hpp"
#include "ecs/protection_rules.hpp"
#include "ecs/replica_rules.hpp"
#include "ecs/service_events.hpp"
#include "ecs/service_planning.hpp"
#include "ecs/target_rules.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

// ---- deployments

// Tasks out of reach do not hold a deployment up: they serve nobody, and they stop when their node
// comes back.
bool is_present(const Planning& planning, const DeploymentId& deployment) {
    return std::ranges::any_of(planning.seen.tasks, [&](const TaskView& task) {
        return task.deployment == deployment && task.last_status != TaskStatus::Stopped &&
               task.node != NodeState::Lost && task.node != NodeState::Gone;
    });
}

bool has_arrived(const Planning& planning) {
    return planning.missing() == 0 && planning.outgoing.empty() && planning.failing.empty() &&
           planning.unfit.empty() && planning.stopped.empty() && planning.keeps_healthy_ones();
}

// A deployment to go back to stays on record, also without tasks, until its successor completes.
void settle_deployments(Planning& planning) {
    const auto& primary = planning.primary();
    const auto* target = rollback_target(planning.service());
    bool alone = true;
    for (const auto& deployment : planning.service().deployments) {
        if (deployment.id == primary.id) continue;
        if (is_present(planning, deployment.id))
            alone = false;
        else if (&deployment != target)
            planning.add(DropDeployment{deployment.id});
    }
    if (!alone || !has_arrived(planning) || primary.rollout != RolloutState::InProgress) return;
    planning.add(CompleteDeployment{primary.id});
    planning.say(events::deployment_completed(events::title_of(planning.service()), primary.id));
}

void settle_steady(Planning& planning) {
    const bool steady =
        has_arrived(planning) && !planning.has_departing() && !has_failed(planning.primary());
    if (steady == planning.service().steady) return;
    planning.add(SetSteady{steady});
    if (steady) planning.say(events::steady(events::title_of(planning.service())));
}

void set_alarms(Planning& planning) {
    for (const auto* tasks : {&planning.keepers, &planning.outgoing, &planning.failing})
        for (const auto* task : *tasks) {
            const auto fate = fate_changes_at({*task, planning.service(), planning.now});
            for (const auto& at : {fate, worth_changes_at(*task)})
                if (at) planning.look_again_at(*at);
        }
    for (const auto* task : planning.leaving)
        if (task->node == NodeState::Away && task->node_lost_at)
            planning.look_again_at(*task->node_lost_at);
}

// ---- the three stories

void keep_replicas(Planning& planning) {
    stop_surplus(planning);
    stop_failing(planning);
    stop_replaced(planning);
    start_missing(planning);
}

void keep_daemons(Planning& planning) {
    stop_misplaced_daemons(planning);
    stop_failing(planning);
    stop_replaced_daemons(planning);
    start_missing_daemons(planning);
}

Plan plan_active(Planning& planning) {
    const bool daemon = planning.service().scheduling == SchedulingStrategy::Daemon;
    if (daemon && follow_instances(planning)) return planning.finish("instances joined or left");
    account_ended(planning);
    deregister_targets(planning);
    account_failing(planning);
    stop_unfit(planning);
    if (trip_circuit_breaker(planning)) {
        say_departures(planning);
        return planning.finish("the deployment has failed");
    }
    daemon ? keep_daemons(planning) : keep_replicas(planning);
    note_protection(planning);
    register_targets(planning);
    forgive_failures(planning);
    say_departures(planning);
    settle_deployments(planning);
    settle_steady(planning);
    set_alarms(planning);
    return planning.finish(planning.started > 0 ? "tasks are missing" : "within bounds");
}

Plan plan_deleted(Planning& planning) {
    account_ended(planning);
    deregister_targets(planning);
    stop_unfit(planning);
    if (planning.unfit.empty() && !planning.has_departing()) planning.add(SetInactive{});
    say_departures(planning);
    set_alarms(planning);
    return planning.finish("deleted: its tasks stop");
}

Plan plan_inactive(Planning& planning) {
    account_ended(planning);
    deregister_targets(planning);
    stop_unfit(planning);
    say_departures(planning);
    return planning.finish("inactive");
}

// What remains to decide of a service whose tasks are its task sets'.
Plan plan_whole(const Service& service) {
    Plan plan;
    plan.why = "its task sets are kept one by one";
    if (service.status == ServiceStatus::Draining && service.task_sets.empty())
        plan.decisions.push_back(SetInactive{});
    return plan;
}

}  // namespace

Plan reconcile_service(const ServiceSnapshot& seen, TimePoint now) {
    const bool external = seen.service->controller == DeploymentController::External;
    if (external && !seen.service->task_set) return plan_whole(*seen.service);
    if (seen.service->deployments.empty()) return {};
    Planning planning(seen, now);
    switch (seen.service->status) {
        case ServiceStatus::Active:
            return plan_active(planning);
        case ServiceStatus::Draining:
            return plan_deleted(planning);
        case ServiceStatus::Inactive:
            return plan_inactive(planning);
    }
    return {};
}

}  // namespace ikada::ecs
