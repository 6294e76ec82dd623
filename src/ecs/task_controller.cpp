#include "ecs/task_controller.hpp"

#include "ec2/api.hpp"
#include "ecs/records.hpp"
#include "ecs/task_network.hpp"
#include "ecs/task_reconciler.hpp"
#include "elbv2/api.hpp"

namespace ikada::ecs {

namespace {

constexpr std::string_view kInstancePrefix = "instance:";

TaskSnapshot snapshot(const world::Tx& tx, const Task& task) {
    TaskSnapshot seen{.task = task, .drained = {}};
    const auto* instance =
        tx.find<ContainerInstance>(keys::of(task.cluster, task.container_instance));
    seen.node_gone = !instance || instance->status == ContainerInstanceStatus::Inactive;
    const auto* machine = ec2::find_instance(tx, task.ec2_instance_id);
    seen.machine_gone = machine && machine->state == ec2::InstanceState::Terminated;
    for (const auto& target : task.targets)
        seen.drained.push_back(!elbv2::target_state(
            tx, {target.target_group_arn, target_id(task, target), target.port}));
    return seen;
}

std::vector<const Task*> tasks_behind(const world::Tx& tx, const std::string& key) {
    if (key.starts_with(kInstancePrefix))
        return tx.by<Task>(keys::kByInstance, key.substr(kInstancePrefix.size()));
    if (keys::is_target(key)) return tx.by<Task>(keys::kByTarget, key);
    if (const auto* task = tx.find<Task>(key)) return {task};
    return {};
}

}  // namespace

void TaskController::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    if (change.is<Task>()) return keys.push_back(change.key);
    if (change.is<ContainerInstance>())
        return keys.push_back(std::string(kInstancePrefix) + change.key);
    if (const auto target = elbv2::changed_target(change))
        keys.push_back(keys::target(target->target_group_arn, target->id, target->port));
}

// One step; the change that it makes wakes the controller for the next.
std::optional<TimePoint> TaskController::run(world::Tx& tx, const std::string& key, TimePoint now) {
    for (const auto* task : tasks_behind(tx, key)) {
        auto next = reconcile_task(snapshot(tx, *task), now);
        if (!next) next = settle_network(tx, *task, now);
        if (next) tasks::put(tx, *std::move(next));
    }
    return std::nullopt;
}

}  // namespace ikada::ecs
