#pragma once
// A service as DescribeServices shows it, with what deploy commands look at.

#include <optional>
#include <string>
#include <vector>

#include "deploy/tool.hpp"

namespace ikada::deploy {

struct DeploymentView {
    std::string id, task_definition;  // "ecs-svc/0123456789"; an ARN
    bool is_primary = false;
    std::int64_t desired = 0, running = 0, pending = 0, failed = 0;
    std::string rollout_state, rollout_reason;  // empty: the API does not tell
};

struct EventView {
    std::string id, message;
    bool operator==(const EventView&) const = default;
};

struct ServiceView {
    std::string cluster, arn, name, status, task_definition;
    std::int64_t desired = 0;
    bool has_circuit_breaker = false, breaker_rolls_back = false;
    std::vector<DeploymentView> deployments;
    std::vector<EventView> events;  // the newest first

    const DeploymentView* find(std::string_view deployment_id) const;
    const DeploymentView* primary() const;
};

// A service of an answer: of "service" or of "services".
ServiceView read_service(const json::value& service);

// Errors: kNotFound, naming cluster and service and why; the API's.
Result<ServiceView> describe_service(client::Api& api, const std::string& cluster,
                                     const std::string& service);

}  // namespace ikada::deploy
