#include "ecs/daemon_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ecs/service_testing.hpp"

namespace ikada::ecs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> daemons(const Plan& plan) {
    std::vector<std::string> on;
    for (const auto& start : of<StartDaemons>(plan))
        for (const auto& instance : start.instances) on.push_back(instance.value);
    return on;
}

TEST(Daemons, are_wanted_once_on_each_instance) {
    auto service = AService(0).daemon({"n1", "n2"});
    EXPECT_THAT(of<SetDesired>(service.plan()), ElementsAre(SetDesired{2}));
    service.service().desired_count = 2;
    EXPECT_THAT(daemons(service.plan()), ElementsAre("n1", "n2"));
}

TEST(Daemons, start_only_where_there_is_none) {
    auto service = AService(2).daemon({"n1", "n2"}).running("a").node("a", "n1");
    EXPECT_THAT(daemons(service.plan()), ElementsAre("n2"));
}

TEST(Daemons, wait_for_an_agent_that_is_away) {
    auto service = AService(1).daemon({"n1"});
    service.snapshot().nodes[0].reachable = false;
    service.snapshot().nodes[0].lost_at = kNoon + Seconds{60};
    const auto plan = service.plan();
    EXPECT_THAT(daemons(plan), IsEmpty());
    EXPECT_EQ(plan.wake_at, kNoon + Seconds{60});
}

TEST(Daemons, go_where_none_is_wanted_any_more) {
    auto service = AService(1).daemon({"n1"}).running("a").node("a", "n1").running("b");
    EXPECT_THAT(stops(service.node("b", "n2").plan()), ElementsAre("b"));
}

TEST(Daemons, are_not_two_on_one_instance) {
    auto service = AService(1).daemon({"n1"}).running("a").node("a", "n1").pending("b");
    EXPECT_THAT(stops(service.node("b", "n1").plan()), ElementsAre("b"));
}

TEST(Daemons, leave_before_their_successors_start) {
    auto service = AService(2).daemon({"n1", "n2"}).deploying().bounds(0, 100);
    service.old("a").node("a", "n1").old("b").node("b", "n2");
    const auto plan = service.plan();
    EXPECT_THAT(stops(plan), ElementsAre("a", "b"));
    EXPECT_THAT(daemons(plan), ElementsAre("n1", "n2"));
}

TEST(Daemons, are_replaced_a_few_at_a_time_where_a_minimum_stays_healthy) {
    auto service = AService(2).daemon({"n1", "n2"}).deploying().bounds(50, 100);
    service.old("a").node("a", "n1").old("b").node("b", "n2");
    const auto plan = service.plan();
    EXPECT_THAT(stops(plan), ElementsAre("a"));
    EXPECT_THAT(daemons(plan), ElementsAre("n1"));
}

TEST(Daemons, say_when_the_minimum_lets_none_be_replaced) {
    auto service = AService(1).daemon({"n1"}).deploying().bounds(50, 100);
    service.old("a").node("a", "n1");
    auto plan = service.plan();
    EXPECT_THAT(stops(plan), IsEmpty());
    EXPECT_THAT(of<NoteObstacle>(plan), ElementsAre(NoteObstacle{"deployment configuration"}));
    service.service().placement_failure = "deployment configuration";
    EXPECT_THAT(service.plan().decisions, IsEmpty());
    service.service().minimum_healthy_percent = 0;
    plan = service.plan();
    EXPECT_THAT(daemons(plan), ElementsAre("n1"));
}

TEST(Daemons, are_the_last_to_leave_a_draining_instance) {
    auto service = AService(0).daemon({}).running("a").node("a", "n1").on("a", NodeState::Draining);
    service.task("a").alone = false;
    EXPECT_THAT(stops(service.plan()), IsEmpty());
    service.task("a").alone = true;
    EXPECT_THAT(stops(service.plan()), ElementsAre("a"));
}

TEST(Daemons, are_steady_when_each_instance_has_a_healthy_one) {
    auto service = AService(1).daemon({"n1"}).running("a").node("a", "n1");
    EXPECT_THAT(service.plan().decisions, IsEmpty());
}

}  // namespace
}  // namespace ikada::ecs
