#include "deploy/service_view.hpp"

#include <algorithm>

namespace ikada::deploy {
namespace {

DeploymentView read_deployment(const json::value& from) {
    return {.id = json::text(from, "id"),
            .task_definition = json::text(from, "taskDefinition"),
            .is_primary = json::text(from, "status") == "PRIMARY",
            .desired = json::integer(from, "desiredCount"),
            .running = json::integer(from, "runningCount"),
            .pending = json::integer(from, "pendingCount"),
            .failed = json::integer(from, "failedTasks"),
            .rollout_state = json::text(from, "rolloutState"),
            .rollout_reason = json::text(from, "rolloutStateReason")};
}

}  // namespace

const DeploymentView* ServiceView::find(std::string_view deployment_id) const {
    const auto found = std::ranges::find(deployments, deployment_id, &DeploymentView::id);
    return found == deployments.end() ? nullptr : &*found;
}

const DeploymentView* ServiceView::primary() const {
    const auto found = std::ranges::find(deployments, true, &DeploymentView::is_primary);
    return found == deployments.end() ? nullptr : &*found;
}

ServiceView read_service(const json::value& service) {
    const json::value configuration = json::members(service, "deploymentConfiguration");
    const json::value breaker = json::members(configuration, "deploymentCircuitBreaker");
    ServiceView view{.cluster = json::text(service, "clusterArn"),
                     .arn = json::text(service, "serviceArn"),
                     .name = json::text(service, "serviceName"),
                     .status = json::text(service, "status"),
                     .task_definition = json::text(service, "taskDefinition"),
                     .desired = json::integer(service, "desiredCount"),
                     .has_circuit_breaker = json::boolean(breaker, "enable"),
                     .breaker_rolls_back = json::boolean(breaker, "rollback"),
                     .deployments = {},
                     .events = {}};
    for (const auto& deployment : json::list(service, "deployments"))
        view.deployments.push_back(read_deployment(deployment));
    for (const auto& event : json::list(service, "events"))
        view.events.push_back({json::text(event, "id"), json::text(event, "message")});
    return view;
}

Result<ServiceView> describe_service(client::Api& api, const std::string& cluster,
                                     const std::string& service) {
    const auto answer =
        api.call(kEcs, "DescribeServices",
                 json::object{{"cluster", cluster}, {"services", json::array{service}}});
    if (!answer) return answer.error();
    const auto& found = json::list(*answer, "services");
    if (found.empty()) return fail(kNotFound, "no service '{}' in cluster '{}'", service, cluster);
    auto view = read_service(found.front());
    if (view.status != "ACTIVE")
        return fail(kNotFound, "service '{}' in cluster '{}' is {}", service, cluster, view.status);
    return view;
}

}  // namespace ikada::deploy
