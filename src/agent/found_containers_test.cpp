#include "agent/found_containers.hpp"

#include "agent/acs_messages.hpp"
#include "agent/container_config.hpp"
#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::done;
using testing::kArn;
using testing::kNoon;
using testing::kOne;
using testing::looked;
using testing::parsed;
using testing::payload;
using testing::run;
using testing::seen;
using testing::steps;
using Ids = std::vector<std::string>;

docker::ContainerRow row(const std::string& id, const std::string& container,
                         const std::string& arn = kArn) {
    return {id,
            "n",
            docker::ContainerState::Running,
            {},
            {{kTaskArnLabel, arn}, {kContainerNameLabel, container}}};
}

AgentState with(const TaskRecord& task) {
    AgentState state;
    state.container_instance_arn = "ci";
    state.tasks.emplace(task.spec.arn, task);
    return state;
}

TEST(Orphans, are_containers_of_unknown_tasks_and_of_unknown_names) {
    auto task = a_task();
    run(task);
    const auto state = with(task);
    EXPECT_EQ(orphans(state, {row("d0c", "app"), row("x", "app", "gone"), row("y", "other")}),
              (Ids{"x", "y"}));
}

TEST(Orphans, are_second_containers_of_one_name_once_the_first_is_known) {
    auto task = a_task();
    EXPECT_EQ(orphans(with(task), {row("d0c", "app")}), Ids{});
    run(task);
    EXPECT_EQ(orphans(with(task), {row("d0c", "app"), row("other", "app")}), Ids{"other"});
}

TEST(Orphans, are_volumes_whose_task_is_gone) {
    const docker::Volume ours{"v1", "local", {{kTaskArnLabel, kArn}}};
    const docker::Volume lost{"v2", "local", {{kTaskArnLabel, "gone"}}};
    EXPECT_EQ(orphans(with(a_task()), std::vector{ours, lost}), Ids{"v2"});
}

TEST(Noticing, keeps_to_the_container_that_is_known_when_another_has_its_name) {
    auto task = a_task();
    run(task);
    auto state = with(task);
    notice_all(state, {row("other", "app"), row("d0c", "app")});
    EXPECT_EQ(state.tasks.at(kArn).containers[0].docker_id, "d0c");
    EXPECT_EQ(steps(state.tasks.at(kArn)), std::vector<Step>{});
}

TEST(Noticing, has_a_container_killed_that_runs_though_its_task_gave_it_up) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    apply(task, done(Job::Create), kNoon);
    apply(task, testing::failed(Job::Start, docker::kTimedOut, "late"), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    auto state = with(task);
    notice_all(state, {row("d0c", "app")});
    EXPECT_EQ(steps(state.tasks.at(kArn)), (std::vector<Step>{{Job::Kill, 0}}));
    EXPECT_EQ(steps(state.tasks.at(kArn)), std::vector<Step>{});
}

TEST(Adoption, keeps_tasks_that_only_docker_knows_until_they_are_told_of) {
    AgentState state;
    state.container_instance_arn = "ci";
    EXPECT_EQ(adopt_unknown(state, {row("d0c", "app"), row("p", std::string(kPauseName))}),
              Ids{kArn});
    EXPECT_EQ(orphans(state, {row("d0c", "app"), row("p", std::string(kPauseName))}), Ids{});
    auto& task = state.tasks.at(kArn);
    EXPECT_EQ(steps(task), (std::vector<Step>{{Job::Inspect, 0}}));
    apply(task, looked(seen(docker::ContainerState::Running)), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Running);
}

TEST(Adoption, ends_with_the_tasks_description) {
    AgentState state;
    state.container_instance_arn = "ci";
    adopt_unknown(state, {row("d0c", "app")});
    const auto message = fmt::format(
        R"({{"type":"PayloadMessage","message":{{"clusterArn":"c","containerInstanceArn":"ci",
            "messageId":"m","tasks":[{}]}}}})",
        payload(kOne));
    EXPECT_EQ(handle_acs_message(state, message).replies.size(), 1u);
    const auto& task = state.tasks.at(kArn);
    EXPECT_FALSE(task.adopted);
    EXPECT_EQ(task.spec.containers[0].image, "app:1");
    EXPECT_EQ(task.containers[0].docker_id, "d0c");
}

TEST(Adoption, is_described_only_while_no_job_knows_its_containers_by_their_old_places) {
    AgentState state;
    state.container_instance_arn = "ci";
    adopt_unknown(state, {row("d0c", "app")});
    steps(state.tasks.at(kArn));  // it is being inspected
    const auto message = fmt::format(
        R"({{"type":"PayloadMessage","message":{{"clusterArn":"c","containerInstanceArn":"ci",
            "messageId":"m","tasks":[{}]}}}})",
        payload(kOne));
    EXPECT_TRUE(handle_acs_message(state, message).replies.empty());
    EXPECT_TRUE(state.tasks.at(kArn).adopted);
}

}  // namespace
}  // namespace ikada::agent
