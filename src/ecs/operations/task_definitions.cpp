// RegisterTaskDefinition, DescribeTaskDefinition, ListTaskDefinitions, ListTaskDefinitionFamilies,
// DeregisterTaskDefinition

#include <algorithm>
#include <map>

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

// Where containers have no network of their own, a port outside is the port inside.
void fill_host_ports(shapes::TaskDefinition& body) {
    if (body.network_mode != shapes::NetworkMode::Host &&
        body.network_mode != shapes::NetworkMode::Awsvpc)
        return;
    for (auto& container : *body.container_definitions)
        if (container.port_mappings)
            for (auto& mapping : *container.port_mappings)
                mapping.host_port = mapping.container_port;
}

shapes::TaskDefinition body_of(const shapes::RegisterTaskDefinitionRequest& request) {
    shapes::TaskDefinition body;
    body.container_definitions = request.container_definitions;
    body.volumes = request.volumes;
    body.placement_constraints = request.placement_constraints;
    body.pid_mode = request.pid_mode;
    body.ipc_mode = request.ipc_mode;
    body.execution_role_arn = request.execution_role_arn;
    body.network_mode = request.network_mode;
    body.requires_compatibilities = request.requires_compatibilities;
    body.runtime_platform = request.runtime_platform;
    body.cpu = request.cpu;
    body.memory = request.memory;
    body.enable_fault_injection = request.enable_fault_injection;
    fill_host_ports(body);
    return body;
}

int next_revision(world::Tx& tx, const std::string& family) {
    const auto* before = tx.find<TaskFamily>(family);
    const int revision = before ? before->last_revision + 1 : 1;
    tx.put(TaskFamily{family, revision});
    return revision;
}

TaskDefinition make_definition(world::Tx& tx, const shapes::RegisterTaskDefinitionRequest& request,
                               const aws::Call& call) {
    TaskDefinition made;
    made.family = request.family;
    made.revision = next_revision(tx, request.family);
    made.arn = aws::arn(call.installation, "ecs",
                        "task-definition/" + made.family + ":" + std::to_string(made.revision));
    made.registered_at = call.now;
    made.registered_by = call.caller.arn;
    made.body = body_of(request);
    return made;
}

bool wanted(const TaskDefinition& definition,
            const std::optional<shapes::TaskDefinitionStatus>& status) {
    const auto asked = status.value_or(shapes::TaskDefinitionStatus::Active);
    return name_of(kTaskDefinitionStatusNames, definition.status) ==
           name_of(shapes::kTaskDefinitionStatusNames, asked);
}

bool wanted(bool has_active, const std::optional<shapes::TaskDefinitionFamilyStatus>& status) {
    switch (status.value_or(shapes::TaskDefinitionFamilyStatus::All)) {
        case shapes::TaskDefinitionFamilyStatus::Active:
            return has_active;
        case shapes::TaskDefinitionFamilyStatus::Inactive:
            return !has_active;
        case shapes::TaskDefinitionFamilyStatus::All:
            return true;
    }
    return true;
}

}  // namespace

Result<shapes::RegisterTaskDefinitionResponse> register_task_definition(
    world::Tx& tx, const shapes::RegisterTaskDefinitionRequest& request, const aws::Call& call) {
    if (auto checked = check_task_definition(request); !checked) return checked.error();
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();
    auto made = make_definition(tx, request, call);
    made.tags = std::move(*tags);
    tx.put(made);
    shapes::RegisterTaskDefinitionResponse response{shape_of(made), {}};
    if (!made.tags.empty()) response.tags = tag_shapes(made.tags);
    return response;
}

Result<shapes::DescribeTaskDefinitionResponse> describe_task_definition(
    world::Tx& tx, const shapes::DescribeTaskDefinitionRequest& request, const aws::Call&) {
    const auto* found = definitions::find(tx, request.task_definition);
    if (!found) return fail(errors::kClient, "Unable to describe task definition.");
    shapes::DescribeTaskDefinitionResponse response{shape_of(*found), {}};
    if (given(request.include)) response.tags = tag_shapes(found->tags);
    return response;
}

// In the order of families and revisions, revisions by number.
Result<shapes::ListTaskDefinitionsResponse> list_task_definitions(
    world::Tx& tx, const shapes::ListTaskDefinitionsRequest& request, const aws::Call&) {
    const std::string family = request.family_prefix.value_or("");
    std::vector<Listed> listed;
    for (const auto* each :
         family.empty() ? tx.all<TaskDefinition>() : definitions::of_family(tx, family))
        if (wanted(*each, request.status))
            listed.push_back({keys::task_definition(each->family, each->revision), each->arn});
    const bool newest_first = request.sort == shapes::SortOrder::Desc;
    if (newest_first) std::reverse(listed.begin(), listed.end());
    auto page = page_by_key(listed, {request.next_token, request.max_results},
                            newest_first ? Order::Descending : Order::Ascending);
    if (!page) return page.error();
    return shapes::ListTaskDefinitionsResponse{std::move(page->items), std::move(page->next_token)};
}

Result<shapes::ListTaskDefinitionFamiliesResponse> list_task_definition_families(
    world::Tx& tx, const shapes::ListTaskDefinitionFamiliesRequest& request, const aws::Call&) {
    std::map<std::string, bool> has_active;
    for (const auto* each : tx.all<TaskDefinition>(request.family_prefix.value_or("")))
        has_active[each->family] |= each->status == TaskDefinitionStatus::Active;
    std::vector<std::string> families;
    for (const auto& [family, active] : has_active)
        if (wanted(active, request.status)) families.push_back(family);
    auto page = page_of(std::move(families), {request.next_token, request.max_results});
    if (!page) return page.error();
    return shapes::ListTaskDefinitionFamiliesResponse{std::move(page->items),
                                                      std::move(page->next_token)};
}

// Tasks and services that use it go on; nothing new is started from it.
Result<shapes::DeregisterTaskDefinitionResponse> deregister_task_definition(
    world::Tx& tx, const shapes::DeregisterTaskDefinitionRequest& request, const aws::Call& call) {
    if (request.task_definition.find(':') == std::string::npos)
        return fail(errors::kInvalidParameter,
                    "Revision is missing: name the task definition as family:revision.");
    const auto* found = definitions::find(tx, request.task_definition);
    if (!found) return fail(errors::kClient, "The specified task definition does not exist.");
    if (found->status != TaskDefinitionStatus::Active)
        return fail(errors::kClient,
                    "The specified task definition is inactive. Specify an active task definition "
                    "and try again.");
    TaskDefinition updated = *found;
    updated.status = TaskDefinitionStatus::Inactive;
    updated.deregistered_at = call.now;
    tx.put(updated);
    return shapes::DeregisterTaskDefinitionResponse{shape_of(updated)};
}

}  // namespace ikada::ecs
