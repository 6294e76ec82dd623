#include "ecs/placing_index.hpp"

#include "ec2/api.hpp"
#include "ecs/placing.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {

namespace {

std::shared_ptr<const ContainerInstance> instance_in(const world::Row& row) {
    return std::static_pointer_cast<const ContainerInstance>(row);
}

}  // namespace

bool PlacingIndex::is_reachable(const ContainerInstance& instance) const {
    return instance.agent_connected && !ending_.contains(instance.ec2_instance_id);
}

void PlacingIndex::put(const world::Change& change) {
    const auto before = instance_in(change.before), after = instance_in(change.after);
    if (before) {
        auto& rows = by_machine_[before->ec2_instance_id];
        rows.erase(change.key);
        if (rows.empty()) by_machine_.erase(before->ec2_instance_id);
    }
    if (after) by_machine_[after->ec2_instance_id][change.key] = after;
    const auto& instance = after ? *after : *before;
    of(instance.cluster).put_instance(instance.id, after, after && is_reachable(*after));
}

void PlacingIndex::replaced(const world::Change& change) {
    if (change.is<Task>()) {
        of(change.either<Task>().cluster)
            .change_task(static_cast<const Task*>(change.before.get()),
                         static_cast<const Task*>(change.after.get()));
        return;
    }
    if (change.is<ContainerInstance>()) return put(change);
    const auto* machine = ec2::changed_instance(change);
    if (!machine) return;
    const bool ending = change.after && machine->terminate_asked;
    if (ending == ending_.contains(machine->id.value)) return;
    if (ending)
        ending_.insert(machine->id.value);
    else
        ending_.erase(machine->id.value);
    if (const auto at = by_machine_.find(machine->id.value); at != by_machine_.end())
        for (const auto& [key, row] : at->second)
            of(row->cluster).put_instance(row->id, row, is_reachable(*row));
}

std::optional<std::string> PlacingIndex::fault(const world::Tx& tx) const {
    for (const auto& [cluster, index] : clusters_) {
        std::map<ContainerInstanceId, InstanceView> anew;
        for (const auto* instance : instances::in_cluster(tx, cluster))
            anew.emplace(instance->id, view_of(tx, *instance));
        if (auto fault = index.fault(anew)) return cluster.value + ": " + *fault;
    }
    return std::nullopt;
}

}  // namespace ikada::ecs
