#include "ecs/instance_controller.hpp"

#include "ec2/api.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {

void InstanceController::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    if (const auto* machine = ec2::changed_instance(change)) keys.push_back(machine->id.value);
    if (change.is<ContainerInstance>())
        keys.push_back(change.either<ContainerInstance>().ec2_instance_id);
}

std::optional<TimePoint> InstanceController::run(world::Tx& tx, const std::string& key,
                                                 TimePoint now) {
    const auto* machine = ec2::find_instance(tx, key);
    if (!machine || machine->state != ec2::InstanceState::Terminated) return std::nullopt;
    for (const auto* found : tx.by<ContainerInstance>(keys::kByEc2Instance, key)) {
        auto instance = *found;
        instance.status = ContainerInstanceStatus::Inactive;
        instance.agent_connected = false;
        instance.disconnected_at = now;
        instances::put(tx, std::move(instance));
    }
    return std::nullopt;
}

}  // namespace ikada::ecs
