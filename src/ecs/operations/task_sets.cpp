// CreateTaskSet, DescribeTaskSets, UpdateTaskSet, UpdateServicePrimaryTaskSet, DeleteTaskSet
// What an EXTERNAL deployment controller does with a service, step by step.

#include "ecs/task_sets.hpp"
#include "ecs/client_tokens.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/service_changes.hpp"
#include "ecs/task_network.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kTaskSetsPerServiceMax = 5;   // AWS
constexpr int kExternalIdLengthMax = 1024;  // choice
constexpr double kPercentMax = 100;         // AWS

using CreateRequest = shapes::CreateTaskSetRequest;

Result<Service> find_external(const world::Tx& tx, const std::string& cluster_reference,
                              const std::string& reference) {
    const auto cluster = clusters::resolve_active(tx, cluster_reference);
    if (!cluster) return cluster.error();
    const auto* service = services::find(tx, (*cluster)->name, reference);
    if (!service || service->status == ServiceStatus::Inactive)
        return fail(errors::kServiceNotFound, "Service not found.");
    if (service->status != ServiceStatus::Active)
        return fail(errors::kServiceNotActive, "Service was not ACTIVE.");
    if (service->controller != DeploymentController::External)
        return fail(errors::kInvalidParameter,
                    "The service's deployment controller is not EXTERNAL: it has no task sets.");
    return *service;
}

Error not_found() {
    return fail(errors::kTaskSetNotFound, "The specified task set was not found.");
}

Result<double> read_scale(const std::optional<shapes::Scale>& asked) {
    if (!asked) return 0.0;
    const double percent = asked->value.value_or(0);
    if (!(percent >= 0 && percent <= kPercentMax))
        return fail(errors::kInvalidParameter, "scale must be between 0 and {} percent.",
                    kPercentMax);
    return percent;
}

Status check_create(const CreateRequest& request, const Service& service) {
    if (auto checked = check_features(request); !checked) return checked;
    if (request.external_id.value_or("").size() > kExternalIdLengthMax)
        return fail(errors::kInvalidParameter, "externalId can have at most {} characters.",
                    kExternalIdLengthMax);
    if (std::ssize(service.task_sets) >= kTaskSetsPerServiceMax)
        return fail(errors::kInvalidParameter, "A service can have at most {} task sets.",
                    kTaskSetsPerServiceMax);
    return ok();
}

std::string arn_of(const Service& service, const DeploymentId& id) {
    const std::string prefix = service.arn.substr(0, service.arn.rfind(":") + 1);
    return prefix + "task-set/" + service.cluster.value + "/" + service.name.value + "/" + id.value;
}

Result<TaskSet> make_task_set(world::Tx& tx, const Service& service, const CreateRequest& request,
                              const aws::Call& call) {
    const auto definition = launchable(tx, request.task_definition);
    if (!definition) return definition.error();
    auto balancers = read_load_balancers(tx, request.load_balancers, **definition);
    if (!balancers) return balancers.error();
    auto network = read_network(tx, request.network_configuration, **definition);
    if (!network) return network.error();
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();
    const auto scale = read_scale(request.scale);
    if (!scale) return scale.error();
    TaskSet made;
    made.deployment = new_deployment((*definition)->arn, tx.random(), call.now);
    made.deployment.rollout = RolloutState::Completed;  // nothing is rolled out within a set
    made.arn = arn_of(service, made.deployment.id);
    made.external_id = request.external_id.value_or("");
    made.scale_percent = *scale;
    made.load_balancers = std::move(*balancers);
    made.network = std::move(*network);
    made.tags = std::move(*tags);
    made.stability_at = call.now;
    return made;
}

// A service shows the definition of the set that serves production traffic.
void make_primary(Service& service, TaskSet& set, TimePoint now) {
    for (auto& each : service.task_sets)
        if (each.status == TaskSetStatus::Primary) each.status = TaskSetStatus::Active;
    set.status = TaskSetStatus::Primary;
    set.deployment.updated_at = now;
}

}  // namespace

Result<shapes::CreateTaskSetResponse> create_task_set(world::Tx& tx, const CreateRequest& request,
                                                      const aws::Call& call) {
    auto service = find_external(tx, request.cluster, request.service);
    if (!service) return service.error();
    const auto use = token_use("CreateTaskSet", request);
    const auto earlier = find_earlier(tx, use, call.now);
    if (!earlier) return earlier.error();
    if (*earlier)
        if (const auto* set = find_task_set(*service, (*earlier)->at(0)))
            return shapes::CreateTaskSetResponse{shape_of(tx, *service, *set)};
    if (auto checked = check_create(request, *service); !checked) return checked.error();
    auto made = make_task_set(tx, *service, request, call);
    if (!made) return made.error();
    service->task_sets.push_back(*made);
    tx.put(*service);
    remember(tx, use, {made->arn}, call.now);
    return shapes::CreateTaskSetResponse{shape_of(tx, *service, *made)};
}

Result<shapes::DescribeTaskSetsResponse> describe_task_sets(
    world::Tx& tx, const shapes::DescribeTaskSetsRequest& request, const aws::Call&) {
    const auto service = find_external(tx, request.cluster, request.service);
    if (!service) return service.error();
    auto references = request.task_sets.value_or(std::vector<std::string>{});
    if (references.empty())
        for (const auto& set : service->task_sets) references.push_back(set.arn);
    const bool tagged = given(request.include);
    const auto prefix = arn_of(*service, {});
    shapes::DescribeTaskSetsResponse made;
    made.task_sets.emplace();
    made.failures.emplace();
    for (const auto& reference : references) {
        const auto* set = find_task_set(*service, reference);
        if (!set) {
            made.failures->push_back(missing(reference, prefix));
            continue;
        }
        made.task_sets->push_back(shape_of(tx, *service, *set));
        if (!tagged) made.task_sets->back().tags.reset();
    }
    return made;
}

Result<shapes::UpdateTaskSetResponse> update_task_set(world::Tx& tx,
                                                      const shapes::UpdateTaskSetRequest& request,
                                                      const aws::Call& call) {
    auto service = find_external(tx, request.cluster, request.service);
    if (!service) return service.error();
    auto* set = find_task_set(*service, request.task_set);
    if (!set || set->status == TaskSetStatus::Draining) return not_found();
    const auto scale = read_scale(request.scale);
    if (!scale) return scale.error();
    set->scale_percent = *scale;
    set->deployment.updated_at = call.now;
    tx.put(*service);
    return shapes::UpdateTaskSetResponse{shape_of(tx, *service, *set)};
}

Result<shapes::UpdateServicePrimaryTaskSetResponse> update_service_primary_task_set(
    world::Tx& tx, const shapes::UpdateServicePrimaryTaskSetRequest& request,
    const aws::Call& call) {
    auto service = find_external(tx, request.cluster, request.service);
    if (!service) return service.error();
    auto* set = find_task_set(*service, request.primary_task_set);
    if (!set || set->status == TaskSetStatus::Draining) return not_found();
    make_primary(*service, *set, call.now);
    tx.put(*service);
    return shapes::UpdateServicePrimaryTaskSetResponse{shape_of(tx, *service, *set)};
}

// It drains; its controller takes it away when its tasks are gone.
Result<shapes::DeleteTaskSetResponse> delete_task_set(world::Tx& tx,
                                                      const shapes::DeleteTaskSetRequest& request,
                                                      const aws::Call& call) {
    auto service = find_external(tx, request.cluster, request.service);
    if (!service) return service.error();
    auto* set = find_task_set(*service, request.task_set);
    if (!set) return not_found();
    if (set->scale_percent > 0 && !request.force.value_or(false))
        return fail(errors::kInvalidParameter,
                    "The task set cannot be deleted while it is scaled above 0.");
    set->status = TaskSetStatus::Draining;
    set->deployment.updated_at = call.now;
    tx.put(*service);
    return shapes::DeleteTaskSetResponse{shape_of(tx, *service, *set)};
}

}  // namespace ikada::ecs
