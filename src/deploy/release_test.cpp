#include "deploy/release.hpp"

#include <gmock/gmock.h>

#include "deploy/release_file.hpp"
#include "deploy/testing.hpp"

namespace ikada::deploy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct ReleaseTest : ::testing::Test {
    testing::PlayedEcs ecs;
    Release release{
        .cluster = "hobby",
        .image = "registry/web:new",
        .migration =
            ReleaseMigration{.task_definition = "web:1", .container = "app", .command = {"m"}},
        .services = {{.name = "web"}, {.name = "worker"}},
        .scheduled_tasks = {{.rule = "nightly"}}};

    ReleaseTest() {
        ecs.services["worker"] = {};
        ecs.targets_of_rule = {
            {"Targets", json::array{json::object{
                            {"Id", "a"}, {"EcsParameters", {{"TaskDefinitionArn", "web:1"}}}}}}};
    }
    Result<ReleaseOutcome> run() {
        auto tool = ecs.tool();
        return run_release(tool, release);
    }
    void end_migration_at(int second, int exit_code) {
        ecs.at_second[second] = [this, exit_code] {
            ecs.tasks[0]["lastStatus"] = "STOPPED";
            ecs.tasks[0]["containers"] =
                json::array{json::object{{"name", "app"}, {"exitCode", exit_code}}};
        };
    }
    void settle_at(int second, const std::string& service, const std::string& rollout) {
        ecs.at_second[second] = [this, service, rollout] {
            ecs.services[service].deployments[0].rollout = rollout;
            ecs.services[service].deployments[0].reason = "no good";
        };
    }
};

TEST_F(ReleaseTest, migrates_then_deploys_then_reschedules) {
    end_migration_at(2, 0);
    settle_at(5, "web", "COMPLETED");
    settle_at(8, "worker", "COMPLETED");
    const auto done = run();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(done->done,
                ElementsAre("migration", "service web", "service worker", "rule nightly"));
    ASSERT_EQ(ecs.calls.size(), 8u);
    EXPECT_THAT(ecs.calls[1], HasSubstr("RunTask web:2"));
    EXPECT_EQ(ecs.calls[3], "UpdateService web:3");
    EXPECT_EQ(ecs.calls[5], "UpdateService worker web:4");
    EXPECT_THAT(ecs.calls[7], HasSubstr(ecs.arn("web:5")));
}

TEST_F(ReleaseTest, shows_the_tasks_of_each_service_in_its_turn) {
    release.migration.reset();
    const auto add_task = [this](const std::string& service, const std::string& id) {
        auto& task = ecs.add_task(id, ecs.services[service].deployments[0].id, "RUNNING");
        task["group"] = "service:" + service;
    };
    ecs.at_second[1] = [=] { add_task("web", "aaaa"); };
    settle_at(3, "web", "COMPLETED");
    ecs.at_second[4] = [=] { add_task("worker", "bbbb"); };
    ecs.at_second[5] = [this] {
        EXPECT_THAT(ecs.details, ElementsAre("  bbbb  RUNNING           0 s"));
    };
    settle_at(6, "worker", "COMPLETED");
    ASSERT_TRUE(run());
    EXPECT_THAT(ecs.noted, ElementsAre("task aaaa RUNNING", "task bbbb RUNNING"));
}

TEST_F(ReleaseTest, deploys_nothing_after_a_migration_that_failed) {
    end_migration_at(2, 3);
    const auto done = run();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->exit_code, 3);
    EXPECT_EQ(ecs.calls.size(), 2u);
}

TEST_F(ReleaseTest, takes_back_what_was_deployed_before_a_part_failed) {
    end_migration_at(1, 0);
    settle_at(3, "web", "COMPLETED");
    settle_at(6, "worker", "FAILED");
    for (int second = 7; second < 12; ++second) {
        ecs.at_second[second] = [this] {
            for (auto& [name, service] : ecs.services)
                if (service.deployments[0].definition == "web:1")
                    service.deployments[0].rollout = "COMPLETED";
        };
    }
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message,
              "worker failed: no good; rolled back to web:1; service web rolled back");
    EXPECT_EQ(ecs.services["web"].deployments[0].definition, "web:1");
    EXPECT_EQ(ecs.services["worker"].deployments[0].definition, "web:1");
}

TEST_F(ReleaseTest, changes_nothing_when_a_part_is_not_there) {
    release.services.push_back({.name = "nobody"});
    EXPECT_THAT(run().error().message, HasSubstr("service nobody: no service 'nobody'"));
    release.services.pop_back();
    release.scheduled_tasks[0].container = "none";
    EXPECT_THAT(run().error().message, HasSubstr("rule nightly: no container 'none'"));
    EXPECT_THAT(ecs.calls, IsEmpty());
}

TEST_F(ReleaseTest, is_shown_as_a_diff_without_changing_anything) {
    release.services.resize(1);
    release.scheduled_tasks.clear();
    auto tool = ecs.tool();
    EXPECT_EQ(diff_of(*plan_release(tool, release)), R"(migration: web:1 -> a new revision
-   app: registry/web:old
+   app: registry/web:new
service web: web:1 -> a new revision
-   app: registry/web:old
+   app: registry/web:new
)");
    EXPECT_THAT(ecs.calls, IsEmpty());
}

TEST(ReleaseFile, is_read_with_variables) {
    const auto release = read_release(R"(
cluster: hobby
image: registry:5000/app:${SHA}
migration: {task-definition: app-task, container: app, command: "rake 'db:migrate x'", timeout: 9}
services:
  - name: web
    timeout: 60
  - {name: worker, container: w, task-definition: "worker:3"}
scheduled-tasks: [{name: nightly, count: 2}]
)",
                                      {{"SHA", "abc"}});
    ASSERT_TRUE(release) << release.error().message;
    EXPECT_EQ(release->image, "registry:5000/app:abc");
    EXPECT_THAT(release->migration->command, ElementsAre("rake", "db:migrate x"));
    EXPECT_EQ(release->migration->timeout, Seconds{9});
    ASSERT_EQ(release->services.size(), 2u);
    EXPECT_EQ(release->services[0].timeout, Seconds{60});
    EXPECT_EQ(release->services[1].task_definition, "worker:3");
    EXPECT_EQ(release->scheduled_tasks[0].count, 2);
}

TEST(ReleaseFile, says_where_a_mistake_is) {
    const auto error_of = [](std::string_view yaml) {
        const auto read = read_release(yaml, {});
        return read ? "none" : read.error().message;
    };
    EXPECT_THAT(error_of("a: [b"), HasSubstr("release file"));
    EXPECT_THAT(error_of("just text"), HasSubstr("expected members"));
    EXPECT_THAT(error_of("cluster: c\nservice: x"), HasSubstr("line 2: unknown member 'service'"));
    EXPECT_THAT(error_of("services:\n - timeout: 3"), HasSubstr("line 2: name is missing"));
    EXPECT_THAT(error_of("services:\n - {name: a, timeout: soon}"), HasSubstr("timeout must be"));
    EXPECT_THAT(error_of("services: web"), HasSubstr("services must be a list"));
    EXPECT_THAT(error_of("image: a:${SHA}"), HasSubstr("${SHA} is not set"));
    EXPECT_THAT(error_of("image: [a]"), HasSubstr("image must be a text"));
    EXPECT_THAT(error_of("migration: {task-definition: a, command: \"'x\"}"),
                HasSubstr("does not end"));
}

}  // namespace
}  // namespace ikada::deploy
