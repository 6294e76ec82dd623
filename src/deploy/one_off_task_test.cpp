#include "deploy/one_off_task.hpp"

#include <gmock/gmock.h>

#include "deploy/scheduled_task.hpp"
#include "deploy/testing.hpp"

namespace ikada::deploy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct OneOffTaskTest : ::testing::Test {
    testing::PlayedEcs ecs;
    OneOffTask wish{.cluster = "hobby",
                    .task_definition = "web:1",
                    .image = "registry/web:new",
                    .container = "app",
                    .command = {"rake", "db:migrate"},
                    .timeout = Seconds{20},
                    .client_token = "token"};

    Result<OneOffOutcome> run() {
        auto tool = ecs.tool();
        return run_task(tool, wish);
    }
    void stop_at(int second, json::object container) {
        ecs.at_second[second] = [this, container = std::move(container)] {
            ecs.tasks[0]["lastStatus"] = "STOPPED";
            ecs.tasks[0]["stoppedReason"] = "Essential container in task exited";
            ecs.tasks[0]["containers"] = json::array{container};
        };
    }
};

TEST_F(OneOffTaskTest, gives_the_exit_code_of_the_commands_container) {
    stop_at(4, {{"name", "app"}, {"exitCode", 3}});
    const auto done = run();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->exit_code, 3);
    EXPECT_EQ(done->why, "Essential container in task exited (app: exit code 3)");
    EXPECT_THAT(ecs.calls, ElementsAre("RegisterTaskDefinition web:2",
                                       R"(RunTask web:2 {"containerOverrides":[{"name":"app",)"
                                       R"("command":["rake","db:migrate"]}]})"));
}

TEST_F(OneOffTaskTest, passes_on_all_that_the_command_writes_before_it_tells_the_exit_code) {
    testing::PlayedLogs logs;
    ecs.logs = &logs;
    wish.timeout = Seconds{100};
    ecs.at_second[2] = [this] {
        ecs.tasks[0]["containers"] =
            json::array{json::object{{"name", "app"}, {"lastStatus", "RUNNING"}}};
    };
    ecs.at_second[5] = [&] { logs.lines = {"one", "two"}; };
    stop_at(20, {{"name", "app"}, {"lastStatus", "STOPPED"}, {"exitCode", 0}});
    ecs.at_second[30] = [&] {
        logs.lines.push_back("three");
        logs.have_ended = true;
    };
    const auto done = run();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(logs.passed, ElementsAre("one", "two", "three"));
    EXPECT_THAT(logs.asked, ElementsAre(done->task + " app"));
}

TEST_F(OneOffTaskTest, does_not_wait_for_ever_for_the_end_of_a_log) {
    testing::PlayedLogs logs;
    ecs.logs = &logs;
    stop_at(2, {{"name", "app"}, {"exitCode", 0}});
    EXPECT_TRUE(run());
}

TEST_F(OneOffTaskTest, fails_when_the_command_never_ran) {
    stop_at(2, {{"name", "app"}, {"reason", "CannotPullContainerError: no such image"}});
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(kDeployFailed));
    EXPECT_THAT(done.error().message, HasSubstr("app: CannotPullContainerError"));
}

TEST_F(OneOffTaskTest, takes_an_awsvpc_task_to_its_subnets) {
    wish.place.subnets = {"subnet-1", "subnet-2"};
    wish.place.security_groups = {"sg-1"};
    stop_at(2, {{"name", "app"}, {"exitCode", 0}});
    ASSERT_TRUE(run());
    EXPECT_THAT(ecs.calls.back(),
                HasSubstr(R"({"awsvpcConfiguration":{"subnets":["subnet-1","subnet-2"],)"
                          R"("securityGroups":["sg-1"]}})"));
}

TEST_F(OneOffTaskTest, stops_the_task_after_the_timeout) {
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(kTimedOut));
    EXPECT_THAT(ecs.calls.back(), HasSubstr("StopTask"));
    EXPECT_EQ(ecs.second, 20);
}

TEST_F(OneOffTaskTest, lets_it_run_after_ctrl_c) {
    ecs.stop_at_second = 2;
    EXPECT_TRUE(run().error().is(kInterrupted));
    EXPECT_THAT(ecs.calls.back(), HasSubstr("RunTask"));
}

TEST_F(OneOffTaskTest, asks_for_the_container_where_there_are_several) {
    wish.container = "";
    EXPECT_THAT(run().error().message, HasSubstr("--container-name"));
    wish.container = "nobody";
    EXPECT_TRUE(run().error().is(kNotFound));
}

TEST(ScheduledTaskUpdate, changes_ecs_targets_and_keeps_what_else_they_hold) {
    testing::PlayedEcs ecs;
    ecs.targets_of_rule = {
        {"Targets",
         json::array{
             json::object{{"Id", "a"},
                          {"Input", "{}"},
                          {"EcsParameters",
                           {{"TaskDefinitionArn", "old"}, {"TaskCount", 2}, {"Group", "g"}}}},
             json::object{{"Id", "b"}, {"Arn", "a queue"}}}}};
    auto tool = ecs.tool();
    const auto before = update_scheduled_task(tool, {"nightly", "web:1", std::nullopt});
    ASSERT_TRUE(before) << before.error().message;
    EXPECT_EQ(before->size(), 1u);
    EXPECT_EQ(ecs.calls.back(),
              R"(PutTargets {"Rule":"nightly","Targets":[{"Id":"a","Input":"{}","EcsParameters":)"
              R"({"TaskDefinitionArn":")" +
                  ecs.arn("web:1") + R"(","TaskCount":2,"Group":"g"}}]})");
    ASSERT_TRUE(update_scheduled_task(tool, {"nightly", "web:1", 5}));
    EXPECT_THAT(ecs.calls.back(), HasSubstr(R"("TaskCount":5)"));
    ecs.targets_of_rule = {};
    EXPECT_TRUE(update_scheduled_task(tool, {"nightly", "web:1", 5}).error().is(kNotFound));
}

}  // namespace
}  // namespace ikada::deploy
