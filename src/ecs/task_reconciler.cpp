#include "ecs/task_reconciler.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ikada::ecs {

namespace {

Task end_with_node(const TaskSnapshot& seen, TimePoint now) {
    Task task = seen.task;
    if (!task.stop_code) task.stop_code = StopCode::TerminationNotice;
    if (task.stopped_reason.empty())
        task.stopped_reason =
            seen.machine_gone
                ? fmt::format("Host EC2 (instance {}) terminated.", task.ec2_instance_id)
                : "Container instance deregistration forced by user.";
    task.desired_status = DesiredStatus::Stopped;
    task.last_status = TaskStatus::Stopped;
    task.stopping_at = task.stopping_at.value_or(now);
    task.stopped_at = now;
    for (auto& container : task.containers) container.last_status = TaskStatus::Stopped;
    return task;
}

std::vector<TaskTarget> undrained(const TaskSnapshot& seen) {
    std::vector<TaskTarget> left;
    for (std::size_t i = 0; i < seen.task.targets.size(); ++i)
        if (!seen.drained[i]) left.push_back(seen.task.targets[i]);
    return left;
}

std::optional<Task> move_to_stop(const TaskSnapshot& seen, TimePoint now) {
    // Once told to stop, a task's targets only matter to the service that deregisters them.
    if (seen.task.stop_sent) return std::nullopt;
    auto left = undrained(seen);
    const bool drained = left.empty();
    const auto status = drained ? TaskStatus::Stopping : TaskStatus::Deactivating;
    if (!drained && left == seen.task.targets && seen.task.last_status >= status)
        return std::nullopt;

    Task task = seen.task;
    task.stopping_at = task.stopping_at.value_or(now);
    task.targets = std::move(left);
    task.stop_sent = drained;
    task.last_status = std::max(task.last_status, status);
    return task;
}

}  // namespace

std::optional<Task> reconcile_task(const TaskSnapshot& seen, TimePoint now) {
    if (seen.task.last_status == TaskStatus::Stopped) return std::nullopt;
    if (seen.node_gone || seen.machine_gone) return end_with_node(seen, now);
    if (seen.task.desired_status == DesiredStatus::Stopped) return move_to_stop(seen, now);
    return std::nullopt;
}

}  // namespace ikada::ecs
