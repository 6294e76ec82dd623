// StartTask
// One task on each named container instance, without a placement strategy.

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

using Request = shapes::StartTaskRequest;

constexpr int kInstancesPerStartMax = 10;  // AWS

// Why the instance cannot take it; nothing if it can.
std::optional<std::string> obstacle(const world::Tx& tx, const PlacementRequest& request,
                                    const ContainerInstance& instance) {
    if (instance.status != ContainerInstanceStatus::Active) return "INACTIVE";
    return eligibility_of(tx, request, instance).why_not;
}

Status check_request(const Request& request) {
    if (request.container_instances.empty())
        return fail(errors::kInvalidParameter, "Container instances cannot be empty.");
    if (request.container_instances.size() > kInstancesPerStartMax)
        return fail(errors::kInvalidParameter, "Container instances cannot be more than {}.",
                    kInstancesPerStartMax);
    return check_features(request);
}

Result<shapes::StartTaskResponse> start(world::Tx& tx, const Cluster& cluster,
                                        const Request& request, const aws::Call& call) {
    auto launched =
        check_launch(tx, cluster,
                     {request.task_definition, request.group, request.started_by, request.overrides,
                      request.tags, request.propagate_tags, request.network_configuration,
                      request.enable_ecs_managed_tags.value_or(false)});
    if (!launched) return launched.error();
    NewTask what{cluster, *launched->definition, launched->group, launched->started_by,
                 launched->overrides};
    what.tags = std::move(launched->tags);
    what.network = std::move(launched->network);
    what.enable_execute_command = request.enable_execute_command.value_or(false);
    const auto placement = request_of(what);
    const auto prefix = arn_prefix(cluster, "container-instance");
    shapes::StartTaskResponse made;
    made.tasks.emplace();
    made.failures.emplace();
    for (const auto& reference : request.container_instances) {
        const auto* instance = instances::find(tx, cluster.name, reference);
        if (!instance) {
            made.failures->push_back(missing(reference, prefix));
            continue;
        }
        if (auto why_not = obstacle(tx, placement, *instance)) {
            made.failures->push_back(
                {.arn = instance->arn, .reason = std::move(why_not), .detail = {}});
            continue;
        }
        const Task task = make_task(what, *instance, tx.random(), call.now);
        tasks::put(tx, task);
        made.tasks->push_back(shape_of(tx, task, Show::WithTags));
    }
    return made;
}

}  // namespace

Result<shapes::StartTaskResponse> start_task(world::Tx& tx, const Request& request,
                                             const aws::Call& call) {
    if (auto checked = check_request(request); !checked) return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto use = token_use("StartTask", request);
    const auto earlier = find_earlier(tx, use, call.now);
    if (!earlier) return earlier.error();
    if (*earlier) {
        shapes::StartTaskResponse again;
        again.tasks.emplace();
        again.failures.emplace();
        for (const auto& arn : **earlier)
            if (const auto* task = tasks::find_by_arn(tx, arn))
                again.tasks->push_back(shape_of(tx, *task, Show::WithTags));
        return again;
    }
    auto made = start(tx, **cluster, request, call);
    if (!made) return made.error();
    std::vector<std::string> arns;
    for (const auto& task : *made->tasks) arns.push_back(*task.task_arn);
    if (!arns.empty()) remember(tx, use, std::move(arns), call.now);
    return made;
}

}  // namespace ikada::ecs
