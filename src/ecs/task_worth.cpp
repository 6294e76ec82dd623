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
            return Worth::Nothing;
    }
    return Worth::Unknown;
}

Worth worth_of(const TargetView& target) {
    if (!target.recorded) return Worth::Nothing;
    switch (target.sight) {
        case TargetSight::Absent:
        case TargetSight::Unhealthy:
            return Worth::Nothing;
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

Worth worth_of(const TaskView& task) {
    if (task.last_status != TaskStatus::Running) return Worth::Nothing;
    Worth worth = task.health ? worth_of(*task.health) : Worth::Healthy;
    for (const auto& target : task.targets) worth = std::min(worth, worth_of(target));
    return worth;
}

bool is_healthy(const TaskView& task) { return worth_of(task) == Worth::Healthy; }

bool is_protected(const TaskView& task, TimePoint now) {
    return task.protected_until && now < *task.protected_until;
}

}  // namespace ikada::ecs
