#include "ecs/definition_controller.hpp"

#include <algorithm>
#include <iterator>

#include "ecs/records.hpp"

namespace ikada::ecs {
namespace {

bool is_used(const world::Tx& tx, const std::string& arn) {
    if (!tx.by<Task>(keys::kByTaskDefinition, arn).empty()) return true;
    const auto services = tx.by<Service>(keys::kByTaskDefinition, arn);
    return std::any_of(services.begin(), services.end(),
                       [](const Service* each) { return each->status != ServiceStatus::Inactive; });
}

}  // namespace

void DefinitionController::wakes(const world::Change& change,
                                 std::vector<std::string>& keys) const {
    if (change.is<TaskDefinition>()) keys.push_back(change.either<TaskDefinition>().arn);
    if (change.is<Task>()) keys.push_back(change.either<Task>().task_definition_arn);
    if (!change.is<Service>() || !change.before) return;  // only what it lets go of matters
    std::ranges::move(definitions_of(*static_cast<const Service*>(change.before.get())),
                      std::back_inserter(keys));
}

std::optional<TimePoint> DefinitionController::run(world::Tx& tx, const std::string& key,
                                                   TimePoint) {
    const auto* definition = definitions::find(tx, key);
    if (definition && definition->status == TaskDefinitionStatus::DeleteInProgress &&
        !is_used(tx, key))
        tx.erase<TaskDefinition>(keys::task_definition(definition->family, definition->revision));
    return std::nullopt;
}

}  // namespace ikada::ecs
