#include "ecs/service_reconciler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ecs/service_testing.hpp"

namespace ikada::ecs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr Seconds kMinute{60};

TEST(ServiceReconciler, asks_for_nothing_when_all_is_well) {
    const auto plan = AService(2).running("a").running("b").plan();
    EXPECT_THAT(plan.decisions, IsEmpty());
    EXPECT_FALSE(plan.wake_at);
}

TEST(ServiceReconciler, starts_what_is_missing) {
    const auto plan = AService(3).running("a").plan();
    EXPECT_THAT(of<StartTasks>(plan), ElementsAre(StartTasks{{"new"}, 2}));
}

TEST(ServiceReconciler, replaces_a_task_whose_node_is_lost) {
    const auto plan = AService(2).running("a").running("b").on("b", NodeState::Lost).plan();
    EXPECT_THAT(stops(plan), ElementsAre("b"));
    EXPECT_EQ(starts(plan), 1);
}

TEST(ServiceReconciler, waits_for_a_node_that_is_away_only_for_a_while) {
    auto service = AService(1).running("a").on("a", NodeState::Away);
    service.task("a").node_lost_at = kNoon + kNodeLostAfter;
    const auto plan = service.plan();
    EXPECT_THAT(plan.decisions, IsEmpty());
    EXPECT_EQ(plan.wake_at, kNoon + kNodeLostAfter);
}

TEST(ServiceReconciler, replaces_a_task_whose_instance_is_gone) {
    const auto plan = AService(1).running("a").on("a", NodeState::Gone).plan();
    EXPECT_EQ(starts(plan), 1);
    EXPECT_THAT(stops(plan), IsEmpty());
}

TEST(ServiceReconciler, replaces_a_task_that_somebody_stops) {
    const auto plan = AService(2).running("a").stopping("b").plan();
    EXPECT_EQ(starts(plan), 1);
}

// ---- failed starts

TEST(ServiceReconciler, pauses_after_a_failed_start) {
    auto service = AService(1).failed("a");
    const auto plan = service.plan();
    EXPECT_EQ(starts(plan), 0);
    EXPECT_THAT(of<AccountTask>(plan), ElementsAre(AccountTask{{"a"}}));
    EXPECT_THAT(of<CountFailures>(plan), ElementsAre(CountFailures{{"new"}, 1}));
    EXPECT_THAT(of<ThrottleStarts>(plan), ElementsAre(ThrottleStarts{1, kNoon + start_backoff(1)}));
    EXPECT_EQ(plan.wake_at, kNoon + start_backoff(1));
}

AService a_throttled_service(int rounds) {
    AService service(1);
    service.service().failed_starts_of = {"new"};
    service.service().failed_starts_in_a_row = rounds;
    service.service().retry_at = kNoon;
    return service;
}

TEST(ServiceReconciler, starts_again_when_the_pause_is_over) {
    EXPECT_EQ(starts(a_throttled_service(2).plan(kNoon - Seconds{1})), 0);
    EXPECT_EQ(starts(a_throttled_service(2).plan(kNoon)), 1);
}

TEST(ServiceReconciler, says_that_it_cannot_start_tasks_after_some_rounds) {
    const auto plan = a_throttled_service(2).failed("a").plan();
    EXPECT_THAT(events(plan),
                Contains(HasSubstr("is unable to consistently start tasks successfully.")));
}

TEST(ServiceReconciler, replaces_a_task_at_once_that_ran_for_a_while_before_it_ended) {
    const auto plan = AService(1).failed("a", kMinute).plan();
    EXPECT_EQ(starts(plan), 1);
    EXPECT_THAT(of<ThrottleStarts>(plan), IsEmpty());
}

TEST(ServiceReconciler, takes_a_task_that_ends_before_it_counts_as_healthy_for_a_failed_start) {
    EXPECT_EQ(starts(AService(1).failed("a", kHealthyAfterDefault - Seconds{1}).plan()), 0);
    EXPECT_EQ(starts(AService(1).failed("a", kHealthyAfterDefault).plan()), 1);
    auto hasty = AService(1).failed("a", Seconds{5});
    hasty.task("a").healthy_after = Seconds{5};
    EXPECT_EQ(starts(hasty.plan()), 1);
}

TEST(ServiceReconciler, forgives_once_a_task_started_later_has_proved_itself) {
    auto service = a_throttled_service(1).running("a");
    service.task("a").created_at = kNoon;
    service.task("a").started_at = kNoon;
    EXPECT_THAT(of<ThrottleStarts>(service.plan(kNoon + Seconds{1})), IsEmpty());
    EXPECT_EQ(service.plan(kNoon + Seconds{1}).wake_at, kNoon + kHealthyAfterDefault);
    EXPECT_THAT(of<ThrottleStarts>(service.plan(kNoon + kHealthyAfterDefault)),
                ElementsAre(ThrottleStarts{}));
}

TEST(ServiceReconciler, keeps_the_old_task_until_one_that_nothing_checks_has_proved_itself) {
    auto service = AService(1).deploying().old("a").running("b");
    service.task("b").started_at = kNoon;
    EXPECT_THAT(stops(service.plan(kNoon + Seconds{1})), IsEmpty());
    EXPECT_EQ(service.plan(kNoon + Seconds{1}).wake_at, kNoon + kHealthyAfterDefault);
    EXPECT_THAT(stops(service.plan(kNoon + kHealthyAfterDefault)), ElementsAre("a"));
    service.health("b", HealthStatus::Healthy);
    EXPECT_THAT(stops(service.plan(kNoon + Seconds{1})), ElementsAre("a"));
}

TEST(ServiceReconciler, does_not_hold_an_older_deployments_failures_against_a_new_one) {
    auto service = a_throttled_service(5);
    service.service().failed_starts_of = {"old"};
    EXPECT_EQ(starts(service.plan(kNoon - Seconds{1})), 1);
}

// ---- protection

TEST(ServiceReconciler, never_scales_in_a_protected_task) {
    auto service = AService(1).running("a").running("b").running("c").protect("c", kNoon + kMinute);
    EXPECT_THAT(stops(service.plan()), testing::Not(Contains("c")));
    service.protect("a", kNoon + kMinute).protect("b", kNoon + kMinute);
    const auto plan = service.plan();
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_THAT(events(plan), Contains(HasSubstr("because they are protected")));
    EXPECT_EQ(plan.wake_at, kNoon + kMinute);
}

TEST(ServiceReconciler, keeps_a_healthy_task_while_the_protected_one_serves_nobody_yet) {
    auto service = AService(1).running("a").pending("b").protect("b", kNoon + kMinute);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    service.task("b").last_status = TaskStatus::Running;
    EXPECT_THAT(stops(service.plan()), ElementsAre("a"));
}

TEST(ServiceReconciler, ends_no_deployment_before_protected_tasks_are_free) {
    auto service = AService(1).deploying().old("a").running("b").protect("a", kNoon + kMinute);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    EXPECT_THAT(of<CompleteDeployment>(service.plan()), IsEmpty());
    EXPECT_THAT(stops(service.plan(kNoon + kMinute)), ElementsAre("a"));
}

TEST(ServiceReconciler, stops_a_protected_task_that_is_unhealthy) {
    auto service = AService(1).running("a").running("b").protect("a", kNoon + kMinute);
    EXPECT_THAT(stops(service.health("a", HealthStatus::Unhealthy).plan()), ElementsAre("a"));
}

// ---- rolling updates

TEST(ServiceReconciler, starts_new_tasks_up_to_the_maximum_and_keeps_the_old_ones_meanwhile) {
    const auto plan = AService(2).deploying().old("a").old("b").plan();
    EXPECT_EQ(starts(plan), 2);
    EXPECT_THAT(stops(plan), IsEmpty());
}

TEST(ServiceReconciler, stops_an_old_task_for_each_new_one_that_is_healthy) {
    const auto plan = AService(2).deploying().old("a").old("b").running("c").pending("d").plan();
    EXPECT_THAT(stops(plan), ElementsAre("a"));
}

TEST(ServiceReconciler, rounds_the_maximum_down) {
    EXPECT_EQ(starts(AService(3).bounds(100, 150).deploying().old("a").old("b").old("c").plan()),
              1);
}

TEST(ServiceReconciler, makes_room_down_to_the_minimum_where_the_maximum_allows_no_more_tasks) {
    const auto plan = AService(3).bounds(50, 100).deploying().old("a").old("b").old("c").plan();
    EXPECT_EQ(stops(plan).size(), 1u);  // half of 3 rounded up stay
    EXPECT_EQ(starts(plan), 1);
}

TEST(ServiceReconciler, makes_room_when_new_tasks_find_no_place) {
    auto service = AService(2).bounds(50, 200).deploying().old("a").old("b");
    service.service().placement_failure = "RESOURCE:MEMORY";
    EXPECT_THAT(stops(service.plan()), ElementsAre("a"));
}

TEST(ServiceReconciler, says_so_when_its_bounds_allow_no_step) {
    auto service = AService(1).bounds(100, 100).deploying().old("a");
    const auto plan = service.plan();
    EXPECT_EQ(starts(plan), 0);
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_THAT(events(plan), Contains(HasSubstr("unable to stop or start tasks")));
}

TEST(ServiceReconciler, stops_old_tasks_at_once_that_serve_nobody) {
    auto service = AService(2).deploying().old("a").old("b").pending("c").pending("d");
    service.task("b").last_status = TaskStatus::Pending;
    EXPECT_THAT(stops(service.plan()), ElementsAre("b"));
}

// Found by seed 19: the balancer restarted in the middle of a deployment.
TEST(ServiceReconciler, keeps_old_tasks_whose_verdict_is_out_until_enough_others_are_healthy) {
    auto service = AService(1).behind_a_balancer().deploying().old("a").running("b");
    service.target("a", TargetSight::Initial).target("b", TargetSight::Initial);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    EXPECT_THAT(stops(service.target("b", TargetSight::Healthy).plan()), ElementsAre("a"));
}

TEST(ServiceReconciler, completes_a_deployment_once_its_tasks_are_healthy_and_the_old_are_gone) {
    const auto plan = AService(1).deploying().running("a").plan();
    EXPECT_THAT(of<DropDeployment>(plan), ElementsAre(DropDeployment{{"old"}}));
    EXPECT_THAT(of<CompleteDeployment>(plan), ElementsAre(CompleteDeployment{{"new"}}));
    EXPECT_THAT(events(plan), ElementsAre("(service blog) (deployment new) deployment completed.",
                                          "(service blog) has reached a steady state."));
}

TEST(ServiceReconciler, does_not_complete_a_deployment_while_an_old_task_is_stopping) {
    auto service = AService(1).deploying().running("a").stopping("b");
    service.task("b").deployment = {"old"};
    const auto plan = service.plan();
    EXPECT_THAT(of<CompleteDeployment>(plan), IsEmpty());
    EXPECT_THAT(of<DropDeployment>(plan), IsEmpty());
}

TEST(ServiceReconciler, completes_a_deployment_though_an_old_task_is_out_of_reach) {
    auto service = AService(1).deploying().running("a").stopping("b").on("b", NodeState::Lost);
    service.task("b").deployment = {"old"};
    EXPECT_THAT(of<CompleteDeployment>(service.plan()), ElementsAre(CompleteDeployment{{"new"}}));
}

// ---- draining instances

TEST(ServiceReconciler, replaces_tasks_of_a_draining_instance_before_it_stops_them) {
    auto service = AService(1).running("a").on("a", NodeState::Draining);
    EXPECT_EQ(starts(service.plan()), 1);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    EXPECT_THAT(stops(service.running("b").plan()), ElementsAre("a"));
}

// ---- fewer tasks

TEST(ServiceReconciler, stops_the_unhealthy_then_those_of_the_fullest_zone) {
    auto service = AService(2).running("a").running("b").running("c").pending("d");
    service.at("a", "i-1", "z1").at("b", "i-1", "z1").at("c", "i-2", "z2").at("d", "i-2", "z2");
    EXPECT_THAT(stops(service.plan()), ElementsAre("d", "b"));
}

// Found by seed 803: a balancer had restarted, and of its only servers that were well one went.
TEST(ServiceReconciler, keeps_tasks_without_a_verdict_until_enough_others_are_healthy) {
    auto service = AService(1).running("a").running("b");
    service.health("a", HealthStatus::Unknown).health("b", HealthStatus::Unknown);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    EXPECT_THAT(stops(service.health("a", HealthStatus::Healthy).plan()), ElementsAre("b"));
}

// Found by seed 94: after the balancer had restarted, a dead machine's task looked like the others.
TEST(ServiceReconciler, stops_tasks_on_a_node_that_is_away_before_others_alike) {
    auto service = AService(2).behind_a_balancer();
    service.service().minimum_healthy_percent = 50;
    service.running("a").running("b").running("c").target("c", TargetSight::Healthy);
    service.target("a", TargetSight::Initial).target("b", TargetSight::Initial);
    EXPECT_THAT(stops(service.on("a", NodeState::Away).plan()), ElementsAre("a"));
    EXPECT_THAT(stops(service.on("a", NodeState::Up).on("b", NodeState::Away).plan()),
                ElementsAre("b"));
}

TEST(ServiceReconciler, stops_the_old_deployment_first_when_it_shrinks) {
    const auto plan = AService(1).deploying().old("a").old("b").running("c").plan();
    EXPECT_THAT(stops(plan), UnorderedElementsAre("a", "b"));
}

TEST(ServiceReconciler, stops_all_tasks_of_a_deleted_service_then_is_inactive) {
    EXPECT_THAT(stops(AService(0).deleted().running("a").pending("b").plan()),
                ElementsAre("a", "b"));
    EXPECT_THAT(of<SetInactive>(AService(0).deleted().stopping("a").plan()), IsEmpty());
    EXPECT_EQ(of<SetInactive>(AService(0).deleted().plan()).size(), 1u);
}

// ---- targets

TEST(ServiceReconciler, registers_a_running_task_with_its_host_port) {
    auto service = AService(1).behind_a_balancer().running("a").target("a", TargetSight::Absent);
    const auto plan = service.plan();
    EXPECT_THAT(of<RegisterTarget>(plan), ElementsAre(RegisterTarget{{"a"}, {"web", 32768}}));
    EXPECT_THAT(events(plan),
                Contains("(service blog) registered 1 targets in (target-group web)"));
}

TEST(ServiceReconciler, deregisters_the_targets_of_a_task_that_it_stops) {
    auto service = AService(1).behind_a_balancer().running("a").running("b");
    service.task("b").created_at = kNoon;
    const auto plan = service.plan();
    EXPECT_THAT(of<DeregisterTarget>(plan), ElementsAre(DeregisterTarget{{"b"}, {"web", 32768}}));
    EXPECT_THAT(events(plan),
                ElementsAre("(service blog) has begun draining connections on 1 tasks.",
                            "(service blog) deregistered 1 targets in (target-group web)",
                            "(service blog) has stopped 1 running tasks: (task b)."));
}

TEST(ServiceReconciler, deregisters_the_targets_of_a_task_that_a_user_stops) {
    auto service = AService(0).behind_a_balancer().running("a");
    service.task("a").desired_status = DesiredStatus::Stopped;
    service.task("a").last_status = TaskStatus::Deactivating;
    EXPECT_EQ(of<DeregisterTarget>(service.plan()).size(), 1u);
    service.target("a", TargetSight::Draining);
    EXPECT_THAT(of<DeregisterTarget>(service.plan()), IsEmpty());
}

TEST(ServiceReconciler, counts_a_task_as_healthy_only_when_its_target_is) {
    auto service = AService(1).behind_a_balancer().deploying().old("a").running("b");
    EXPECT_THAT(stops(service.target("b", TargetSight::Initial).plan()), IsEmpty());
    EXPECT_THAT(stops(service.target("b", TargetSight::Healthy).plan()), ElementsAre("a"));
}

TEST(ServiceReconciler, is_not_steady_while_a_task_is_missing) {
    EXPECT_THAT(of<SetSteady>(AService(1).plan()), ElementsAre(SetSteady{false}));
}

}  // namespace
}  // namespace ikada::ecs
