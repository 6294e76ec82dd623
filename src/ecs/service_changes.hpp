#pragma once
// What CreateService and UpdateService have in common.

#include <optional>
#include <string>
#include <vector>

#include "ecs/records.hpp"

namespace ikada::ecs {

// The ACTIVE definition that a service is to run. Errors: kClient, in ECS's words.
Result<const TaskDefinition*> launchable(const world::Tx& tx, const std::string& reference);

// Each target group exists and is behind a load balancer; each fits the definition, as below.
// Errors: kInvalidParameter.
Result<std::vector<ServiceLoadBalancer>> read_load_balancers(
    const world::Tx& tx, const std::optional<std::vector<shapes::LoadBalancer>>& asked,
    const TaskDefinition& definition);
// Container and port are in the definition, and its network mode is what the target group is for.
// Errors: kInvalidParameter.
Status check_load_balancer(const world::Tx& tx, const ServiceLoadBalancer& balancer,
                           const TaskDefinition& definition);

// Errors: always kInvalidParameter: with an EXTERNAL deployment controller `what` is a task set's.
Status refuse_external(std::string_view what);
// Errors: always kInvalidParameter: a DAEMON service cannot have `what`.
Status refuse_daemon(std::string_view what);
constexpr std::string_view kDistinctInstance = "the placement constraint distinctInstance";
constexpr int kDaemonMaximumPercent = 100;  // ECS: its old task goes before the new one starts

// Takes over what is given of it. Errors: kInvalidParameter.
Status apply_configuration(const std::optional<shapes::DeploymentConfiguration>& asked,
                           Service& service);
Status apply_grace(const std::optional<int>& seconds, Service& service);

Deployment new_deployment(std::string task_definition_arn, Random& random, TimePoint now);
// Makes it the newest, primary deployment; the others run out.
void begin_deployment(Service& service, std::string task_definition_arn, Random& random,
                      TimePoint now);

}  // namespace ikada::ecs
