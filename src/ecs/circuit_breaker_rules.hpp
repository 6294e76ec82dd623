#pragma once
// The deployment circuit breaker: when a deployment has failed, and what it is rolled back to.
// Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// Half of the desired count, rounded up, within these.
constexpr int kFailureThresholdMin = 3;
constexpr int kFailureThresholdMax = 200;
int failure_threshold(int desired_count);

// The breaker ended it: none of its tasks is started any more.
bool has_failed(const Deployment& deployment);

// What a service goes back to when its primary deployment fails: the last one that completed,
// also while the service is still on its way back to it. Null if there is none, or if the breaker
// does not roll back.
const Deployment* rollback_target(const Service& service);

// Ends a deployment with too many failures and goes back to the last good one. A deployment that is
// itself gone back to is never given up: there is nothing better.
// True when it did: the rest is for the next planning, which sees another primary.
bool trip_circuit_breaker(Planning& planning);

}  // namespace ikada::ecs
