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

TEST_F(ServiceDeploymentTest, tells_what_becomes_of_the_tasks_of_the_new_deployment) {
    ecs.add_task("old0", "ecs-svc/1", "RUNNING");
    ecs.at_second[1] = [this] { ecs.add_task("new0", ecs.deployments[0].id, "PENDING"); };
    ecs.at_second[3] = [this] { ecs.tasks[1]["lastStatus"] = "RUNNING"; };
    ecs.at_second[5] = [this] {
        EXPECT_THAT(ecs.details, ElementsAre("  new0  RUNNING           1 s"));
        ecs.tasks[0]["lastStatus"] = "STOPPING";
    };
    complete_at(8);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.noted, ElementsAre("task new0 PENDING", "task new0 RUNNING"));
    EXPECT_THAT(ecs.details, IsEmpty()) << "nothing is shown after the end";
}

TEST_F(ServiceDeploymentTest, looks_more_seldom_at_many_tasks_and_at_a_hundred_in_a_call) {
    ecs.desired = 250;
    ecs.at_second[1] = [this] {
        for (int i = 0; i < 250; ++i)
            ecs.add_task(fmt::format("{:04}", i), ecs.deployments[0].id, "RUNNING");
    };
    complete_at(10);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.noted, ElementsAre("250 tasks RUNNING"));
    EXPECT_EQ(ecs.asked["DescribeServices"], 12);
    // At seconds 0 (none yet), 1, 4, 7 and 10.
    EXPECT_EQ(ecs.asked["ListTasks"], 1 + 4 * 3);
    EXPECT_EQ(ecs.asked["DescribeTasks"], 4 * 3);
}

TEST_F(ServiceDeploymentTest, follows_tasks_that_are_no_longer_listed_to_their_end) {
    ecs.at_second[1] = [this] { ecs.add_task("aaaa", ecs.deployments[0].id, "RUNNING"); };
    ecs.at_second[2] = [this] {
        ecs.tasks[0]["lastStatus"] = "DEACTIVATING";
        ecs.tasks[0]["stoppedReason"] = "Task failed ELB health checks";
    };
    ecs.at_second[4] = [this] {
        EXPECT_THAT(ecs.details,
                    ElementsAre("  aaaa  DEACTIVATING      1 s  Task failed ELB health checks"));
        ecs.tasks[0]["lastStatus"] = "STOPPED";
        ecs.tasks[0]["containers"] = json::array{json::object{{"name", "app"}, {"exitCode", 143}}};
    };
    complete_at(6);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.noted, ElementsAre("task aaaa RUNNING",
                                       "task aaaa DEACTIVATING: Task failed ELB health checks"));
    EXPECT_TRUE(
        ecs.has_said("task aaaa STOPPED: Task failed ELB health checks (app: exit code 143)"));
}

TEST_F(ServiceDeploymentTest, shows_no_tasks_while_nobody_answers_and_the_truth_afterwards) {
    ecs.at_second[1] = [this] {
        ecs.add_task("aaaa", ecs.deployments[0].id, "RUNNING");
        ecs.add_task("bbbb", ecs.deployments[0].id, "RUNNING");
    };
    ecs.at_second[2] = [this] { ecs.is_away = true; };
    ecs.at_second[5] = [this] {
        EXPECT_THAT(ecs.details, IsEmpty());
        ecs.is_away = false;
        ecs.tasks.pop_back();  // of bbbb nothing is known any more
        ecs.tasks[0]["healthStatus"] = "HEALTHY";
    };
    ecs.at_second[7] = [this] {
        EXPECT_THAT(ecs.details, ElementsAre("  aaaa  HEALTHY           1 s"));
    };
    complete_at(8);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.noted,
                ElementsAre("task aaaa RUNNING", "task bbbb RUNNING", "task aaaa HEALTHY"));
}

TEST_F(ServiceDeploymentTest, goes_on_without_tasks_where_the_policy_does_not_let_us_list_them) {
    ecs.refused = "ListTasks";
    ecs.at_second[1] = [this] { ecs.add_task("aaaa", ecs.deployments[0].id, "RUNNING"); };
    complete_at(15);
    ASSERT_TRUE(deploy());
    EXPECT_THAT(ecs.noted, IsEmpty());
    EXPECT_EQ(ecs.asked["ListTasks"], 2) << "it is not asked for at every look";
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

TEST_F(ServiceDeploymentTest, tells_events_once_when_it_rolls_back_too) {
    wish.rolls_back = true;
    ecs.at_second[1] = [this] { ecs.events.push_back("has started 1 tasks"); };
    complete_at(70);
    ASSERT_FALSE(deploy());
    EXPECT_EQ(std::ranges::count(ecs.said, "has started 1 tasks"), 1);
}

TEST_F(ServiceDeploymentTest, leaves_a_failed_deployment_alone_unless_asked) {
    const auto done = deploy();
    ASSERT_FALSE(done);
    EXPECT_EQ(ecs.calls.back(), "UpdateService web:2");
}

TEST_F(ServiceDeploymentTest, fails_after_as_many_failed_tasks_as_ecs_would_take) {
    ecs.at_second[2] = [this] {
        ecs.deployments[0].failed = 3;
        auto& task = ecs.add_task("aaaaaaaaaaaa", ecs.deployments[0].id, "STOPPED");
        task["stoppedReason"] = "Essential container in task exited";
        task["containers"] = json::array{json::object{{"name", "app"}, {"exitCode", 3}}};
        ecs.add_task("bbbb", "ecs-svc/1", "STOPPED");
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
    EXPECT_THAT(
        std::vector(ecs.said.begin() + 2, ecs.said.begin() + 5),
        ElementsAre("web: 0 of 2 running; 2 of the old", "web: 0 of 2 running; 2 of the old",
                    "web: 0 of 2 running, 3 failed; 2 of the old"))
        << "how it stands is shown before what is slow to tell";
    EXPECT_TRUE(
        ecs.has_said("task aaaaaaaa STOPPED: Essential container in task exited "
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
