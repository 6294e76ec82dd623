#include <gmock/gmock.h>

#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "elbv2/api.hpp"
#include "scheduler/api.hpp"
#include "scheduler/keys.hpp"
#include "schema/json_codec.hpp"
#include "world/core.hpp"

namespace ikada::scheduler {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

constexpr TimePoint kNow{Seconds{1'700'000'000}};  // 2023-11-14T22:13:20Z

// Cluster "hobby" with the task definition "batch" and room for three of its tasks.
class Scheduler : public ::testing::Test {
  protected:
    Scheduler() {
        ecs::register_records(world_);
        ec2::register_records(world_);
        elbv2::register_records(world_);
        scheduler::register_records(world_);
        restart();
        change([&](world::Tx& tx) {
            ec2::ensure_default_network(tx, at_);
            ensure_default_group(tx, at_, now_);
        });
        call(ecs::service(), "CreateCluster", R"({"clusterName": "hobby"})");
        call(ecs::service(), "RegisterTaskDefinition",
             R"({"family": "batch", "containerDefinitions":
                 [{"name": "app", "image": "sample:1", "memory": 64}]})");
        const auto made = call(ecs::service(), "RegisterContainerInstance", R"({
            "cluster": "hobby", "totalResources": [
                {"name": "CPU", "type": "INTEGER", "integerValue": 2048},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 200}],
            "attributes": [
                {"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"}]})");
        ports::NodeConnection seen;
        seen.container_instance_arn =
            json::text(*json::find(made, "containerInstance"), "containerInstanceArn");
        seen.connected = true;
        change([&](world::Tx& tx) { ecs::apply_connection(tx, seen, now_); });
    }

    Result<json::value> ask(const aws::Service& service, std::string_view name,
                            std::string_view text) {
        const auto& operation = *service.find(name);
        const auto request = operation.make_request();
        EXPECT_TRUE(schema::from_json(operation.input(), *json::parse(text), request.get()));
        json::value answer;
        const auto done = core_->transact([&](world::Tx& tx) -> Status {
            const auto made =
                operation.execute(tx, request.get(), {at_, caller_, "request-1", now_});
            if (!made) return made.error();
            answer = *json::parse(schema::to_json(operation.output(), made->get()));
            return ok();
        });
        if (!done) return done.error();
        core_->run_ready(now_);
        return answer;
    }
    json::value call(const aws::Service& service, std::string_view name, std::string_view text) {
        const auto answer = ask(service, name, text);
        EXPECT_TRUE(answer) << name << ": " << answer.error().message;
        return answer ? *answer : json::value{};
    }
    json::value call(std::string_view name, std::string_view text) {
        return call(scheduler::service(), name, text);
    }
    std::string refusal(std::string_view name, std::string_view text) {
        const auto answer = ask(scheduler::service(), name, text);
        EXPECT_FALSE(answer) << name << " worked: " << text;
        if (answer) return {};
        return fmt::format("{}: {}", answer.error().kind->code, answer.error().message);
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

    void pass(Seconds time) {
        const auto until = now_ + time;
        for (auto at = core_->next_wake(); at && *at <= until; at = core_->next_wake()) {
            now_ = std::max(now_, *at);
            core_->run_ready(now_);
        }
        now_ = until;
        core_->run_ready(now_);
    }
    void be_down(Seconds time) {
        now_ += time;
        restart();
        core_->run_ready(now_);
    }
    std::size_t tasks() {
        const auto listed = call(ecs::service(), "ListTasks", R"({"cluster": "hobby"})");
        return json::list(listed, "taskArns").size();
    }
    std::vector<events::Run> runs() {
        world::Tx tx(world_, random_);
        const auto* found = tx.find<ScheduleRuns>("default/s");
        return found ? found->runs : std::vector<events::Run>{};
    }

  private:
    template <class Work>
    void change(Work work) {
        const auto done = core_->transact([&](world::Tx& tx) {
            work(tx);
            return ok();
        });
        EXPECT_TRUE(done);
    }
    void restart() {
        controllers_ = make_controllers();
        core_.emplace(world_, std::vector<world::Controller*>{controllers_.front().get()},
                      Random(1));
        core_->start();
    }

    world::World world_;
    Random random_{1};
    aws::Installation at_;
    aws::Caller caller_{.access_key_id = "AKIA",
                        .arn = "arn:aws:iam::000000000000:root",
                        .user_id = "root",
                        .instance_id = {}};
    std::vector<std::unique_ptr<world::Controller>> controllers_;
    std::optional<world::Core> core_;

  protected:
    TimePoint now_ = kNow;
};

TEST_F(Scheduler, a_cron_schedule_runs_its_task_in_its_time_zone) {
    const auto made =
        call("CreateSchedule",
             a_request("cron(30 23 * * ? *)", R"("ScheduleExpressionTimezone": "Europe/Berlin")"));
    EXPECT_EQ(json::text(made, "ScheduleArn"),
              "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s");
    pass(minutes{16});
    EXPECT_EQ(tasks(), 0u);
    pass(minutes{1});  // 22:30:20 UTC
    EXPECT_EQ(tasks(), 1u);
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
    EXPECT_EQ(tasks(), 1u);
    EXPECT_EQ(refusal("GetSchedule", R"({"Name": "s"})"),
              "ResourceNotFoundException: Schedule s does not exist.");
    EXPECT_TRUE(runs().empty());
}

TEST_F(Scheduler, a_one_time_schedule_stays_by_default) {
    call("CreateSchedule", a_request("at(2023-11-14T22:20:00)"));
    pass(hours{2});
    EXPECT_EQ(tasks(), 1u);
    EXPECT_EQ(json::text(call("GetSchedule", R"({"Name": "s"})"), "State"), "ENABLED");
}

TEST_F(Scheduler, a_rate_fires_at_once_and_over_restarts_exactly_once) {
    call("CreateSchedule", a_request("rate(1 hour)"));
    EXPECT_EQ(tasks(), 1u);
    be_down(Seconds{0});
    EXPECT_EQ(tasks(), 1u);
    be_down(hours{3} + Seconds{10});
    EXPECT_EQ(tasks(), 2u);
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
    EXPECT_EQ(tasks(), 0u);
    pass(minutes{30});
    EXPECT_EQ(tasks(), 1u);
}

TEST_F(Scheduler, a_disabled_or_deleted_schedule_rests) {
    call("CreateSchedule", a_request("rate(1 hour)", R"("State": "DISABLED")"));
    pass(hours{3});
    EXPECT_EQ(tasks(), 0u);
    call("UpdateSchedule", a_request("rate(1 hour)"));
    EXPECT_EQ(tasks(), 1u);
    call("DeleteSchedule", R"({"Name": "s"})");
    pass(hours{3});
    EXPECT_EQ(tasks(), 1u);
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
    EXPECT_EQ(tasks(), 1u);
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
