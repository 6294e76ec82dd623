// DeleteTaskDefinitions
// Only what is INACTIVE; it goes when its last task and service have (DefinitionController).

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr std::size_t kDefinitionsPerDeleteMax = 10;  // AWS

// Why one cannot be deleted; nothing if it can.
std::optional<std::string_view> obstacle(const TaskDefinition* found) {
    if (!found)
        return "The specified task definition does not exist. Specify a valid account, family, "
               "revision and try again.";
    if (found->status == TaskDefinitionStatus::Active)
        return "The specified task definition is still in ACTIVE status. Please deregister the "
               "target and try again.";
    return std::nullopt;
}

}  // namespace

Result<shapes::DeleteTaskDefinitionsResponse> delete_task_definitions(
    world::Tx& tx, const shapes::DeleteTaskDefinitionsRequest& request, const aws::Call& call) {
    if (request.task_definitions.empty())
        return fail(errors::kInvalidParameter, "Task definitions cannot be empty.");
    if (request.task_definitions.size() > kDefinitionsPerDeleteMax)
        return fail(errors::kInvalidParameter, "Task definitions cannot be more than {}.",
                    kDefinitionsPerDeleteMax);
    shapes::DeleteTaskDefinitionsResponse made;
    made.task_definitions.emplace();
    made.failures.emplace();
    for (const auto& reference : request.task_definitions) {
        if (reference.rfind(':') == std::string::npos)
            return fail(errors::kInvalidParameter,
                        "Revision is missing: name the task definition as family:revision.");
        const auto* found = definitions::find(tx, reference);
        if (const auto why_not = obstacle(found)) {
            const auto arn =
                reference.starts_with("arn:")
                    ? reference
                    : aws::arn(call.installation, "ecs", "task-definition/" + reference);
            made.failures->push_back({.arn = arn, .reason = std::string(*why_not), .detail = {}});
            continue;
        }
        TaskDefinition deleted = *found;
        deleted.status = TaskDefinitionStatus::DeleteInProgress;
        made.task_definitions->push_back(shape_of(deleted));
        tx.put(std::move(deleted));
    }
    return made;
}

}  // namespace ikada::ecs
