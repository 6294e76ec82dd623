#include "agent/dependencies.hpp"

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::done;
using testing::kNoon;
using testing::looked;
using testing::parsed;
using testing::payload;
using testing::run;
using testing::seen;
using testing::seen_exited;
using testing::steps;
using Steps = std::vector<Step>;

// "app" waits for "db" on this condition; app is 0, db is 1.
TaskRecord waiting_for(const std::string& condition, const std::string& members_of_db = "") {
    return a_task(fmt::format(
        R"({{"name":"app","image":"a","essential":true,
             "dependsOn":[{{"containerName":"db","condition":"{}"}}]}},
           {{"name":"db","image":"d"{}}})",
        condition, members_of_db));
}

TEST(DependsOn, start_is_met_once_the_other_runs) {
    auto task = waiting_for("START");
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 1}}));
    run(task, 1);
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 0}}));
}

TEST(DependsOn, complete_is_met_by_any_exit_code) {
    auto task = waiting_for("COMPLETE");
    run(task, 1);
    EXPECT_EQ(steps(task), Steps{});
    apply(task, looked(seen_exited(7), 1), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 0}}));
}

TEST(DependsOn, healthy_is_met_by_dockers_health_check) {
    auto task = waiting_for("HEALTHY");
    run(task, 1);
    EXPECT_EQ(steps(task), Steps{});
    auto healthy = seen(docker::ContainerState::Running);
    healthy.health = docker::Health::Healthy;
    apply(task, looked(healthy, 1), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 0}}));
}

TEST(DependsOn, healthy_is_never_met_by_what_has_ended) {
    auto task = waiting_for("HEALTHY");
    run(task, 1);
    apply(task, looked(seen_exited(0), 1), kNoon);
    EXPECT_EQ(task.containers[0].exit_code, kDependencyFailedExit);
    EXPECT_EQ(task.containers[0].reason,
              "CannotStartContainerError: dependency graph: container app waits for db to be "
              "healthy, which it did not");
}

TEST(DependsOn, gives_up_when_the_start_timeout_of_the_other_is_over) {
    auto task = waiting_for("SUCCESS", R"(,"startTimeout":60)");
    run(task, 1);
    EXPECT_EQ(advance(task, Policy{}, kNoon + Seconds{59}).wake_at, kNoon + Seconds{60});
    EXPECT_EQ(stage_of(task), Stage::None);
    EXPECT_EQ(steps(task, kNoon + Seconds{60}), (Steps{{Job::Signal, 1}}));
    EXPECT_NE(task.containers[0].reason.find("took too long"), std::string::npos);
}

TEST(DependsOn, start_knows_no_timeout) {
    auto task = waiting_for("START", R"(,"startTimeout":60)");
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 1}}));
    EXPECT_EQ(steps(task, kNoon + Seconds{600}), Steps{});
    EXPECT_EQ(task.containers[0].reason, "");
}

TEST(DependsOn, what_was_met_once_stays_met_while_the_container_begins) {
    auto task = waiting_for("HEALTHY", R"(,"startTimeout":60)");
    run(task, 1);
    auto other = seen(docker::ContainerState::Running);
    other.health = docker::Health::Healthy;
    apply(task, looked(other, 1), kNoon);
    steps(task);  // the pull is under way
    other.health = docker::Health::Unhealthy;
    apply(task, looked(other, 1), kNoon + Seconds{61});
    apply(task, done(Job::Pull, 0), kNoon + Seconds{61});
    EXPECT_EQ(steps(task, kNoon + Seconds{61}), (Steps{{Job::Create, 0}}));
}

TEST(DependsOn, stops_a_container_only_after_those_that_depend_on_it) {
    auto task = waiting_for("START");
    run(task, 1);
    run(task, 0);
    task.stop_asked = true;
    EXPECT_EQ(steps(task), (Steps{{Job::Signal, 0}}));
    apply(task, done(Job::Signal, 0), kNoon);
    EXPECT_EQ(steps(task), Steps{});
    apply(task, looked(seen_exited(143), 0), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Signal, 1}}));
}

TEST(DependsOn, links_want_the_other_running_and_volumes_want_it_created) {
    auto linked = a_task(R"({"name":"app","image":"a","links":["db:data"]},
                            {"name":"db","image":"d"})");
    EXPECT_EQ(steps(linked), (Steps{{Job::Pull, 1}}));
    auto mounted = a_task(R"({"name":"app","image":"a","volumesFrom":[{"sourceContainer":"db"}]},
                             {"name":"db","image":"d"})");
    EXPECT_EQ(steps(mounted), (Steps{{Job::Pull, 1}}));
    apply(mounted, done(Job::Pull, 1), kNoon);
    apply(mounted, done(Job::Create, 1), kNoon);
    EXPECT_EQ(steps(mounted), (Steps{{Job::Pull, 0}, {Job::Start, 1}}));
}

TEST(DependsOn, begins_a_chain_from_its_end_and_stops_it_from_its_beginning) {
    auto task = a_task(
        R"({"name":"a","image":"i","dependsOn":[{"containerName":"b","condition":"START"}]},
           {"name":"b","image":"i","dependsOn":[{"containerName":"c","condition":"START"}]},
           {"name":"c","image":"i","essential":true})");
    for (const std::size_t next : {2, 1, 0}) {
        EXPECT_EQ(steps(task), (Steps{{Job::Pull, next}}));
        run(task, next);
    }
    EXPECT_EQ(stage_of(task), Stage::Running);
    task.stop_asked = true;
    for (const std::size_t next : {0, 1, 2}) {
        EXPECT_EQ(steps(task), (Steps{{Job::Signal, next}}));
        apply(task, looked(seen_exited(0), next), kNoon);
    }
    EXPECT_EQ(stage_of(task), Stage::Stopped);
}

TEST(DependsOn, in_a_circle_cannot_be_resolved) {
    const auto task = parse_task(parsed(payload(
        R"({"name":"a","image":"i","dependsOn":[{"containerName":"b"}]},
           {"name":"b","image":"i","links":["a"]})")));
    ASSERT_FALSE(task);
    EXPECT_TRUE(task.error().is(kCannotRun));
    EXPECT_EQ(task.error().message,
              "Task dependencies cannot be resolved, taskArn: " + testing::kArn);
    EXPECT_FALSE(parse_task(
        parsed(payload(R"({"name":"a","image":"i","dependsOn":[{"containerName":"a"}]})"))));
}

}  // namespace
}  // namespace ikada::agent
