#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

TEST(NodeReports, say_where_agents_connect) {
    HobbyWorld ecs;
    const auto made = ecs.get(discover_poll_endpoint, {});
    EXPECT_EQ(made.endpoint, "http://127.0.0.1:4566/acs/");
    EXPECT_EQ(made.telemetry_endpoint, "http://127.0.0.1:4566/tcs/");
}

TEST(NodeReports, make_a_task_run) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    auto report = a_report("RUNNING");
    report.runtime_id = "d0c";
    report.network_bindings.emplace(1).front() = {
        .bind_ip = "10.0.0.4", .container_port = 8080, .host_port = 32768};
    ecs.now += Seconds{2};
    ecs.report(arn, "RUNNING", {report});
    const auto task = ecs.task(arn);
    EXPECT_EQ(task.last_status, "RUNNING");
    EXPECT_EQ(task.started_at, ecs.now);
    EXPECT_EQ(task.connectivity, shapes::Connectivity::Connected);
    EXPECT_EQ(task.containers->at(0).runtime_id, "d0c");
    EXPECT_EQ(task.containers->at(0).network_bindings->at(0).host_port, 32768);
    EXPECT_EQ(task.version, 2);
}

TEST(NodeReports, may_come_twice_or_late) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    ecs.report(arn, "RUNNING", {a_report("RUNNING"), a_report("STOPPED", 0)});
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 0)});
    const auto stopped = ecs.task(arn);
    ecs.now += Seconds{5};
    ecs.report(arn, "RUNNING", {a_report("RUNNING")});
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 1)});
    EXPECT_EQ(ecs.task(arn), stopped);
    EXPECT_EQ(stopped.containers->at(0).exit_code, 0);
}

TEST(NodeReports, tell_that_an_essential_container_exited) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    ecs.report(arn, "RUNNING", {a_report("RUNNING")});
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 3)});
    const auto task = ecs.task(arn);
    EXPECT_EQ(task.last_status, "STOPPED");
    EXPECT_EQ(task.desired_status, "STOPPED");
    EXPECT_EQ(task.stop_code, shapes::TaskStopCode::EssentialContainerExited);
    EXPECT_EQ(task.stopped_reason, "Essential container in task exited");
    EXPECT_EQ(task.stopped_at, ecs.now);
}

TEST(NodeReports, tell_why_a_task_never_ran) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    const std::string reason = "CannotPullContainerError: no such image";
    ecs.report(arn, "STOPPED", {a_report("STOPPED", {}, reason)});
    const auto task = ecs.task(arn);
    EXPECT_EQ(task.stop_code, shapes::TaskStopCode::TaskFailedToStart);
    EXPECT_EQ(task.stopped_reason, reason);
}

TEST(NodeReports, do_not_take_a_failed_pull_for_the_end_of_what_ran_from_the_cache) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 0, "CannotPullContainerError: no route")});
    EXPECT_EQ(ecs.task(arn).stop_code, shapes::TaskStopCode::EssentialContainerExited);
}

TEST(NodeReports, tell_that_a_container_held_back_by_another_never_ran) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    const std::string reason = "CannotStartContainerError: dependency graph: setup failed";
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 143, reason)});
    const auto task = ecs.task(arn);
    EXPECT_EQ(task.stop_code, shapes::TaskStopCode::TaskFailedToStart);
    EXPECT_EQ(task.stopped_reason, reason);
    EXPECT_EQ(task.started_at, std::nullopt);
    EXPECT_EQ(task.containers->at(0).exit_code, 143);
}

TEST(NodeReports, keep_the_reason_for_which_a_task_was_stopped) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    ecs.report(arn, "RUNNING", {a_report("RUNNING")});
    ecs.get(stop_task, {.cluster = "hobby", .task = arn, .reason = "enough"});
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 137)});
    const auto task = ecs.task(arn);
    EXPECT_EQ(task.stop_code, shapes::TaskStopCode::UserInitiated);
    EXPECT_EQ(task.stopped_reason, "enough");
    EXPECT_EQ(task.containers->at(0).exit_code, 137);
}

TEST(NodeReports, about_unknown_or_foreign_tasks_are_acknowledged_and_ignored) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    EXPECT_EQ(
        ecs.get(submit_task_state_change, {.task = "gone", .status = "STOPPED"}).acknowledgment,
        "request-1");
    ecs.caller.instance_id = "i-other";
    ecs.report(arn, "STOPPED");
    EXPECT_EQ(ecs.task(arn).last_status, "PENDING");
    ecs.caller.instance_id = "i-0";
    ecs.report(arn, "STOPPED");
    EXPECT_EQ(ecs.task(arn).last_status, "STOPPED");
}

TEST(NodeReports, may_be_about_one_container) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    ecs.get(submit_container_state_change,
            {.cluster = "hobby", .task = arn, .container_name = "app", .status = "RUNNING"});
    const auto task = ecs.task(arn);
    EXPECT_EQ(task.containers->at(0).last_status, "RUNNING");
    EXPECT_EQ(task.last_status, "PENDING");
}

}  // namespace
}  // namespace ikada::ecs::testing
