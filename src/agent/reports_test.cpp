#include "agent/reports.hpp"

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::done;
using testing::kArn;
using testing::kNoon;
using testing::looked;
using testing::run;
using testing::seen_exited;

TEST(Reports, say_nothing_before_a_task_runs) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    EXPECT_FALSE(next_report(task, "hobby", kNoon));
}

TEST(Reports, tell_once_that_a_task_runs_and_on_which_ports) {
    auto task = a_task();
    run(task);
    const auto report = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->request.status, "RUNNING");
    EXPECT_EQ(report->request.task, kArn);
    const auto& container = report->request.containers->at(0);
    EXPECT_EQ(container.status, "RUNNING");
    EXPECT_EQ(container.runtime_id, "d0c");
    EXPECT_EQ(container.network_bindings->at(0).host_port, 32768);
    EXPECT_EQ(container.network_bindings->at(0).bind_ip, "127.0.0.9");
    settle_report(task, *report, kNoon);
    EXPECT_FALSE(next_report(task, "hobby", kNoon));
}

TEST(Reports, tell_how_a_task_ended) {
    auto task = a_task();
    run(task);
    settle_report(task, *next_report(task, "hobby", kNoon), kNoon);
    apply(task, looked(seen_exited(3)), kNoon);
    const auto report = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->request.status, "STOPPED");
    EXPECT_EQ(report->request.containers->at(0).exit_code, 3);
    EXPECT_EQ(report->request.execution_stopped_at, kNoon);
}

TEST(Reports, leave_out_the_pause_container_and_tell_of_the_interface_once_it_is_there) {
    auto spec = parse_task(testing::parsed(
        testing::payload(testing::kOne, R"("networkMode":"awsvpc","elasticNetworkInterfaces":[
            {"attachmentArn":"att","ipv4Addresses":[{"privateAddress":"10.213.1.7"}]}])")));
    ASSERT_TRUE(spec);
    auto task = make_record(*spec, "");
    run(task, 1);
    const auto attached = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(attached);
    EXPECT_EQ(attached->request.status, "PENDING");
    EXPECT_TRUE(attached->request.containers->empty());
    EXPECT_EQ(attached->request.attachments->at(0).attachment_arn, "att");
    EXPECT_EQ(attached->request.attachments->at(0).status, "ATTACHED");
    settle_report(task, *attached, kNoon);
    EXPECT_FALSE(next_report(task, "hobby", kNoon));
    run(task, 0);
    const auto running = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(running);
    EXPECT_EQ(running->request.containers->size(), 1u);
    EXPECT_FALSE(running->request.attachments);
}

TEST(Reports, tell_of_a_container_before_its_whole_task_runs) {
    auto task = a_task(R"({"name":"app","image":"a","essential":true,
                           "dependsOn":[{"containerName":"setup","condition":"SUCCESS"}]},
                          {"name":"setup","image":"s"})");
    run(task, 1);
    const auto report = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->request.status, "PENDING");
    EXPECT_EQ(report->request.containers->at(0).container_name, "setup");
    settle_report(task, *report, kNoon);
    EXPECT_FALSE(next_report(task, "hobby", kNoon));
}

TEST(Reports, are_under_way_one_at_a_time) {
    auto task = a_task();
    run(task);
    task.report_under_way = true;
    EXPECT_FALSE(next_report(task, "hobby", kNoon));
}

TEST(Reports, that_failed_are_sent_again_later_with_what_is_true_then) {
    auto task = a_task();
    run(task);
    retry_report(task, kNoon);
    EXPECT_FALSE(next_report(task, "hobby", kNoon));
    apply(task, looked(seen_exited(0)), kNoon);
    const auto report = next_report(task, "hobby", kNoon + kReportRetryFirst);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->request.status, "STOPPED");
}

TEST(Reports, tell_that_another_container_of_a_running_task_ended) {
    auto task = a_task(R"({"name":"app","image":"a","essential":true},
                          {"name":"side","image":"s"})");
    run(task, 0);
    run(task, 1);
    settle_report(task, *next_report(task, "hobby", kNoon), kNoon);
    apply(task, looked(seen_exited(0), 1), kNoon);
    const auto report = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->request.status, "RUNNING");
    ASSERT_EQ(report->request.containers->size(), 1u);
    EXPECT_EQ(report->request.containers->at(0).container_name, "side");
    EXPECT_EQ(report->request.containers->at(0).status, "STOPPED");
}

TEST(Reports, of_a_stillborn_task_carry_its_reason) {
    const auto task = make_stillborn("arn", "UnrecogniedTaskError: no");
    const auto report = next_report(task, "hobby", kNoon);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->request.status, "STOPPED");
    EXPECT_EQ(report->request.reason, "UnrecogniedTaskError: no");
}

}  // namespace
}  // namespace ikada::agent
