#include <gmock/gmock.h>

#include "events/testing.hpp"

namespace ikada::events {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;
using testing::TestWorld;

struct Rules : ::testing::Test {
    TestWorld world;
    Rules() { world.add_instance(); }

    static std::string text(const json::value& task, std::string_view key) {
        return json::text(task, key);
    }
};

TEST_F(Rules, a_rate_runs_a_task_each_time_its_period_is_over) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(5 minutes)")-");
    world.pass(minutes{4});
    EXPECT_TRUE(world.tasks().empty());
    world.pass(minutes{6});
    const auto tasks = world.tasks();
    ASSERT_EQ(tasks.size(), 2u);
    EXPECT_EQ(text(tasks[0], "startedBy"), "events-rule/batch");
    EXPECT_EQ(text(tasks[0], "group"), "family:batch");
    EXPECT_EQ(tasks[0].at("createdAt").to_number<double>(),
              to_epoch_seconds(testing::kNow + minutes{5}));
}

TEST_F(Rules, a_cron_expression_fires_at_its_minute) {
    world.put_rule("batch", R"-("ScheduleExpression": "cron(30 22 ? * TUE *)")-");
    world.pass(hours{24 * 7});
    ASSERT_EQ(world.tasks().size(), 1u);  // it was 22:13:20 on a Tuesday
    EXPECT_EQ(world.tasks()[0].at("createdAt").to_number<double>(),
              to_epoch_seconds(*parse_iso8601("2023-11-14T22:30:00Z")));
}

TEST_F(Rules, a_restart_neither_forgets_nor_repeats_a_tick) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-");
    world.pass(Seconds{60});
    world.be_down(Seconds{0});
    EXPECT_EQ(world.tasks().size(), 1u);
    world.be_down(Seconds{70});  // the tick of 120 s came meanwhile, and is 10 s late
    EXPECT_EQ(world.tasks().size(), 2u);
    world.pass(Seconds{50});
    EXPECT_EQ(world.tasks().size(), 3u);
}

TEST_F(Rules, ticks_missed_while_nobody_was_there_are_told_not_fired) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-");
    world.be_down(minutes{10} + Seconds{30});
    EXPECT_EQ(world.tasks().size(), 1u);  // the last one, half a minute late
    const auto runs = world.runs("batch");
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_EQ(runs[0].state, RunState::Missed);
    EXPECT_EQ(runs[0].missed, 9);
    EXPECT_EQ(runs[0].due_at, testing::kNow + minutes{1});
    EXPECT_EQ(runs[0].reason,
              "9 ticks from 2023-11-14T22:14:20.000Z to 2023-11-14T22:22:20.000Z were not fired: "
              "ikada did not run");
    EXPECT_EQ(runs[1].state, RunState::Started);
    world.be_down(Seconds{0});
    EXPECT_EQ(world.runs("batch").size(), 2u);
}

TEST_F(Rules, more_missed_ticks_than_are_counted_are_told_once) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-");
    world.be_down(hours{24 * 30});
    ASSERT_EQ(world.runs("batch").size(), 2u);
    EXPECT_EQ(world.runs("batch")[0].missed, 10'000);
    EXPECT_THAT(world.runs("batch")[0].reason, HasSubstr("more than 10000 ticks"));
    world.be_down(Seconds{0});
    EXPECT_EQ(world.runs("batch").size(), 2u);
}

TEST_F(Rules, a_disabled_rule_rests_and_does_not_make_up_for_it) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)", "State": "DISABLED")-");
    world.pass(minutes{5});
    world.call("EnableRule", R"({"Name": "batch"})");
    EXPECT_TRUE(world.tasks().empty());
    world.pass(minutes{1});
    EXPECT_EQ(world.tasks().size(), 1u);
    world.call("DisableRule", R"({"Name": "batch"})");
    world.pass(minutes{5});
    EXPECT_EQ(world.tasks().size(), 1u);
    EXPECT_EQ(world.runs("batch").size(), 1u);
}

TEST_F(Rules, the_same_rule_put_again_keeps_its_beat) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(2 minutes)")-");
    world.pass(Seconds{90});
    world.call("PutRule", R"-({"Name": "batch", "ScheduleExpression": "rate(2 minutes)",
                              "Description": "again"})-");
    world.pass(Seconds{30});
    EXPECT_EQ(world.tasks().size(), 1u);
    world.call("PutRule", R"-({"Name": "batch", "ScheduleExpression": "rate(3 minutes)"})-");
    world.pass(minutes{2});
    EXPECT_EQ(world.tasks().size(), 1u);
    world.pass(minutes{1});
    EXPECT_EQ(world.tasks().size(), 2u);
}

TEST_F(Rules, a_target_says_how_its_tasks_are_run) {
    world.call("PutRule", R"-({"Name": "batch", "ScheduleExpression": "rate(1 hour)"})-");
    world.call("PutTargets", fmt::format(R"({{"Rule": "batch", "Targets": [{{
                   "Id": "t", "Arn": "{}", "RoleArn": "{}",
                   "EcsParameters": {{"TaskDefinitionArn": "batch", "TaskCount": 2,
                       "LaunchType": "EC2", "Group": "nightly", "EnableECSManagedTags": true,
                       "Tags": [{{"Key": "team", "Value": "blue"}}],
                       "PlacementConstraints": [{{"type": "memberOf",
                                                "expression": "ec2InstanceId == i-1"}}],
                       "PlacementStrategy": [{{"type": "binpack", "field": "memory"}}]}},
                   "Input": "{{\"containerOverrides\": [{{\"name\": \"app\", )"
                                         R"(\"command\": [\"report\", \"--all\"]}}]}}"}}]}})",
                                         testing::kCluster, testing::kRole));
    world.pass(hours{1});
    const auto tasks = world.tasks();
    ASSERT_EQ(tasks.size(), 2u);
    EXPECT_EQ(text(tasks[1], "group"), "nightly");
    EXPECT_EQ(json::serialize(tasks[1].at("overrides").at("containerOverrides")),
              R"([{"name":"app","command":["report","--all"]}])");
    EXPECT_EQ(world.runs("batch")[0].task_arns.size(), 2u);
}

TEST_F(Rules, a_template_makes_overrides_of_the_event) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-",
                   R"("InputTransformer": {
                       "InputPathsMap": {"at": "$.time", "from": "$.resources[0]"},
                       "InputTemplate": "{\"containerOverrides\": [{\"name\": \"app\", )"
                   R"(\"environment\": [{\"name\": \"AT\", \"value\": <at>}, )"
                   R"({\"name\": \"RULE\", \"value\": \"<aws.events.rule-name> <from>\"}]}]}"})");
    world.pass(minutes{1});
    ASSERT_EQ(world.tasks().size(), 1u);
    EXPECT_THAT(
        json::serialize(world.tasks()[0].at("overrides")),
        HasSubstr(R"({"name":"AT","value":"2023-11-14T22:14:20Z"},)"
                  R"({"name":"RULE","value":"batch arn:aws:events:us-east-1:000000000000:rule/)"
                  R"(batch"})"));
}

TEST_F(Rules, tasks_that_find_no_place_are_tried_again_those_that_run_are_not_repeated) {
    world.call("PutRule",
               R"-({"Name": "batch", "ScheduleExpression": "cron(14 22 14 11 ? 2023)"})-");
    world.call("PutTargets", fmt::format(R"({{"Rule": "batch", "Targets": [{{"Id": "t", "Arn": "{}",
                   "RoleArn": "{}",
                   "EcsParameters": {{"TaskDefinitionArn": "batch", "TaskCount": 5}}}}]}})",
                                         testing::kCluster, testing::kRole));
    world.pass(minutes{5});
    EXPECT_EQ(world.tasks().size(), 3u);
    ASSERT_EQ(world.runs("batch").size(), 1u);
    EXPECT_EQ(world.runs("batch")[0].state, RunState::Waiting);
    EXPECT_EQ(world.runs("batch")[0].reason, "RESOURCE:MEMORY");
    world.stop_all_tasks();
    world.pass(minutes{10});
    ASSERT_EQ(world.runs("batch").size(), 1u);
    EXPECT_EQ(world.runs("batch")[0].state, RunState::Started);
    EXPECT_EQ(world.runs("batch")[0].reason, "");
    EXPECT_EQ(world.runs("batch")[0].task_arns.size(), 5u);
    EXPECT_EQ(world.tasks().size(), 2u);
    EXPECT_EQ(world.waiting("batch"), 0u);
}

TEST_F(Rules, a_retry_policy_ends_the_tries) {
    const auto fill = R"("RetryPolicy": {"MaximumRetryAttempts": 2})";
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-", fill);
    world.pass(minutes{3});  // three find room
    world.pass(minutes{1});
    const auto runs = world.runs("batch");
    ASSERT_EQ(runs.size(), 4u);
    EXPECT_EQ(runs[3].state, RunState::Waiting);
    world.pass(Seconds{10});
    EXPECT_EQ(world.runs("batch")[3].state, RunState::Failed);
    EXPECT_EQ(world.runs("batch")[3].attempts, 3);
    EXPECT_EQ(world.runs("batch")[3].reason, "RESOURCE:MEMORY");
}

TEST_F(Rules, an_event_that_is_too_old_is_given_up) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 hour)")-",
                   R"("RetryPolicy": {"MaximumEventAgeInSeconds": 60})");
    world.pass(hours{3});
    world.pass(hours{1} + Seconds{59});
    ASSERT_EQ(world.runs("batch").size(), 4u);
    EXPECT_EQ(world.runs("batch")[3].state, RunState::Failed);
    EXPECT_EQ(world.runs("batch")[3].attempts, 6);  // after 1, 2, 4, 8, 16 s; the next is too late
}

TEST_F(Rules, what_run_task_refuses_is_given_up_at_once) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-",
                   R"("Input": "{\"containerOverrides\": [{\"name\": \"other\"}]}")");
    world.pass(minutes{1});
    ASSERT_EQ(world.runs("batch").size(), 1u);
    EXPECT_EQ(world.runs("batch")[0].state, RunState::Failed);
    EXPECT_EQ(world.runs("batch")[0].reason,
              "InvalidParameterException: Override for container named other is not a container "
              "in the TaskDefinition.");
    EXPECT_EQ(world.waiting("batch"), 0u);
}

TEST_F(Rules, an_input_that_is_no_overrides_is_given_up_and_says_why) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-",
                   R"("Input": "\"a text\"")");
    world.pass(minutes{1});
    ASSERT_EQ(world.runs("batch").size(), 1u);
    EXPECT_EQ(world.runs("batch")[0].reason, "The input is not an object of overrides: \"a text\"");
}

TEST_F(Rules, only_the_last_runs_are_kept_and_none_of_a_deleted_rule) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(1 minute)")-", R"("Input": "[]")");
    world.pass(minutes{30});
    const auto runs = world.runs("batch");
    ASSERT_EQ(runs.size(), kRunsKept);
    EXPECT_EQ(runs.back().due_at, testing::kNow + minutes{30});
    world.call("RemoveTargets", R"({"Rule": "batch", "Ids": ["t"]})");
    world.call("DeleteRule", R"({"Name": "batch"})");
    EXPECT_TRUE(world.runs("batch").empty());
}

TEST_F(Rules, events_go_to_the_rules_whose_pattern_they_match) {
    world.put_rule("deploys", R"("EventPattern": "{\"source\": [\"ci\"]}")",
                   R"("InputPath": "$.detail")");
    const auto put = world.call("PutEvents",
                                R"({"Entries": [
            {"Source": "ci", "DetailType": "built", "Detail":
                "{\"containerOverrides\": [{\"name\": \"app\", \"command\": [\"go\"]}]}"},
            {"Source": "cd", "DetailType": "built", "Detail": "{}"}]})");
    EXPECT_EQ(json::integer(put, "FailedEntryCount"), 0);
    ASSERT_EQ(world.tasks().size(), 1u);
    EXPECT_THAT(json::serialize(world.tasks()[0].at("overrides")),
                HasSubstr(R"("command":["go"])"));
    EXPECT_EQ(world.runs("deploys")[0].event_id,
              json::text(json::list(put, "Entries")[0], "EventId"));
}

TEST_F(Rules, are_told_with_their_next_and_last_runs) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(5 minutes)")-");
    world.pass(minutes{6});
    const auto told = world.call(own_service(), "DescribeSchedules", "{}");
    const auto& item = json::list(told, "items")[0];
    EXPECT_EQ(json::text(item, "name"), "batch");
    EXPECT_EQ(item.at("next_at").to_number<double>(),
              to_epoch_seconds(testing::kNow + minutes{10}));
    const auto& run = json::list(item, "last_runs")[0];
    EXPECT_EQ(json::text(run, "state"), "STARTED");
    EXPECT_EQ(json::list(run, "task_arns")[0], world.tasks()[0].at("taskArn"));
    world.call("DisableRule", R"({"Name": "batch"})");
    const auto disabled = world.call(own_service(), "DescribeSchedules", R"({"name": "batch"})");
    EXPECT_EQ(json::find(json::list(disabled, "items")[0], "next_at"), nullptr);
}

TEST_F(Rules, are_fired_by_hand_besides_their_schedule) {
    world.put_rule("batch", R"-("ScheduleExpression": "rate(5 minutes)", "State": "DISABLED")-");
    const auto fired = world.call(own_service(), "FireSchedule", R"({"name": "batch"})");
    EXPECT_EQ(world.tasks().size(), 1u);
    EXPECT_EQ(world.runs("batch")[0].event_id, json::text(fired, "event_id"));
    world.call("PutRule", R"-({"Name": "empty", "ScheduleExpression": "rate(5 minutes)"})-");
    for (const std::string_view name : {"empty", "none"})
        EXPECT_FALSE(
            world.ask(own_service(), "FireSchedule", fmt::format(R"({{"name": "{}"}})", name)));
}

TEST_F(Rules, hear_of_tasks_of_ecs_from_then_on) {
    world.call(ecs::service(), "RegisterTaskDefinition",
               R"({"family": "web", "containerDefinitions":
                   [{"name": "web", "image": "sample:1", "memory": 64}]})");
    const auto run_web = R"({"cluster": "hobby", "taskDefinition": "web"})";
    world.call(ecs::service(), "RunTask", run_web);
    world.put_rule("after",
                   R"("EventPattern": "{\"source\": [\"aws.ecs\"], )"
                   R"(\"detail-type\": [\"ECS Task State Change\"], )"
                   R"(\"detail\": {\"group\": [\"family:web\"]}}")",
                   R"("InputTransformer": {
                       "InputPathsMap": {"status": "$.detail.lastStatus"},
                       "InputTemplate": "{\"containerOverrides\": [{\"name\": \"app\", )"
                   R"(\"command\": [<status>]}]}"})");
    EXPECT_EQ(world.tasks().size(), 1u);  // what was before it is no event
    const auto web = json::text(world.tasks()[0], "taskArn");
    const auto submit =
        fmt::format(R"({{"cluster": "hobby", "task": "{}", "status": "STOPPED"}})", web);
    world.call(ecs::service(), "SubmitTaskStateChange", submit);
    world.be_down(Seconds{0});
    world.call(ecs::service(), "SubmitTaskStateChange", submit);
    ASSERT_EQ(world.runs("after").size(), 1u);
    world.call(ecs::service(), "RunTask", run_web);  // a new one, PENDING
    EXPECT_EQ(world.runs("after").size(), 2u);
    std::vector<std::string> told;
    for (const auto& task : world.tasks())
        if (text(task, "group") == "family:batch")
            told.push_back(json::serialize(
                json::list(task.at("overrides"), "containerOverrides")[0].at("command")));
    EXPECT_THAT(told, ::testing::UnorderedElementsAre(R"(["STOPPED"])", R"(["PENDING"])"));
}

}  // namespace
}  // namespace ikada::events
