#include <algorithm>

#include "ecs/service_reconciler.hpp"

namespace ikada::ecs {

namespace {

Worth worth_of(HealthStatus health) {
    switch (health) {
        case HealthStatus::Unknown:
            return Worth::Unknown;
        case HealthStatus::Healthy:
            return Worth::Healthy;
        case HealthStatus::Unhealthy:
            return Worth::Failing;
    }
    return Worth::Unknown;
}

Worth worth_of(const TargetView& target) {
    if (!target.recorded) return Worth::Nothing;
    switch (target.sight) {
        case TargetSight::Absent:
            return Worth::Nothing;
        case TargetSight::Unhealthy:
            return Worth::Failing;
        case TargetSight::Initial:
        case TargetSight::Draining:
            return Worth::Unknown;
        case TargetSight::Healthy:
        case TargetSight::Unused:
            return Worth::Healthy;
    }
    return Worth::Unknown;
}

}  // namespace

Worth worth_of(const TaskView& task, TimePoint now) {
    if (task.last_status != TaskStatus::Running) return Worth::Nothing;
    Worth worth = task.health ? worth_of(*task.health) : Worth::Healthy;
    for (const auto& target : task.targets) worth = std::min(worth, worth_of(target));
    const auto proved_at = worth_changes_at(task);
    return proved_at && now < *proved_at ? Worth::Unknown : worth;
}

bool is_healthy(const TaskView& task, TimePoint now) {
    return worth_of(task, now) == Worth::Healthy;
}

std::optional<TimePoint> worth_changes_at(const TaskView& task) {
    const bool checked = task.health || !task.targets.empty();
    if (checked || !task.started_at) return std::nullopt;
    return *task.started_at + task.healthy_after;
}

bool is_protected(const TaskView& task, TimePoint now) {
    return task.protected_until && now < *task.protected_until;
}

}  // namespace ikada::ecs
