// ECS's edges: its controllers in their order, and what the node link saw.

#include <algorithm>

#include "ecs/api.hpp"
#include "ecs/definition_controller.hpp"
#include "ecs/instance_controller.hpp"
#include "ecs/node_controller.hpp"
#include "ecs/records.hpp"
#include "ecs/service_controller.hpp"
#include "ecs/sweep.hpp"
#include "ecs/task_controller.hpp"
#include "ecs/usage_table.hpp"

namespace ikada::ecs {

std::vector<std::unique_ptr<world::Controller>> make_controllers(ports::NodeLink& nodes,
                                                                 Seconds healthy_after) {
    std::vector<std::unique_ptr<world::Controller>> made;
    made.push_back(std::make_unique<InstanceController>());
    made.push_back(std::make_unique<TaskController>());
    made.push_back(std::make_unique<ServiceController>(healthy_after));
    made.push_back(std::make_unique<NodeController>(nodes));
    made.push_back(std::make_unique<DefinitionController>());
    made.push_back(std::make_unique<Sweep>());
    return made;
}

namespace {

void disconnect(world::Tx& tx, const ContainerInstance& found, TimePoint now) {
    auto instance = found;
    if (instance.agent_connected || !instance.disconnected_at) instance.disconnected_at = now;
    instance.agent_connected = false;
    instances::put(tx, std::move(instance));
}

bool has_container(const Task& task, const std::string& name) {
    return std::any_of(task.containers.begin(), task.containers.end(),
                       [&](const Container& each) { return each.name == name; });
}

}  // namespace

void apply_connection(world::Tx& tx, const ports::NodeConnection& seen, TimePoint now) {
    const auto* found = find_by_arn<ContainerInstance>(tx, seen.container_instance_arn);
    if (!found || found->status == ContainerInstanceStatus::Inactive) return;
    if (!seen.connected) return disconnect(tx, *found, now);
    auto instance = *found;
    instance.agent_connected = true;
    instance.disconnected_at.reset();
    instance.agent_version = seen.agent_version;
    instance.agent_hash = seen.agent_hash;
    instance.docker_version = seen.docker_version;
    instances::put(tx, std::move(instance));
}

void apply_health(world::Tx& tx, const std::vector<ports::ContainerHealthSeen>& seen) {
    for (const auto& sight : seen) {
        const auto health = parse_name(kHealthStatusNames, sight.status);
        const auto* found = tasks::find_by_arn(tx, sight.task_arn);
        if (!health || !found || !tasks::is_live(*found)) continue;
        auto task = *found;
        for (auto& container : task.containers)
            if (container.name == sight.container && container.has_health_check)
                container.health = *health;
        tasks::put(tx, std::move(task));
    }
}

void apply_use(world::Tx& tx, const std::vector<ports::ContainerUseSeen>& seen, TimePoint now) {
    for (const auto& sight : seen) {
        const auto* task = tasks::find_by_arn(tx, sight.task_arn);
        if (!task || !tasks::is_live(*task) || !has_container(*task, sight.container)) continue;
        const auto* instance =
            tx.find<ContainerInstance>(keys::of(task->cluster, task->container_instance));
        if (instance) tx.derived<UsageTable>().hear(*task, *instance, sight, now);
    }
}

void forget_connections(world::Tx& tx, TimePoint now) {
    for (const auto* found : tx.all<ContainerInstance>()) {
        if (found->status == ContainerInstanceStatus::Inactive) continue;
        auto instance = *found;
        instance.agent_connected = false;
        // Nobody could come back while we were down: everyone gets the whole time.
        instance.disconnected_at = now;
        instances::put(tx, std::move(instance));
    }
}

}  // namespace ikada::ecs
