#include "deploy/service_deployment.hpp"

#include <gmock/gmock.h>

#include "deploy/testing.hpp"

namespace ikada::deploy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct ServiceDeploymentTest : ::testing::Test {
    testing::PlayedEcs ecs;
    ServiceDeploy wish{.cluster = "hobby",
                       .service = "web",
                       .change = {"registry/web:new", ""},
                       .timeout = Seconds{60}};

    Result<ServiceDeployment> deploy() {
        auto tool = ecs.tool();
        return deploy_service(tool, wish);
    }
    void complete_at(int second) {
        ecs.at_second[second] = [this] {
            ecs.deployments.resize(1);
            ecs.deployments[0].running = ecs.desired;
            ecs.deployments[0].rollout = "COMPLETED";
        };
    }
};

TEST_F(ServiceDeploymentTest, runs_the_new_image_once_the_old_tasks_are_gone) {
    complete_at(9);
    const auto done = deploy();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(ecs.second, 9);
    EXPECT_THAT(ecs.calls, ElementsAre("RegisterTaskDefinition web:2", "UpdateService web:2"));
    EXPECT_EQ(done->followed.task_definition, ecs.arn("web:2"));
    EXPECT_EQ(done->previous, ecs.arn("web:1"));
}

TEST_F(ServiceDeploymentTest, changes_the_image_and_nothing_else) {
    complete_at(1);
    ASSERT_TRUE(deploy());
    auto wanted = ecs.definitions["web:1"];
    wanted["containerDefinitions"].as_array()[0].as_object()["image"] = "registry/web:new";
    for (const auto* told : {"taskDefinitionArn", "revision", "status"}) wanted.erase(told);
    auto made = ecs.definitions["web:2"];
    made.erase("taskDefinitionArn");
    EXPECT_EQ(json::serialize(made), json::serialize(wanted));
}

TEST_F(ServiceDeploymentTest, is_content_with_one_new_task_if_told_so) {
    wish.first_task_suffices = true;
    ecs.at_second[3] = [this] { ecs.deployments[0].running = 1; };
    EXPECT_TRUE(deploy());
    EXPECT_EQ(ecs.second, 3);
}

TEST_F(ServiceDeploymentTest, tells_events_once_and_none_of_before) {
    ecs.events = {"of yesterday"};
    ecs.at_second[1] = [this] { ecs.events.push_back("has started 1 tasks"); };
    complete_at(4);
    ASSERT_TRUE(deploy());
    EXPECT_EQ(std::ranges::count(ecs.said, "has started 1 tasks"), 1);
    EXPECT_FALSE(ecs.has_said("of yesterday"));
}

TEST_F(ServiceDeploymentTest, fails_when_the_circuit_breaker_does_and_lets_it_roll_back) {
    wish.rolls_back = true;
    ecs.has_breaker = true;
    ecs.at_second[5] = [this] {
        ecs.deployments[0].rollout = "FAILED";
        ecs.deployments[0].reason = "tasks failed to start";
        ecs.deployments.insert(ecs.deployments.begin(), {"ecs-svc/9", "web:1", "IN_PROGRESS"});
    };
    complete_at(7);
    const auto done = deploy();
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(kDeployFailed));
    EXPECT_EQ(done.error().message, "web failed: tasks failed to start; rolled back to web:1");
    EXPECT_THAT(ecs.calls, ElementsAre("RegisterTaskDefinition web:2", "UpdateService web:2"));
    EXPECT_EQ(ecs.second, 7) << "it waits for the old revision to be back";
}

TEST_F(ServiceDeploymentTest, learns_from_events_why_a_deployment_is_gone) {
    wish.rolls_back = true;
    ecs.at_second[5] = [this] {
        ecs.events = {
            fmt::format("(service web) (deployment {}) deployment failed: tasks failed "
                        "to start.",
                        ecs.deployments[0].id)};
        ecs.deployments = {{"ecs-svc/1", "web:1"}};
    };
    EXPECT_EQ(deploy().error().message, "web failed: tasks failed to start.; rolled back to web:1");
    EXPECT_EQ(ecs.calls.back(), "UpdateService web:2") << "ECS itself went back";
}

TEST_F(ServiceDeploymentTest, rolls_back_after_the_timeout) {
    wish.rolls_back = true;
    complete_at(70);
    const auto done = deploy();
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(kTimedOut));
    EXPECT_THAT(done.error().message, HasSubstr("not deployed after 60 s: 0 of 2 running"));
    EXPECT_EQ(ecs.calls.back(), "UpdateService web:1");
}

TEST_F(ServiceDeploymentTest, leaves_a_failed_deployment_alone_unless_asked) {
    const auto done = deploy();
    ASSERT_FALSE(done);
    EXPECT_EQ(ecs.calls.back(), "UpdateService web:2");
}

TEST_F(ServiceDeploymentTest, fails_after_as_many_failed_tasks_as_ecs_would_take) {
    ecs.at_second[2] = [this] {
        ecs.deployments[0].failed = 3;
        ecs.tasks = {{{"taskArn", "task/hobby/aaaaaaaaaaaa"},
                      {"lastStatus", "STOPPED"},
                      {"startedBy", ecs.deployments[0].id},
                      {"stoppedReason", "Essential container in task exited"},
                      {"containers", json::array{json::object{{"name", "app"}, {"exitCode", 3}}}}},
                     {{"taskArn", "task/hobby/bbbb"}, {"startedBy", "ecs-svc/1"}}};
    };
    testing::PlayedLogs logs;
    for (int i = 1; i <= 12; ++i) logs.lines.push_back(fmt::format("line {}", i));
    ecs.logs = &logs;
    const auto done = deploy();
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("3 of its tasks failed"));
    EXPECT_TRUE(ecs.has_said("  app | line 12"));
    EXPECT_TRUE(ecs.has_said("  app | line 3"));
    EXPECT_FALSE(ecs.has_said("  app | line 2"));
    EXPECT_EQ(logs.asked.size(), 1u);
    EXPECT_TRUE(
        ecs.has_said("task aaaaaaaa failed: Essential container in task exited "
                     "(app: exit code 3)"));
    EXPECT_FALSE(ecs.has_said("bbbb")) << "another deployment's";
    EXPECT_EQ(failed_tasks_max(2), 3);
    EXPECT_EQ(failed_tasks_max(11), 6);
    EXPECT_EQ(failed_tasks_max(1000), 200);
}

TEST_F(ServiceDeploymentTest, tells_when_another_deployment_takes_its_place) {
    ecs.at_second[2] = [this] {
        ecs.deployments.insert(ecs.deployments.begin(), {"ecs-svc/7", "web:7", "IN_PROGRESS"});
    };
    const auto done = deploy();
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("another deployment took its place: ecs-svc/7"));
}

TEST_F(ServiceDeploymentTest, goes_on_after_the_api_was_away) {
    ecs.at_second[2] = [this] { ecs.is_away = true; };
    ecs.at_second[8] = [this] { ecs.is_away = false; };
    complete_at(10);
    ASSERT_TRUE(deploy());
    EXPECT_EQ(std::ranges::count_if(
                  ecs.said, [](auto& line) { return line.find("still waiting") != line.npos; }),
              1);
    EXPECT_TRUE(ecs.has_said("the API answers again"));
}

TEST_F(ServiceDeploymentTest, takes_up_its_own_deployment_after_ctrl_c) {
    wish.rolls_back = true;
    ecs.stop_at_second = 3;
    const auto stopped = deploy();
    ASSERT_FALSE(stopped);
    EXPECT_TRUE(stopped.error().is(kInterrupted));
    EXPECT_EQ(ecs.calls.size(), 2u) << "no rollback: it goes on";

    ecs.stop_at_second = -1;
    complete_at(8);
    const auto done = deploy();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(ecs.calls.size(), 2u) << "nothing is begun again";
    EXPECT_EQ(done->previous, ecs.arn("web:1"));
}

TEST_F(ServiceDeploymentTest, deploys_a_task_definition_as_it_is_without_an_image) {
    ecs.add_definition("web:5", "registry/web:five");
    wish.task_definition = "web:5";
    wish.change = {};
    complete_at(2);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.calls, ElementsAre("UpdateService web:5"));
}

TEST_F(ServiceDeploymentTest, begins_from_the_task_definition_that_is_named) {
    ecs.add_definition("base:1", "registry/web:old");
    wish.task_definition = "base:1";
    complete_at(2);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.calls, ElementsAre("RegisterTaskDefinition base:3", "UpdateService base:3"));
}

TEST_F(ServiceDeploymentTest, touches_nothing_when_no_container_is_meant) {
    wish.change.image = "elsewhere/web:new";
    const auto by_repository = deploy();
    ASSERT_FALSE(by_repository);
    EXPECT_THAT(by_repository.error().message,
                HasSubstr("app (registry/web:old), proxy (registry/proxy:1)"));
    wish.change.container = "nobody";
    EXPECT_TRUE(deploy().error().is(kNotFound));
    EXPECT_THAT(ecs.calls, IsEmpty());

    wish.change.container = "app";
    complete_at(1);
    EXPECT_TRUE(deploy());
}

TEST(Images, are_of_a_repository) {
    EXPECT_EQ(repository_of("web"), "web");
    EXPECT_EQ(repository_of("web:1"), "web");
    EXPECT_EQ(repository_of("host:5000/team/web"), "host:5000/team/web");
    EXPECT_EQ(repository_of("host:5000/team/web:1@sha256:ab"), "host:5000/team/web");
}

}  // namespace
}  // namespace ikada::deploy
