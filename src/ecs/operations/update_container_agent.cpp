// UpdateContainerAgent
// Agents take their version from the machine that runs them; there is nothing to update them from.

#include "ecs/errors.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {

Result<shapes::UpdateContainerAgentResponse> update_container_agent(
    world::Tx& tx, const shapes::UpdateContainerAgentRequest& request, const aws::Call&) {
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto* found = instances::find(tx, (*cluster)->name, request.container_instance);
    if (!found || found->status == ContainerInstanceStatus::Inactive)
        return fail(errors::kInvalidParameter, "Referenced container instance {} not found.",
                    request.container_instance);
    if (found->agent_version.empty())
        return fail(errors::kMissingVersion,
                    "Amazon ECS can't determine the current version of the Amazon ECS container "
                    "agent on the container instance.");
    return fail(errors::kNoUpdateAvailable,
                "There's no update available for this Amazon ECS container agent.");
}

}  // namespace ikada::ecs
