#include "ecs/task_reconciler.hpp"

#include <gtest/gtest.h>

namespace ikada::ecs {
namespace {

constexpr TimePoint kNoon{Seconds{1'700'000'000}};
const TaskTarget kWeb{"web", 32768};

TaskSnapshot a_running_task() {
    TaskSnapshot seen{};
    seen.task.last_status = TaskStatus::Running;
    seen.task.ec2_instance_id = "i-1";
    seen.task.containers.emplace_back();
    seen.task.containers[0].last_status = TaskStatus::Running;
    return seen;
}
TaskSnapshot a_task_told_to_stop(std::vector<TaskTarget> targets = {}) {
    auto seen = a_running_task();
    seen.task.desired_status = DesiredStatus::Stopped;
    seen.drained.resize(targets.size());
    seen.task.targets = std::move(targets);
    return seen;
}

TEST(TaskReconciler, leaves_a_task_alone_that_shall_run) {
    EXPECT_FALSE(reconcile_task(a_running_task(), kNoon));
}

TEST(TaskReconciler, tells_the_agent_at_once_where_nothing_is_to_be_drained) {
    const auto task = reconcile_task(a_task_told_to_stop(), kNoon);
    ASSERT_TRUE(task);
    EXPECT_TRUE(task->stop_sent);
    EXPECT_EQ(task->last_status, TaskStatus::Stopping);
    EXPECT_EQ(task->stopping_at, kNoon);
}

TEST(TaskReconciler, waits_until_its_targets_are_drained) {
    auto seen = a_task_told_to_stop({kWeb});
    const auto waiting = reconcile_task(seen, kNoon);
    ASSERT_TRUE(waiting);
    EXPECT_FALSE(waiting->stop_sent);
    EXPECT_EQ(waiting->last_status, TaskStatus::Deactivating);

    seen.task = *waiting;
    EXPECT_FALSE(reconcile_task(seen, kNoon));
    seen.drained[0] = true;
    const auto told = reconcile_task(seen, kNoon);
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->stop_sent);
    EXPECT_TRUE(told->targets.empty());
}

TEST(TaskReconciler, keeps_telling_until_the_agent_reports_the_end) {
    auto seen = a_task_told_to_stop();
    seen.task = *reconcile_task(seen, kNoon);
    EXPECT_FALSE(reconcile_task(seen, kNoon + Seconds{3600}));
    EXPECT_EQ(seen.task.last_status, TaskStatus::Stopping);
}

TEST(TaskReconciler, ends_a_task_with_its_machine) {
    auto seen = a_running_task();
    seen.machine_gone = true;
    const auto task = reconcile_task(seen, kNoon);
    ASSERT_TRUE(task);
    EXPECT_EQ(task->last_status, TaskStatus::Stopped);
    EXPECT_EQ(task->stopped_reason, "Host EC2 (instance i-1) terminated.");
    EXPECT_EQ(task->stopped_at, kNoon);
    EXPECT_EQ(task->containers[0].last_status, TaskStatus::Stopped);
}

TEST(TaskReconciler, keeps_the_reason_for_which_a_task_was_stopped_when_its_node_goes) {
    auto seen = a_task_told_to_stop();
    seen.task.stop_code = StopCode::UserInitiated;
    seen.task.stopped_reason = "Task stopped by user";
    seen.node_gone = true;
    const auto task = reconcile_task(seen, kNoon);
    ASSERT_TRUE(task);
    EXPECT_EQ(task->stop_code, StopCode::UserInitiated);
    EXPECT_EQ(task->stopped_reason, "Task stopped by user");
}

TEST(TaskReconciler, never_touches_a_stopped_task) {
    auto seen = a_running_task();
    seen.task.last_status = TaskStatus::Stopped;
    seen.node_gone = true;
    EXPECT_FALSE(reconcile_task(seen, kNoon));
}

}  // namespace
}  // namespace ikada::ecs
