// RunTask
// Places tasks at once; what does not fit is told as failures, not as an error.

#include "ecs/api.hpp"
#include "ecs/client_tokens.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/launch.hpp"
#include "ecs/new_task.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/placing.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

using Request = shapes::RunTaskRequest;

constexpr int kTasksPerRunMax = 10;  // AWS

Status check_count(const Request& request) {
    const int count = request.count.value_or(1);
    if (count < 1)
        return fail(errors::kInvalidParameter, "Count must be 1 or more, not {}.", count);
    if (count > kTasksPerRunMax)
        return fail(errors::kInvalidParameter, "Count must be {} or less, not {}.", kTasksPerRunMax,
                    count);
    return ok();
}

shapes::RunTaskResponse answer(const world::Tx& tx, const Placed& placed) {
    shapes::RunTaskResponse made;
    made.tasks.emplace();
    made.failures.emplace();
    for (const auto& task : placed.tasks) made.tasks->push_back(shape_of(tx, task, Show::WithTags));
    for (const auto& failure : placed.failures)
        made.failures->push_back({.arn = failure.arn, .reason = failure.reason, .detail = {}});
    return made;
}

// What the same call was answered with, as far as it is still there.
Placed recall(const world::Tx& tx, const std::vector<std::string>& arns) {
    Placed placed;
    for (const auto& arn : arns)
        if (const auto* task = tasks::find_by_arn(tx, arn)) placed.tasks.push_back(*task);
    return placed;
}

Result<Placed> run(world::Tx& tx, const Cluster& cluster, const Request& request, TimePoint now) {
    auto launched =
        check_launch(tx, cluster,
                     {request.task_definition, request.group, request.started_by, request.overrides,
                      request.tags, request.propagate_tags, request.network_configuration,
                      request.enable_ecs_managed_tags.value_or(false)});
    if (!launched) return launched.error();
    auto strategy = read_strategy(request.placement_strategy);
    if (!strategy) return strategy.error();
    auto constraints = read_constraints(request.placement_constraints);
    if (!constraints) return constraints.error();
    if (instances::count_registered(tx, cluster.name) == 0)
        return fail(errors::kInvalidParameter,
                    "No Container Instances were found in your cluster.");

    NewTask what{cluster, *launched->definition, launched->group, launched->started_by,
                 launched->overrides};
    what.tags = std::move(launched->tags);
    what.network = std::move(launched->network);
    what.enable_execute_command = request.enable_execute_command.value_or(false);
    what.strategy = std::move(*strategy);
    what.constraints = std::move(*constraints);
    return place_tasks(tx, what, request.count.value_or(1), now);
}

}  // namespace

Status check_run_task(const Request& request) {
    if (auto checked = check_features(request); !checked) return checked;
    return check_count(request);
}

Result<shapes::RunTaskResponse> run_tasks(world::Tx& tx, const Request& request, TimePoint now) {
    if (auto checked = check_run_task(request); !checked) return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto use = token_use("RunTask", request);
    const auto earlier = find_earlier(tx, use, now);
    if (!earlier) return earlier.error();
    if (*earlier) return answer(tx, recall(tx, **earlier));

    auto placed = run(tx, **cluster, request, now);
    if (!placed) return placed.error();
    std::vector<std::string> arns;
    for (const auto& task : placed->tasks) arns.push_back(task.arn);
    if (!arns.empty()) remember(tx, use, std::move(arns), now);
    return answer(tx, *placed);
}

Result<shapes::RunTaskResponse> run_task(world::Tx& tx, const Request& request,
                                         const aws::Call& call) {
    return run_tasks(tx, request, call.now);
}

}  // namespace ikada::ecs
