#include "ecs/health_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ecs/service_testing.hpp"

namespace ikada::ecs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Seconds kMinute{60};

// The database is down: every task answers 500, and the balancer uses them all.
AService a_sick_service(int minimum, int maximum) {
    auto service = AService(4).bounds(minimum, maximum).behind_a_balancer();
    return service.failing("a").failing("b").failing("c").failing("d");
}

TEST(HealthRules, say_once_what_is_wrong_with_a_task_and_count_it_once) {
    auto service = AService(1).behind_a_balancer().running("a").target("a", TargetSight::Unhealthy);
    const auto plan = service.plan();
    EXPECT_THAT(events(plan),
                Contains("(service blog) (instance i-1) (port 32768) is unhealthy in (target-group "
                         "web) due to (reason Health checks failed)"));
    EXPECT_THAT(of<AccountTask>(plan), ElementsAre(AccountTask{{"a"}}));
    EXPECT_THAT(of<CountFailures>(plan), ElementsAre(CountFailures{{"new"}, 1}));
    EXPECT_THAT(of<ThrottleStarts>(plan), ElementsAre(ThrottleStarts{1, kNoon + start_backoff(1)}));
    EXPECT_EQ(starts(plan), 0);
    EXPECT_EQ(plan.wake_at, kNoon + start_backoff(1));

    service.task("a").accounted = true;
    EXPECT_THAT(events(service.plan()), testing::Not(Contains(testing::HasSubstr("unhealthy"))));
    EXPECT_THAT(of<CountFailures>(service.plan()), IsEmpty());
}

TEST(HealthRules, keep_a_failing_task_until_its_replacement_is_healthy) {
    auto service = AService(1).behind_a_balancer().failing("a");
    EXPECT_EQ(starts(service.plan()), 1);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    service.running("b").target("b", TargetSight::Initial);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    const auto plan = service.target("b", TargetSight::Healthy).plan();
    EXPECT_THAT(
        of<StopTask>(plan),
        ElementsAre(StopTask{{"a"}, "Task failed ELB health checks in (target-group web)"}));
}

TEST(HealthRules, start_replacements_for_all_and_stop_none_when_all_fail) {
    const auto plan = a_sick_service(100, 200).plan();
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_EQ(starts(plan), 4);
}

TEST(HealthRules, go_no_further_than_the_desired_count_when_replacements_fail_too) {
    auto service = a_sick_service(100, 200).failing("e");
    service.task("e").created_at = kNoon;
    EXPECT_THAT(stops(service.plan()), ElementsAre("a"));
}

TEST(HealthRules, make_room_for_one_at_a_time_where_the_bounds_let_none_go) {
    auto service = a_sick_service(100, 100);
    auto plan = service.plan();
    EXPECT_THAT(stops(plan), ElementsAre("a"));
    EXPECT_EQ(starts(plan), 1);

    service.task("a").desired_status = DesiredStatus::Stopped;
    plan = service.pending("e").plan();
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_THAT(of<NoteObstacle>(plan), IsEmpty());
}

TEST(HealthRules, make_room_down_to_the_minimum) {
    const auto plan = a_sick_service(50, 100).plan();
    EXPECT_THAT(stops(plan), ElementsAre("a", "b"));
    EXPECT_EQ(starts(plan), 2);
}

TEST(HealthRules, make_no_room_while_starts_pause) {
    auto service = a_sick_service(0, 100);
    service.service().failed_starts_of = {"new"};
    service.service().failed_starts_in_a_row = 1;
    service.service().retry_at = kNoon + Seconds{1};
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    EXPECT_EQ(service.plan().wake_at, kNoon + Seconds{1});
    EXPECT_EQ(stops(service.plan(kNoon + Seconds{1})).size(), 4u);
}

TEST(HealthRules, make_room_for_one_where_instances_have_none) {
    auto service = a_sick_service(100, 200);
    service.service().placement_failure = "RESOURCE:MEMORY";
    EXPECT_THAT(stops(service.plan()), ElementsAre("a"));
    service.task("a").desired_status = DesiredStatus::Stopped;
    EXPECT_THAT(stops(service.plan()), IsEmpty());          // and nobody has taken its place yet
    auto crowded = a_sick_service(100, 200).stopping("e");  // that one's place will do
    crowded.service().placement_failure = "RESOURCE:MEMORY";
    EXPECT_THAT(stops(crowded.plan()), IsEmpty());
    auto elsewhere = a_sick_service(100, 200);
    elsewhere.service().placement_failure = "AGENT";  // room is not what is missing
    EXPECT_THAT(stops(elsewhere.plan()), IsEmpty());
}

TEST(HealthRules, stop_failing_tasks_first_when_fewer_are_wanted) {
    auto service = AService(2).running("a").failing("b").running("c").failing("d");
    EXPECT_THAT(stops(service.plan()), ElementsAre("b", "d"));
}

TEST(HealthRules, keep_failing_tasks_of_the_old_revision_until_new_ones_are_healthy) {
    auto service = AService(2).deploying().failing("a", "old").failing("b", "old");
    EXPECT_EQ(starts(service.plan()), 2);
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    EXPECT_THAT(stops(service.running("c").pending("d").plan()), ElementsAre("a"));
}

TEST(HealthRules, stop_failing_tasks_of_a_new_revision_beside_healthy_old_ones) {
    auto service = AService(2).deploying().old("a").old("b").failing("c").failing("d");
    EXPECT_THAT(stops(service.plan()), ElementsAre("c", "d"));
}

TEST(HealthRules, keep_tasks_of_a_failed_deployment_that_nobody_replaces) {
    auto service = a_sick_service(0, 100);
    service.service().deployments[0].rollout = RolloutState::Failed;
    EXPECT_THAT(stops(service.plan()), IsEmpty());
}

TEST(HealthRules, give_a_new_task_its_grace_period) {
    auto service = AService(1).grace(2 * kMinute).behind_a_balancer().running("a");
    service.target("a", TargetSight::Unhealthy);  // it started a minute ago
    const auto plan = service.plan();
    EXPECT_THAT(of<CountFailures>(plan), IsEmpty());
    EXPECT_EQ(plan.wake_at, kNoon + kMinute);
    EXPECT_EQ(of<CountFailures>(service.plan(kNoon + kMinute)).size(), 1u);
}

TEST(HealthRules, forgive_a_service_whose_tasks_are_all_healthy_again) {
    auto service = AService(1).behind_a_balancer().running("a");
    service.service().failed_starts_of = {"new"};
    service.service().failed_starts_in_a_row = 1;
    service.service().retry_at = kNoon + Seconds{1};
    EXPECT_EQ(service.plan().wake_at, kNoon + Seconds{1});
    EXPECT_THAT(of<ThrottleStarts>(service.plan(kNoon + Seconds{1})),
                ElementsAre(ThrottleStarts{}));
}

// ---- DAEMON services

AService a_sick_daemon(int minimum) {
    auto service = AService(2).daemon({"n1", "n2"}).bounds(minimum, 100);
    return service.failing("a").node("a", "n1").failing("b").node("b", "n2");
}

TEST(HealthRules, stop_daemons_first_as_far_as_the_minimum_lets_them) {
    EXPECT_THAT(stops(a_sick_daemon(0).plan()), ElementsAre("a", "b"));
    const auto plan = a_sick_daemon(50).plan();
    EXPECT_THAT(stops(plan), ElementsAre("a"));
    ASSERT_EQ(of<StartDaemons>(plan).size(), 1u);
    EXPECT_THAT(of<StartDaemons>(plan)[0].instances, ElementsAre(ContainerInstanceId{"n1"}));
}

TEST(HealthRules, never_start_a_daemon_beside_a_failing_one) {
    auto service = a_sick_daemon(50);
    service.task("a").desired_status = DesiredStatus::Stopped;
    const auto plan = service.pending("c").node("c", "n1").plan();
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_THAT(of<StartDaemons>(plan), IsEmpty());
}

}  // namespace
}  // namespace ikada::ecs
