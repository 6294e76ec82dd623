// StopTask, DescribeTasks, ListTasks

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kTasksPerDescribeMax = 100;   // AWS
constexpr int kStopReasonLengthMax = 1024;  // AWS
constexpr std::string_view kStopReasonDefault = "Task stopped by user";

using ListRequest = shapes::ListTasksRequest;

bool is_of_family(const Task& task, const std::string& family) {
    return task.task_definition_arn.find(":task-definition/" + family + ":") != std::string::npos;
}

// What a ListTasks request filters by, once its references are found.
struct Filter {
    const ListRequest& request;
    const Service* service = nullptr;
    const ContainerInstance* instance = nullptr;
};

Result<Filter> read_filter(const world::Tx& tx, const Cluster& cluster,
                           const ListRequest& request) {
    Filter filter{request};
    if (request.service_name) {
        filter.service = services::find(tx, cluster.name, *request.service_name);
        if (!filter.service) return fail(errors::kServiceNotFound, "Service not found.");
    }
    if (request.container_instance) {
        filter.instance = instances::find(tx, cluster.name, *request.container_instance);
        if (!filter.instance)
            return fail(errors::kInvalidParameter, "Referenced container instance {} not found.",
                        *request.container_instance);
    }
    return filter;
}

// No task is ever wanted to be PENDING; ECS lists none then.
bool has_desired_status(const Task& task, const std::optional<shapes::DesiredStatus>& asked) {
    switch (asked.value_or(shapes::DesiredStatus::Running)) {
        case shapes::DesiredStatus::Running:
            return task.desired_status == DesiredStatus::Running;
        case shapes::DesiredStatus::Stopped:
            return task.desired_status == DesiredStatus::Stopped;
        case shapes::DesiredStatus::Pending:
            return false;
    }
    return false;
}

bool passes(const Task& task, const Filter& filter) {
    const auto& request = filter.request;
    if (!has_desired_status(task, request.desired_status)) return false;
    if (request.launch_type && *request.launch_type != shapes::LaunchType::Ec2) return false;
    if (request.family && !is_of_family(task, *request.family)) return false;
    if (request.started_by && task.started_by != *request.started_by) return false;
    if (filter.service && task.service != filter.service->name) return false;
    return !filter.instance || task.container_instance == filter.instance->id;
}

}  // namespace

// Also a service's task can be stopped; the service starts another one.
Result<shapes::StopTaskResponse> stop_task(world::Tx& tx, const shapes::StopTaskRequest& request,
                                           const aws::Call& call) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto* found = tasks::find(tx, (*cluster)->name, request.task);
    if (!found) return fail(errors::kInvalidParameter, "The referenced task was not found.");
    const std::string reason = request.reason.value_or("");
    if (reason.size() > kStopReasonLengthMax)
        return fail(errors::kInvalidParameter, "reason can have at most {} characters.",
                    kStopReasonLengthMax);
    Task stopped = *found;
    if (stopped.desired_status == DesiredStatus::Running && tasks::is_live(stopped)) {
        stopped.desired_status = DesiredStatus::Stopped;
        stopped.stop_code = StopCode::UserInitiated;
        stopped.stopped_reason = reason.empty() ? kStopReasonDefault : reason;
        stopped.stopping_at = call.now;
        tasks::put(tx, stopped);
    }
    const auto* shown = tasks::find(tx, (*cluster)->name, request.task);
    return shapes::StopTaskResponse{shape_of(tx, *shown, Show::WithTags)};
}

Result<shapes::DescribeTasksResponse> describe_tasks(world::Tx& tx,
                                                     const shapes::DescribeTasksRequest& request,
                                                     const aws::Call&) {
    if (request.tasks.empty()) return fail(errors::kInvalidParameter, "Tasks cannot be empty.");
    if (request.tasks.size() > kTasksPerDescribeMax)
        return fail(errors::kInvalidParameter, "Tasks cannot be more than {}.",
                    kTasksPerDescribeMax);
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const Show show = given(request.include) ? Show::WithTags : Show::Plain;
    const auto prefix = arn_prefix(**cluster, "task");
    shapes::DescribeTasksResponse made;
    made.tasks.emplace();
    made.failures.emplace();
    for (const auto& reference : request.tasks) {
        if (const auto* task = tasks::find(tx, (*cluster)->name, reference))
            made.tasks->push_back(shape_of(tx, *task, show));
        else
            made.failures->push_back(missing(reference, prefix));
    }
    return made;
}

Result<shapes::ListTasksResponse> list_tasks(world::Tx& tx, const ListRequest& request,
                                             const aws::Call&) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto filter = read_filter(tx, **cluster, request);
    if (!filter) return filter.error();
    std::vector<std::string> arns;
    for (const Task* each : tasks::in_cluster(tx, (*cluster)->name))
        if (passes(*each, *filter)) arns.push_back(each->arn);
    auto page = page_of(std::move(arns), {request.next_token, request.max_results});
    if (!page) return page.error();
    return shapes::ListTasksResponse{std::move(page->items), std::move(page->next_token)};
}

}  // namespace ikada::ecs
