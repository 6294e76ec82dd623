// DiscoverPollEndpoint, SubmitTaskStateChange, SubmitContainerStateChange,
// SubmitAttachmentStateChanges
// Reports are acknowledged whatever they say: an agent repeats a refused one or drops it for good.

#include "base/log.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/task_reports.hpp"

namespace ikada::ecs {
namespace {

const Task* find_reported(const world::Tx& tx, const std::optional<std::string>& cluster_reference,
                          const std::string& reference, const aws::Caller& caller) {
    const auto* task = tasks::find_by_arn(tx, reference);
    const auto cluster = clusters::resolve(tx, cluster_reference);
    if (!task && cluster) task = tasks::find(tx, (*cluster)->name, reference);
    if (!task) {
        log::info("{} reports task {}, which is not known here; ignored", caller.arn, reference);
        return nullptr;
    }
    if (caller.instance_id && *caller.instance_id != task->ec2_instance_id) {
        log::warn("instance {} reports task {} of instance {}; ignored", *caller.instance_id,
                  task->arn, task->ec2_instance_id);
        return nullptr;
    }
    return task;
}

shapes::ContainerStateChange container_report(
    const shapes::SubmitContainerStateChangeRequest& request) {
    shapes::ContainerStateChange report;
    report.container_name = request.container_name;
    report.runtime_id = request.runtime_id;
    report.status = request.status;
    report.exit_code = request.exit_code;
    report.reason = request.reason;
    report.network_bindings = request.network_bindings;
    return report;
}

}  // namespace

// Agents append "ws".
Result<shapes::DiscoverPollEndpointResponse> discover_poll_endpoint(
    world::Tx&, const shapes::DiscoverPollEndpointRequest&, const aws::Call& call) {
    shapes::DiscoverPollEndpointResponse made;
    made.endpoint = call.installation.endpoint + "/acs/";
    made.telemetry_endpoint = call.installation.endpoint + "/tcs/";
    return made;
}

Result<shapes::SubmitTaskStateChangeResponse> submit_task_state_change(
    world::Tx& tx, const shapes::SubmitTaskStateChangeRequest& request, const aws::Call& call) {
    const auto* found = find_reported(tx, request.cluster, request.task.value_or(""), call.caller);
    if (found) {
        Task task = *found;
        apply_report(request, task, call.now);
        tasks::put(tx, std::move(task));
    }
    return shapes::SubmitTaskStateChangeResponse{call.request_id};
}

Result<shapes::SubmitContainerStateChangeResponse> submit_container_state_change(
    world::Tx& tx, const shapes::SubmitContainerStateChangeRequest& request,
    const aws::Call& call) {
    const auto* found = find_reported(tx, request.cluster, request.task.value_or(""), call.caller);
    if (found && tasks::is_live(*found)) {
        Task task = *found;
        apply_report(container_report(request), task);
        tasks::put(tx, std::move(task));
    }
    return shapes::SubmitContainerStateChangeResponse{call.request_id};
}

// Instances have no attachments; those of tasks come with the tasks' own reports.
Result<shapes::SubmitAttachmentStateChangesResponse> submit_attachment_state_changes(
    world::Tx&, const shapes::SubmitAttachmentStateChangesRequest& request, const aws::Call& call) {
    for (const auto& each : request.attachments)
        log::info("{} reports attachment {} {}; ignored", call.caller.arn, each.attachment_arn,
                  each.status);
    return shapes::SubmitAttachmentStateChangesResponse{call.request_id};
}

}  // namespace ikada::ecs
