#include "ecs/task_fate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ecs/service_events.hpp"

namespace ikada::ecs {

std::string scaling_reason(const Service& service) {
    const auto deployment = service.deployments.empty() ? "" : service.deployments[0].id.value;
    return fmt::format("Scaling activity initiated by (deployment {})", deployment);
}

namespace {

bool is_in_grace(const FateCase& at) {
    const auto grace = at.service.health_check_grace.value_or(Seconds{0});
    return !at.task.started_at || at.now < *at.task.started_at + grace;
}

const TargetView* unhealthy_target(const TaskView& task) {
    const auto found = std::ranges::find(task.targets, TargetSight::Unhealthy, &TargetView::sight);
    return found == task.targets.end() ? nullptr : &*found;
}

bool has_unhealthy_containers(const TaskView& task) {
    return task.health == HealthStatus::Unhealthy;
}

bool is_of_primary(const FateCase& at) {
    return !at.service.deployments.empty() && at.task.deployment == at.service.deployments[0].id;
}

std::string no_text(const FateCase&) { return {}; }
std::string scaling_text(const FateCase& at) { return scaling_reason(at.service); }

std::string lost_text(const FateCase& at) {
    return fmt::format("Host EC2 (instance {}) is lost: its agent has been away for {} seconds.",
                       at.task.ec2_instance_id, kNodeLostAfter.count());
}

std::string bad_target_text(const FateCase& at) {
    return fmt::format("Task failed ELB health checks in (target-group {})",
                       unhealthy_target(at.task)->target.target_group_arn);
}

std::string bad_target_event(const FateCase& at) {
    const auto* target = unhealthy_target(at.task);
    return events::unhealthy_target(events::title_of(at.service), at.task.ec2_instance_id,
                                    target->target, target->reason);
}

std::string bad_container_text(const FateCase&) { return "Task failed container health checks"; }

std::string bad_container_event(const FateCase& at) {
    return events::unhealthy_containers(events::title_of(at.service), at.task.id);
}

constexpr std::array kFateRules{
    FateRule{Fate::Over, "stopped",
             [](const FateCase& at) {
                 return at.task.last_status == TaskStatus::Stopped ||
                        at.task.node == NodeState::Gone;
             },
             no_text, no_text},
    FateRule{Fate::Leaving, "told to stop",
             [](const FateCase& at) { return at.task.desired_status == DesiredStatus::Stopped; },
             no_text, no_text},
    FateRule{Fate::Stop, "node lost",
             [](const FateCase& at) { return at.task.node == NodeState::Lost; }, lost_text,
             no_text},
    FateRule{Fate::Stop, "service deleted",
             [](const FateCase& at) { return at.service.status != ServiceStatus::Active; },
             scaling_text, no_text},
    FateRule{Fate::Failing, "target unhealthy",
             [](const FateCase& at) { return unhealthy_target(at.task) && !is_in_grace(at); },
             bad_target_text, bad_target_event},
    FateRule{
        Fate::Failing, "container unhealthy",
        [](const FateCase& at) { return has_unhealthy_containers(at.task) && !is_in_grace(at); },
        bad_container_text, bad_container_event},
    FateRule{Fate::Replace, "instance draining",
             [](const FateCase& at) { return at.task.node == NodeState::Draining; }, scaling_text,
             no_text},
    FateRule{Fate::Replace, "older deployment",
             [](const FateCase& at) { return !is_of_primary(at); }, scaling_text, no_text},
    FateRule{Fate::Keep, "wanted", [](const FateCase&) { return true; }, scaling_text, no_text},
};

}  // namespace

const FateRule& fate_of(const FateCase& task) {
    return *std::ranges::find_if(kFateRules,
                                 [&](const FateRule& rule) { return rule.applies(task); });
}

std::optional<TimePoint> fate_changes_at(const FateCase& at) {
    const Fate fate = fate_of(at).fate;
    if (fate != Fate::Keep && fate != Fate::Replace && fate != Fate::Failing) return std::nullopt;
    std::optional<TimePoint> next;
    if (at.task.node == NodeState::Away) next = at.task.node_lost_at;
    const bool suspect = unhealthy_target(at.task) || has_unhealthy_containers(at.task);
    if (suspect && at.task.started_at) {
        const TimePoint end =
            *at.task.started_at + at.service.health_check_grace.value_or(Seconds{0});
        next = next ? std::min(*next, end) : end;
    }
    return next;
}

}  // namespace ikada::ecs
