#include "ecs/circuit_breaker_rules.hpp"

#include <algorithm>

#include "ecs/service_events.hpp"

namespace ikada::ecs {

int failure_threshold(int desired_count) {
    return std::clamp((desired_count + 1) / 2, kFailureThresholdMin, kFailureThresholdMax);
}

bool has_failed(const Deployment& deployment) { return deployment.rollout == RolloutState::Failed; }

const Deployment* rollback_target(const Service& service) {
    if (!service.circuit_breaker.enable || !service.circuit_breaker.rollback) return nullptr;
    const auto& deployments = service.deployments;
    if (deployments.empty() || deployments[0].rollout != RolloutState::InProgress) return nullptr;
    const auto found =
        std::find_if(deployments.begin() + 1, deployments.end(), [](const Deployment& each) {
            return each.rollout == RolloutState::Completed || each.rolled_back;
        });
    return found == deployments.end() ? nullptr : &*found;
}

bool trip_circuit_breaker(Planning& planning) {
    const auto& service = planning.service();
    const auto& failing = planning.primary();
    if (!service.circuit_breaker.enable || failing.rolled_back) return false;
    if (failing.rollout != RolloutState::InProgress) return false;
    const int failures = failing.failed_tasks + planning.counted_failures(failing.id);
    if (failures < failure_threshold(service.desired_count)) return false;

    planning.add(FailDeployment{failing.id});
    planning.say(events::deployment_failed(events::title_of(service), failing.id));
    if (const auto* target = rollback_target(service)) {
        planning.add(RollBack{target->id});
        planning.say(events::rolling_back(events::title_of(service), target->id));
    }
    return true;
}

}  // namespace ikada::ecs
