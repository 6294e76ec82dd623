#include "deploy/task_progress.hpp"

#include <gmock/gmock.h>

namespace ikada::deploy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr TimePoint kNoon{Seconds{1'800'000'000}};

struct TaskProgressTest : ::testing::Test {
    TaskProgress progress{"ecs-svc/2"};
    TimePoint now = kNoon;
    std::vector<TaskView> tasks;

    TaskView& add(const std::string& id, const std::string& status,
                  const std::string& started_by = "ecs-svc/2") {
        TaskView task;
        task.arn = "arn:aws:ecs:::task/hobby/" + id;
        task.last_status = status;
        task.started_by = started_by;
        return tasks.emplace_back(task);
    }
    void add_many(int count, const std::string& status) {
        for (int i = 0; i < count; ++i) add(fmt::format("{}{}", status, tasks.size()), status);
    }
    // What is told after `passed`.
    std::vector<std::string> told_after(Seconds passed = Seconds{1}) {
        now += passed;
        std::vector<std::string> texts;
        for (const auto& tiding : progress.see(tasks, now)) texts.push_back(tiding.text);
        return texts;
    }
};

TEST_F(TaskProgressTest, tells_each_state_once) {
    auto& task = add("aaaa", "PROVISIONING");
    EXPECT_THAT(told_after(), ElementsAre("task aaaa PROVISIONING"));
    EXPECT_THAT(told_after(), IsEmpty());
    task.last_status = "RUNNING";
    task.health = "UNKNOWN";
    EXPECT_THAT(told_after(), ElementsAre("task aaaa RUNNING"));
    task.health = "HEALTHY";
    EXPECT_THAT(told_after(), ElementsAre("task aaaa HEALTHY"));
    task.health = "UNHEALTHY";
    EXPECT_THAT(told_after(), ElementsAre("task aaaa UNHEALTHY"));
}

TEST_F(TaskProgressTest, tells_nothing_of_the_old_tasks_and_shows_them_while_they_end) {
    auto& old = add("0000", "RUNNING", "ecs-svc/1");
    EXPECT_THAT(told_after(), IsEmpty());
    EXPECT_THAT(progress.lines(now), IsEmpty());
    old.last_status = "DEACTIVATING";
    EXPECT_THAT(told_after(), IsEmpty());
    EXPECT_THAT(progress.lines(now), ElementsAre("  0000  DEACTIVATING      0 s  of the old"));
    old.last_status = "STOPPED";
    EXPECT_THAT(told_after(), IsEmpty());
    EXPECT_THAT(progress.lines(now), IsEmpty());
}

TEST_F(TaskProgressTest, tells_a_reason_that_task_and_container_share_once) {
    auto& task = add("aaaa", "STOPPED");
    task.stopped_reason = "CannotPullContainerError: no such image";
    task.containers = {{"app", "STOPPED", task.stopped_reason, {}}, {"other", "STOPPED", "", {}}};
    EXPECT_THAT(told_after(),
                ElementsAre("task aaaa STOPPED: CannotPullContainerError: no such image (app)"));
}

TEST_F(TaskProgressTest, tells_why_a_task_ends_at_first_and_at_last) {
    auto& task = add("aaaa", "RUNNING");
    told_after();
    task.stopped_reason = "Essential container in task exited";
    task.last_status = "DEACTIVATING";
    EXPECT_THAT(told_after(),
                ElementsAre("task aaaa DEACTIVATING: Essential container in task exited"));
    task.last_status = "STOPPING";
    EXPECT_THAT(told_after(), ElementsAre("task aaaa STOPPING"));
    task.last_status = "STOPPED";
    task.containers = {{"app", "STOPPED", "", 3}};
    const auto tidings = progress.see(tasks, now);
    ASSERT_EQ(tidings.size(), 1u);
    EXPECT_EQ(tidings[0].text,
              "task aaaa STOPPED: Essential container in task exited (app: exit code 3)");
    EXPECT_EQ(tidings[0].failed.value().arn, task.arn);
    EXPECT_THAT(progress.unfinished(), IsEmpty());
}

TEST_F(TaskProgressTest, takes_a_task_that_was_scaled_in_for_no_failure) {
    add("aaaa", "STOPPED").stopped_reason = "Scaling activity initiated by (deployment ecs-svc/2)";
    const auto tidings = progress.see(tasks, now);
    ASSERT_EQ(tidings.size(), 1u);
    EXPECT_FALSE(tidings[0].failed);
}

TEST_F(TaskProgressTest, sums_up_what_is_told_of_many_at_once) {
    add_many(180, "RUNNING");
    add_many(20, "PENDING");
    add("aaaa", "PROVISIONING");
    EXPECT_THAT(told_after(),
                ElementsAre("180 tasks RUNNING", "20 tasks PENDING", "task aaaa PROVISIONING"));
}

TEST_F(TaskProgressTest, tells_a_bounded_number_of_reasons) {
    for (int i = 0; i < 12; ++i)
        add(fmt::format("{:04}", i), "STOPPED").stopped_reason = fmt::format("reason {:02}", i);
    const auto told = told_after();
    ASSERT_EQ(told.size(), 11u);
    EXPECT_EQ(told[9], "task 0009 STOPPED: reason 09");
    EXPECT_EQ(told[10], "and 2 more tasks changed");
}

TEST_F(TaskProgressTest, shows_the_interesting_ones_of_many_and_counts_the_rest) {
    add_many(6, "RUNNING");
    add_many(180, "RUNNING");
    for (auto& task : tasks) task.health = "HEALTHY";
    add("0000", "STOPPING", "ecs-svc/1");
    add("runs", "RUNNING");
    add("pend", "PENDING");
    add("sick", "RUNNING").health = "UNHEALTHY";
    auto& failed = add("fail", "STOPPED");
    failed.stopped_reason = "it crashed";
    told_after();
    const auto lines = progress.lines(now + Seconds{3});
    ASSERT_EQ(lines.size(), 9u);
    EXPECT_EQ(lines[0], "  fail  STOPPED           3 s  it crashed");
    EXPECT_EQ(lines[1], "  sick  UNHEALTHY         3 s");
    EXPECT_EQ(lines[2], "  pend  PENDING           3 s");
    EXPECT_EQ(lines[3], "  runs  RUNNING           3 s");
    EXPECT_EQ(lines[8], "  and 183 more: 182 HEALTHY, 1 STOPPING of the old");
}

TEST_F(TaskProgressTest, shows_where_a_task_runs_and_since_when) {
    auto& task = add("0123456789abcdef", "RUNNING");
    task.instance = "arn:aws:ecs:::container-instance/hobby/fedcba9876543210";
    task.zone = "us-east-1a";
    task.since = now - Seconds{299};  // before we came
    told_after();
    EXPECT_THAT(progress.lines(now),
                ElementsAre("  01234567  RUNNING         5 min  on fedcba98 in us-east-1a"));
    task.health = "HEALTHY";
    told_after();
    EXPECT_THAT(progress.lines(now + Seconds{119}),
                ElementsAre("  01234567  HEALTHY         119 s  on fedcba98 in us-east-1a"));
}

TEST_F(TaskProgressTest, shows_a_stopped_task_for_a_while_and_forgets_a_missing_one) {
    add("aaaa", "STOPPED");
    add("bbbb", "PENDING");
    told_after();
    tasks.clear();
    EXPECT_THAT(told_after(), IsEmpty());
    EXPECT_EQ(progress.lines(now).size(), 1u);
    EXPECT_THAT(progress.unfinished(), IsEmpty());
    EXPECT_THAT(progress.lines(now + Seconds{20}), IsEmpty());
}

}  // namespace
}  // namespace ikada::deploy
