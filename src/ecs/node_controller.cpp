#include "ecs/node_controller.hpp"

#include <algorithm>
#include <tuple>

#include "ecs/payload.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {

namespace {

ports::NodeTask wanted(std::shared_ptr<const Task> task,
                       std::shared_ptr<const TaskDefinition> definition) {
    const auto desire = task->stop_sent ? ports::NodeDesire::Stopped : ports::NodeDesire::Running;
    return {task->arn, desire, [task = std::move(task), definition = std::move(definition)] {
                return acs_task_payload(*task, *definition);
            }};
}

ports::NodeWants wants_of(const world::Tx& tx, const ContainerInstance& instance) {
    auto live = tasks::on(tx, instance);
    std::ranges::sort(live, {},
                      [](const Task* task) { return std::tie(task->created_at, task->id); });
    const auto* cluster = clusters::find(tx, instance.cluster);
    ports::NodeWants wants{.cluster_arn = cluster ? cluster->arn : "",
                           .container_instance_arn = instance.arn,
                           .ec2_instance_id = instance.ec2_instance_id,
                           .tasks = {}};
    for (const auto* task : live) {
        if (task->last_status == TaskStatus::Provisioning) continue;  // it has no address yet
        if (const auto* definition = definitions::find(tx, task->task_definition_arn))
            wants.tasks.push_back(wanted(tx.row<Task>(keys::of(*task)),
                                         tx.row<TaskDefinition>(keys::task_definition(
                                             definition->family, definition->revision))));
    }
    return wants;
}

}  // namespace

void NodeController::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    if (change.is<ContainerInstance>()) keys.push_back(change.key);
    if (!change.is<Task>()) return;
    const auto& task = change.either<Task>();
    keys.push_back(keys::of(task.cluster, task.container_instance));
}

std::optional<TimePoint> NodeController::run(world::Tx& tx, const std::string& key, TimePoint) {
    const auto* instance = tx.find<ContainerInstance>(key);
    if (!instance) return std::nullopt;  // it was INACTIVE before it was swept: forgotten then
    if (instance->status == ContainerInstanceStatus::Inactive)
        tx.after_commit([this, arn = instance->arn] { nodes_.forget(arn); });
    else
        tx.after_commit(
            [this, wants = wants_of(tx, *instance)]() mutable { nodes_.want(std::move(wants)); });
    return std::nullopt;
}

}  // namespace ikada::ecs
