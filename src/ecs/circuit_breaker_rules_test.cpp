#include "ecs/circuit_breaker_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ecs/service_testing.hpp"

namespace ikada::ecs {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CircuitBreaker, allows_half_of_the_desired_count_to_fail_but_three_at_least) {
    EXPECT_EQ(failure_threshold(1), 3);
    EXPECT_EQ(failure_threshold(6), 3);
    EXPECT_EQ(failure_threshold(25), 13);
    EXPECT_EQ(failure_threshold(400), 200);
    EXPECT_EQ(failure_threshold(800), 200);
}

AService a_failing_deployment(int failures) {
    auto service = AService(2).deploying().breaking(true);
    service.service().deployments[0].failed_tasks = failures;
    service.service().deployments[1].rollout = RolloutState::Completed;
    return service;
}

TEST(CircuitBreaker, rolls_back_to_the_last_completed_deployment) {
    const auto plan = a_failing_deployment(3).old("a").old("b").plan();
    EXPECT_THAT(of<FailDeployment>(plan), ElementsAre(FailDeployment{{"new"}}));
    EXPECT_THAT(of<RollBack>(plan), ElementsAre(RollBack{{"old"}}));
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_EQ(starts(plan), 0);
    EXPECT_THAT(events(plan),
                ElementsAre("(service blog) (deployment new) deployment failed: tasks failed to "
                            "start.",
                            "(service blog) rolling back to (deployment old)."));
}

TEST(CircuitBreaker, rolls_back_from_a_deployment_that_came_during_a_rollback) {
    auto service = a_failing_deployment(3).old("a").old("b");
    service.service().deployments[1].rollout = RolloutState::InProgress;
    service.service().deployments[1].rolled_back = true;
    EXPECT_THAT(of<RollBack>(service.plan()), ElementsAre(RollBack{{"old"}}));
}

TEST(CircuitBreaker, counts_the_failures_it_sees_at_the_same_time) {
    EXPECT_THAT(of<FailDeployment>(a_failing_deployment(2).plan()), IsEmpty());
    EXPECT_THAT(of<FailDeployment>(a_failing_deployment(2).failed("c").plan()),
                ElementsAre(FailDeployment{{"new"}}));
}

TEST(CircuitBreaker, counts_tasks_that_fail_a_health_check) {
    auto service = a_failing_deployment(2).running("c").health("c", HealthStatus::Unhealthy);
    const auto plan = service.plan();
    EXPECT_THAT(of<CountFailures>(plan), ElementsAre(CountFailures{{"new"}, 1}));
    EXPECT_THAT(of<FailDeployment>(plan), ElementsAre(FailDeployment{{"new"}}));
}

TEST(CircuitBreaker, does_not_count_tasks_that_are_stopped_for_other_reasons) {
    auto service = a_failing_deployment(2).running("c").on("c", NodeState::Lost);
    EXPECT_THAT(of<FailDeployment>(service.plan()), IsEmpty());
}

TEST(CircuitBreaker, only_ends_the_deployment_without_rollback) {
    auto service = a_failing_deployment(3).breaking(false).old("a");
    const auto plan = service.plan();
    EXPECT_THAT(of<FailDeployment>(plan), ElementsAre(FailDeployment{{"new"}}));
    EXPECT_THAT(of<RollBack>(plan), IsEmpty());
}

TEST(CircuitBreaker, has_nothing_to_go_back_to_in_a_service_that_never_was_steady) {
    auto service = a_failing_deployment(3);
    service.service().deployments.pop_back();
    const auto plan = service.plan();
    EXPECT_THAT(of<FailDeployment>(plan), ElementsAre(FailDeployment{{"new"}}));
    EXPECT_THAT(of<RollBack>(plan), IsEmpty());
}

TEST(CircuitBreaker, leaves_a_service_alone_that_does_not_want_it) {
    auto service = a_failing_deployment(100);
    service.service().circuit_breaker = {};
    EXPECT_THAT(of<FailDeployment>(service.plan()), IsEmpty());
}

TEST(CircuitBreaker, leaves_a_completed_deployment_alone) {
    auto service = a_failing_deployment(100);
    service.service().deployments[0].rollout = RolloutState::Completed;
    EXPECT_THAT(of<FailDeployment>(service.plan()), IsEmpty());
}

TEST(CircuitBreaker, never_gives_up_what_it_went_back_to) {
    auto service = a_failing_deployment(100);
    service.service().deployments[0].rolled_back = true;
    EXPECT_THAT(of<FailDeployment>(service.plan()), IsEmpty());
}

TEST(CircuitBreaker, starts_no_task_of_a_failed_deployment_and_keeps_the_old_ones) {
    auto service = a_failing_deployment(3).breaking(false).old("a").old("b");
    service.service().deployments[0].rollout = RolloutState::Failed;
    const auto plan = service.plan();
    EXPECT_EQ(starts(plan), 0);
    EXPECT_THAT(stops(plan), IsEmpty());
}

TEST(CircuitBreaker, keeps_what_it_may_go_back_to_when_its_tasks_are_gone) {
    auto service = a_failing_deployment(0).pending("c");
    EXPECT_THAT(of<DropDeployment>(service.plan()), IsEmpty());
    service.service().circuit_breaker = {};
    EXPECT_THAT(of<DropDeployment>(service.plan()), ElementsAre(DropDeployment{{"old"}}));
}

}  // namespace
}  // namespace ikada::ecs
