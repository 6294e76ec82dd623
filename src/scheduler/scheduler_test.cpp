#include <gmock/gmock.h>

#include "events/testing.hpp"
#include "scheduler/api.hpp"
#include "scheduler/keys.hpp"

namespace ikada::scheduler {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

class Scheduler : public ::testing::Test, protected events::testing::EcsWorld {
  protected:
    Scheduler()
        : EcsWorld({scheduler::register_records,
                    [](const aws::Installation&) { return make_controllers(); }, service()}) {
        change([&](world::Tx& tx) { ensure_default_group(tx, at_, now_); });
        add_instance();
    }

    // A request that makes the schedule "s"; `more` are further members.
    static std::string a_request(std::string_view expression, std::string_view more = "") {
        return fmt::format(R"-({{"Name": "s", "ScheduleExpression": "{}",
            "FlexibleTimeWindow": {{"Mode": "OFF"}},
            "Target": {{"Arn": "arn:aws:ecs:us-east-1:000000000000:cluster/hobby",
                        "RoleArn": "arn:aws:iam::000000000000:role/r",
                        "Input": "{{\"containerOverrides\": []}}",
                        "EcsParameters": {{"TaskDefinitionArn": "batch", "Tags":
                            [{{"key": "team", "value": "blue"}}]}}}}{}{}}})-",
                           expression, more.empty() ? "" : ", ", more);
    }

    std::vector<events::Run> runs() {
        const auto tx = look();
        const auto* found = tx.find<ScheduleRuns>("default/s");
        return found ? found->runs : std::vector<events::Run>{};
    }
};

TEST_F(Scheduler, a_cron_schedule_runs_its_task_in_its_time_zone) {
    const auto made =
        call("CreateSchedule",
             a_request("cron(30 23 * * ? *)", R"("ScheduleExpressionTimezone": "Europe/Berlin")"));
    EXPECT_EQ(json::text(made, "ScheduleArn"),
              "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s");
    pass(minutes{16});
    EXPECT_EQ(tasks().size(), 0u);
    pass(minutes{1});  // 22:30:20 UTC
    EXPECT_EQ(tasks().size(), 1u);
    const auto listed = call(ecs::service(), "ListTasks",
                             R"({"cluster": "hobby", "startedBy": "chronos-schedule/s"})");
    EXPECT_EQ(json::list(listed, "taskArns").size(), 1u);
    ASSERT_EQ(runs().size(), 1u);
    EXPECT_EQ(runs()[0].state, events::RunState::Started);
}

TEST_F(Scheduler, a_one_time_schedule_fires_once_and_goes_if_asked_to) {
    call("CreateSchedule",
         a_request("at(2023-11-14T22:20:00)", R"("ActionAfterCompletion": "DELETE")"));
    pass(minutes{5});
    EXPECT_EQ(json::text(call("GetSchedule", R"({"Name": "s"})"), "ActionAfterCompletion"),
              "DELETE");
    pass(minutes{5});
    EXPECT_EQ(tasks().size(), 1u);
    EXPECT_EQ(refusal("GetSchedule", R"({"Name": "s"})"),
              "ResourceNotFoundException: Schedule s does not exist.");
    EXPECT_TRUE(runs().empty());
}

TEST_F(Scheduler, a_one_time_schedule_stays_by_default) {
    call("CreateSchedule", a_request("at(2023-11-14T22:20:00)"));
    pass(hours{2});
    EXPECT_EQ(tasks().size(), 1u);
    EXPECT_EQ(json::text(call("GetSchedule", R"({"Name": "s"})"), "State"), "ENABLED");
}

TEST_F(Scheduler, a_rate_fires_at_once_and_over_restarts_exactly_once) {
    call("CreateSchedule", a_request("rate(1 hour)"));
    EXPECT_EQ(tasks().size(), 1u);
    be_down(Seconds{0});
    EXPECT_EQ(tasks().size(), 1u);
    be_down(hours{3} + Seconds{10});
    EXPECT_EQ(tasks().size(), 2u);
    ASSERT_EQ(runs().size(), 3u);
    EXPECT_EQ(runs()[1].state, events::RunState::Missed);
    EXPECT_EQ(runs()[1].missed, 2);
}

TEST_F(Scheduler, a_flexible_window_lets_it_wait) {
    auto request = a_request("at(2023-11-14T22:20:00)");
    request.replace(request.find(R"({"Mode": "OFF"})"), 15,
                    R"({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 30})");
    call("CreateSchedule", request);
    pass(minutes{7});  // 22:20:20
    EXPECT_EQ(tasks().size(), 0u);
    pass(minutes{30});
    EXPECT_EQ(tasks().size(), 1u);
}

TEST_F(Scheduler, a_disabled_or_deleted_schedule_rests) {
    call("CreateSchedule", a_request("rate(1 hour)", R"("State": "DISABLED")"));
    pass(hours{3});
    EXPECT_EQ(tasks().size(), 0u);
    call("UpdateSchedule", a_request("rate(1 hour)"));
    EXPECT_EQ(tasks().size(), 1u);
    call("DeleteSchedule", R"({"Name": "s"})");
    pass(hours{3});
    EXPECT_EQ(tasks().size(), 1u);
}

TEST_F(Scheduler, schedules_and_groups_are_listed_and_deleted_together) {
    call("CreateScheduleGroup", R"({"Name": "night", "Tags": [{"Key": "team", "Value": "blue"}]})");
    call("CreateSchedule", a_request("rate(1 hour)", R"("GroupName": "night")"));
    call("CreateSchedule", a_request("rate(1 hour)"));
    EXPECT_EQ(json::list(call("ListSchedules", "{}"), "Schedules").size(), 2u);
    EXPECT_EQ(json::list(call("ListSchedules", R"({"GroupName": "night"})"), "Schedules").size(),
              1u);
    EXPECT_EQ(json::list(call("ListScheduleGroups", "{}"), "ScheduleGroups").size(), 2u);
    EXPECT_EQ(json::text(call("GetScheduleGroup", R"({"Name": "night"})"), "State"), "ACTIVE");
    const auto tags =
        call("ListTagsForResource",
             R"({"ResourceArn": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/night"})");
    EXPECT_EQ(json::serialize(tags), R"({"Tags":[{"Key":"team","Value":"blue"}]})");
    call("DeleteScheduleGroup", R"({"Name": "night"})");
    EXPECT_EQ(json::list(call("ListSchedules", "{}"), "Schedules").size(), 1u);
    EXPECT_THAT(refusal("DeleteScheduleGroup", R"({"Name": "default"})"),
                HasSubstr("ValidationException"));
}

TEST_F(Scheduler, a_schedule_is_told_and_fired_by_hand) {
    call("CreateSchedule",
         a_request("cron(0 8 * * ? *)", R"("ScheduleExpressionTimezone": "Asia/Tokyo")"));
    call(own_service(), "FireSchedule", R"({"name": "default/s"})");
    EXPECT_EQ(tasks().size(), 1u);
    const auto told = call(own_service(), "DescribeSchedules", "{}");
    const auto& item = json::list(told, "items")[0];
    EXPECT_EQ(json::text(item, "schedule_expression"), "cron(0 8 * * ? *) Asia/Tokyo");
    EXPECT_EQ(item.at("next_at").to_number<double>(),
              to_epoch_seconds(*parse_iso8601("2023-11-14T23:00:00Z")));
    EXPECT_EQ(json::list(item, "last_runs").size(), 1u);
    EXPECT_FALSE(ask(own_service(), "FireSchedule", R"({"name": "default/none"})"));
}

TEST_F(Scheduler, wrong_requests_are_refused_as_by_aws) {
    EXPECT_EQ(refusal("CreateSchedule", a_request("every day")),
              "ValidationException: Invalid Schedule Expression every day.");
    EXPECT_THAT(refusal("CreateSchedule",
                        a_request("rate(1 hour)", R"("ScheduleExpressionTimezone": "Mars/Base")")),
                HasSubstr("ScheduleExpressionTimezone is not valid: Mars/Base"));
    EXPECT_THAT(refusal("CreateSchedule", a_request("rate(1 hour)", R"("EndDate": 1)")),
                HasSubstr("EndDate you specify must be in the future"));
    EXPECT_THAT(refusal("CreateSchedule", a_request("rate(1 hour)", R"("StartDate": 1)")),
                HasSubstr("cannot be earlier than 5 minutes ago"));
    EXPECT_EQ(refusal("CreateSchedule", a_request("rate(1 hour)", R"("GroupName": "none")")),
              "ResourceNotFoundException: Schedule group none does not exist.");
    call("CreateSchedule", a_request("rate(1 hour)", R"("ClientToken": "t")"));
    EXPECT_EQ(refusal("CreateSchedule", a_request("rate(1 hour)")),
              "ConflictException: Schedule s already exists.");
    call("CreateSchedule", a_request("rate(1 hour)", R"("ClientToken": "t")"));
    auto other = a_request("rate(1 hour)");
    other.replace(other.find(":cluster/hobby"), 14, ":service/hobby");
    EXPECT_THAT(refusal("UpdateSchedule", other), HasSubstr("ikada runs ECS tasks only"));
}

}  // namespace
}  // namespace ikada::scheduler
