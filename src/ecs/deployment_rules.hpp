#pragma once
// The numbers behind a service's rollout: how few healthy tasks, how many at most, how long to wait
// after failed starts. Pure.

#include "ecs/types.hpp"

namespace ikada::ecs {

// How many tasks a service may have while tasks are being replaced.
//   Source: docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
struct Bounds {
    int floor = 0;    // healthy tasks below which we stop none; minimumHealthyPercent rounded up
    int ceiling = 0;  // RUNNING and PENDING tasks above which we start none; maximumPercent, down
    bool operator==(const Bounds&) const = default;
};
Bounds bounds_of(const Service& service);

// The pause before the next start after `in_a_row` rounds of failed starts: 2 s, doubled, at most
// kStartBackoffMax. Choice: ECS waits up to 27 min; a cluster at home should recover sooner.
constexpr Seconds kStartBackoffMax{300};
Seconds start_backoff(int in_a_row);

// From so many rounds on, a service says that it cannot start its tasks.
constexpr int kFailedStartsToSay = 3;

// Rounds of failed starts of the primary deployment; a new deployment starts without any.
int failed_starts(const Service& service);
// When the last of them was, and until when no task is started; nothing without one.
std::optional<TimePoint> last_failure(const Service& service);
bool is_throttled(const Service& service, TimePoint now);

}  // namespace ikada::ecs
