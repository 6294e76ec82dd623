#include "ecs/deployment_rules.hpp"

#include <gtest/gtest.h>

namespace ikada::ecs {
namespace {

Service a_service(int desired, int minimum_healthy_percent, int maximum_percent) {
    Service service;
    service.desired_count = desired;
    service.minimum_healthy_percent = minimum_healthy_percent;
    service.maximum_percent = maximum_percent;
    return service;
}

TEST(DeploymentRules, round_the_minimum_up_and_the_maximum_down) {
    EXPECT_EQ(bounds_of(a_service(3, 50, 150)), (Bounds{2, 4}));
    EXPECT_EQ(bounds_of(a_service(4, 100, 200)), (Bounds{4, 8}));
    EXPECT_EQ(bounds_of(a_service(0, 100, 200)), (Bounds{0, 0}));
}

TEST(DeploymentRules, pause_longer_after_each_round_of_failed_starts_up_to_a_limit) {
    EXPECT_EQ(start_backoff(1), Seconds{2});
    EXPECT_EQ(start_backoff(2), Seconds{4});
    EXPECT_EQ(start_backoff(1000), kStartBackoffMax);
}

}  // namespace
}  // namespace ikada::ecs
