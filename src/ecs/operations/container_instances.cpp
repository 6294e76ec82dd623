// DeregisterContainerInstance, DescribeContainerInstances, ListContainerInstances,
// UpdateContainerInstancesState

#include <algorithm>

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/placing.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kInstancesPerDescribeMax = 100;  // AWS
constexpr int kInstancesPerUpdateMax = 10;     // AWS

using Status = shapes::ContainerInstanceStatus;

ikada::Status check_own(const aws::Caller& caller, const ContainerInstance& instance) {
    if (!caller.instance_id || *caller.instance_id == instance.ec2_instance_id) return ok();
    return fail(errors::kAccessDenied,
                "{} may act for its own container instance only, not for {}.", caller.arn,
                instance.arn);
}

// Its agent is out of reach from now on: nobody will report these tasks' end.
void end_tasks(world::Tx& tx, const ContainerInstance& instance, TimePoint now) {
    for (const Task* task : tasks::on(tx, instance)) {
        Task ended = *task;
        ended.desired_status = DesiredStatus::Stopped;
        ended.last_status = TaskStatus::Stopped;
        if (!ended.stop_code) {
            ended.stop_code = StopCode::UserInitiated;
            ended.stopped_reason = "Container instance " + instance.arn + " was deregistered.";
        }
        if (!ended.stopping_at) ended.stopping_at = now;
        ended.stopped_at = now;
        for (auto& container : ended.containers) container.last_status = TaskStatus::Stopped;
        tasks::put(tx, std::move(ended));
    }
}

bool has_status(const ContainerInstance& instance, const std::optional<Status>& asked) {
    switch (instance.status) {
        case ContainerInstanceStatus::Active:
            return !asked || *asked == Status::Active;
        case ContainerInstanceStatus::Draining:
            return !asked || *asked == Status::Draining;
        case ContainerInstanceStatus::Inactive:
            return false;
    }
    return false;
}

ikada::Status check_state_request(const shapes::UpdateContainerInstancesStateRequest& request) {
    if (request.container_instances.empty())
        return fail(errors::kInvalidParameter, "Container instances cannot be empty.");
    if (request.container_instances.size() > kInstancesPerUpdateMax)
        return fail(errors::kInvalidParameter, "Container instances cannot be more than {}.",
                    kInstancesPerUpdateMax);
    if (request.status != Status::Active && request.status != Status::Draining)
        return fail(errors::kInvalidParameter,
                    "Container instances status should be one of [ACTIVE, DRAINING].");
    return ok();
}

}  // namespace

Result<shapes::DeregisterContainerInstanceResponse> deregister_container_instance(
    world::Tx& tx, const shapes::DeregisterContainerInstanceRequest& request,
    const aws::Call& call) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto* found = instances::find(tx, (*cluster)->name, request.container_instance);
    if (!found || found->status == ContainerInstanceStatus::Inactive)
        return fail(errors::kInvalidParameter, "Referenced container instance {} not found.",
                    request.container_instance);
    if (auto checked = check_own(call.caller, *found); !checked) return checked.error();
    if (!request.force.value_or(false) && !tasks::on(tx, *found).empty())
        return fail(errors::kInvalidParameter, "Found running tasks on the instance.");
    end_tasks(tx, *found, call.now);
    ContainerInstance updated = *found;
    updated.status = ContainerInstanceStatus::Inactive;
    updated.agent_connected = false;
    if (!updated.disconnected_at) updated.disconnected_at = call.now;
    instances::put(tx, updated);
    return shapes::DeregisterContainerInstanceResponse{shape_of(tx, updated, Show::WithTags)};
}

Result<shapes::DescribeContainerInstancesResponse> describe_container_instances(
    world::Tx& tx, const shapes::DescribeContainerInstancesRequest& request, const aws::Call&) {
    if (request.container_instances.empty())
        return fail(errors::kInvalidParameter, "Container instances cannot be empty.");
    if (request.container_instances.size() > kInstancesPerDescribeMax)
        return fail(errors::kInvalidParameter, "Container instances cannot be more than {}.",
                    kInstancesPerDescribeMax);
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto include = request.include.value_or(std::vector<shapes::ContainerInstanceField>{});
    const bool tagged = std::find(include.begin(), include.end(),
                                  shapes::ContainerInstanceField::Tags) != include.end();
    const auto prefix = arn_prefix(**cluster, "container-instance");
    shapes::DescribeContainerInstancesResponse made;
    made.container_instances.emplace();
    made.failures.emplace();
    for (const auto& reference : request.container_instances) {
        if (const auto* found = instances::find(tx, (*cluster)->name, reference))
            made.container_instances->push_back(
                shape_of(tx, *found, tagged ? Show::WithTags : Show::Plain));
        else
            made.failures->push_back(missing(reference, prefix));
    }
    return made;
}

Result<shapes::ListContainerInstancesResponse> list_container_instances(
    world::Tx& tx, const shapes::ListContainerInstancesRequest& request, const aws::Call&) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    std::optional<ClusterQuery> filter;
    if (request.filter && !request.filter->empty()) {
        auto parsed = parse_cluster_query(*request.filter);
        if (!parsed) return parsed.error();
        filter = std::move(*parsed);
    }
    std::vector<std::string> arns;
    for (const auto* each : instances::in_cluster(tx, (*cluster)->name))
        if (has_status(*each, request.status) &&
            (!filter || filter->matches(*each, view_of(tx, *each).tasks)))
            arns.push_back(each->arn);
    auto page = page_of(std::move(arns), {request.next_token, request.max_results});
    if (!page) return page.error();
    return shapes::ListContainerInstancesResponse{std::move(page->items),
                                                  std::move(page->next_token)};
}

Result<shapes::UpdateContainerInstancesStateResponse> update_container_instances_state(
    world::Tx& tx, const shapes::UpdateContainerInstancesStateRequest& request,
    const aws::Call& call) {
    if (auto checked = check_state_request(request); !checked) return checked.error();
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto prefix = arn_prefix(**cluster, "container-instance");
    shapes::UpdateContainerInstancesStateResponse made;
    made.container_instances.emplace();
    made.failures.emplace();
    for (const auto& reference : request.container_instances) {
        const auto* found = instances::find(tx, (*cluster)->name, reference);
        if (!found || found->status == ContainerInstanceStatus::Inactive) {
            made.failures->push_back(missing(reference, prefix));
            continue;
        }
        if (auto checked = check_own(call.caller, *found); !checked) return checked.error();
        ContainerInstance updated = *found;
        updated.status = request.status == Status::Active ? ContainerInstanceStatus::Active
                                                          : ContainerInstanceStatus::Draining;
        instances::put(tx, updated);
        made.container_instances->push_back(shape_of(tx, updated, Show::WithTags));
    }
    return made;
}

}  // namespace ikada::ecs
