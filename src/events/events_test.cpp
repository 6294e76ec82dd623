#include "events/api.hpp"

#include <gmock/gmock.h>

#include "events/testing.hpp"

namespace ikada::events {
namespace {

using ::testing::HasSubstr;
using testing::TestWorld;

constexpr std::string_view kHourly =
    R"-({"Name": "hourly", "ScheduleExpression": "rate(1 hour)"})-";

TEST(Events, has_every_operation_that_its_list_names) {
    for (const auto name : shapes::kOperationNames)
        EXPECT_NE(service().find(name), nullptr) << name;
}

TEST(Events, a_rule_is_described_as_it_was_put) {
    TestWorld world;
    const auto made =
        world.call("PutRule", R"-({"Name": "hourly", "ScheduleExpression": "rate(1 hour)",
                       "Description": "each hour", "RoleArn": "arn:aws:iam::000000000000:role/r",
                       "Tags": [{"Key": "team", "Value": "blue"}]})-");
    const std::string arn = "arn:aws:events:us-east-1:000000000000:rule/hourly";
    EXPECT_EQ(json::text(made, "RuleArn"), arn);
    EXPECT_EQ(world.call("DescribeRule", R"({"Name": "hourly"})"),
              *json::parse(fmt::format(
                  R"-({{"Name": "hourly", "Arn": "{}", "ScheduleExpression": "rate(1 hour)",
                       "State": "ENABLED", "Description": "each hour",
                       "RoleArn": "arn:aws:iam::000000000000:role/r", "EventBusName": "default",
                       "CreatedBy": "000000000000"
    }})-",
                  arn)));
    EXPECT_EQ(world.call("ListTagsForResource", fmt::format(R"({{"ResourceARN": "{}"}})", arn)),
              *json::parse(R"({"Tags": [{"Key": "team", "Value": "blue"}]})"));
}

TEST(Events, a_rule_put_again_is_replaced_but_for_targets_and_tags) {
    TestWorld world;
    world.call("PutRule", R"-({"Name": "hourly", "ScheduleExpression": "rate(1 hour)",
                              "Description": "old", "Tags": [{"Key": "a", "Value": "1"}]})-");
    world.call("PutTargets",
               fmt::format(R"({{"Rule": "hourly", "Targets": [{}]}})", TestWorld::target("t")));
    world.call("PutRule", R"-({"Name": "hourly", "ScheduleExpression": "rate(2 hours)",
                              "State": "DISABLED", "Tags": [{"Key": "b", "Value": "2"}]})-");
    const auto rule = world.call("DescribeRule", R"({"Name": "hourly"})");
    EXPECT_EQ(json::find(rule, "Description"), nullptr);
    EXPECT_EQ(json::text(rule, "State"), "DISABLED");
    const auto targets = world.call("ListTargetsByRule", R"({"Rule": "hourly"})");
    EXPECT_EQ(json::list(targets, "Targets").size(), 1u);
    const auto tags =
        world.call("ListTagsForResource",
                   R"({"ResourceARN": "arn:aws:events:us-east-1:000000000000:rule/hourly"})");
    EXPECT_EQ(json::serialize(tags), R"({"Tags":[{"Key":"a","Value":"1"}]})");
}

TEST(Events, put_rule_refuses_what_aws_refuses) {
    TestWorld world;
    EXPECT_EQ(world.refusal("PutRule", R"({"Name": "r"})"),
              "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be "
              "specified.");
    for (const std::string_view schedule :
         {"rate(5 minute)", "at(2030-01-01T00:00:00)", "cron(* * * * * *)"})
        EXPECT_EQ(world.refusal("PutRule", fmt::format(R"({{"Name": "r", "ScheduleExpression":
                                                           "{}"}})",
                                                       schedule)),
                  "ValidationException: Parameter ScheduleExpression is not valid.");
    EXPECT_THAT(world.refusal("PutRule", R"({"Name": "r", "EventPattern": "{}"})"),
                HasSubstr("InvalidEventPatternException: Event pattern is not valid. Reason: "));
    EXPECT_THAT(
        world.refusal("PutRule", R"-({"Name": "a b", "ScheduleExpression": "rate(1 day)"})-"),
        HasSubstr("Value 'a b' at 'name' failed to satisfy constraint"));
    EXPECT_EQ(world.refusal("PutRule", R"-({"Name": "r", "ScheduleExpression": "rate(1 day)",
                                           "EventBusName": "mine"})-"),
              "ResourceNotFoundException: Event bus mine does not exist.");
}

TEST(Events, operations_on_a_rule_that_is_not_there_say_so) {
    TestWorld world;
    for (const std::string_view name : {"DescribeRule", "EnableRule", "DisableRule"})
        EXPECT_EQ(world.refusal(name, R"({"Name": "r"})"),
                  "ResourceNotFoundException: Rule r does not exist on EventBus default.");
    EXPECT_THAT(world.refusal("ListTargetsByRule", R"({"Rule": "r"})"),
                HasSubstr("Rule r does not exist"));
    world.call("DeleteRule", R"({"Name": "r"})");
}

TEST(Events, a_rule_with_targets_stays) {
    TestWorld world;
    world.put_rule("r", R"-("ScheduleExpression": "rate(1 hour)")-");
    EXPECT_EQ(world.refusal("DeleteRule", R"({"Name": "r"})"),
              "ValidationException: Rule can't be deleted since it has targets.");
    const auto removed = world.call("RemoveTargets", R"({"Rule": "r", "Ids": ["t", "u"]})");
    EXPECT_EQ(json::integer(removed, "FailedEntryCount"), 1);
    EXPECT_EQ(json::text(json::list(removed, "FailedEntries")[0], "TargetId"), "u");
    world.call("DeleteRule", R"({"Name": "r"})");
    EXPECT_EQ(json::list(world.call("ListRules", "{}"), "Rules").size(), 0u);
}

TEST(Events, rules_are_listed_in_pages_and_by_prefix_and_target) {
    TestWorld world;
    for (const std::string_view name : {"c", "a1", "b", "a2"})
        world.put_rule(name, R"-("ScheduleExpression": "rate(1 hour)")-");
    const auto first = world.call("ListRules", R"({"Limit": 3})");
    EXPECT_EQ(json::list(first, "Rules").size(), 3u);
    const auto second = world.call("ListRules", fmt::format(R"({{"Limit": 3, "NextToken": "{}"}})",
                                                            json::text(first, "NextToken")));
    EXPECT_EQ(json::text(json::list(second, "Rules")[0], "Name"), "c");
    EXPECT_EQ(json::find(second, "NextToken"), nullptr);
    EXPECT_EQ(json::list(world.call("ListRules", R"({"NamePrefix": "a"})"), "Rules").size(), 2u);
    const auto by_target =
        world.call("ListRuleNamesByTarget", R"({"TargetArn": ")" + testing::kCluster + R"("})");
    EXPECT_EQ(json::serialize(by_target), R"({"RuleNames":["a1","a2","b","c"]})");
}

TEST(Events, a_target_is_refused_with_what_is_wrong_with_it) {
    TestWorld world;
    world.call("PutRule", kHourly);
    const auto refusal = [&](std::string_view target) {
        return world.refusal("PutTargets",
                             fmt::format(R"({{"Rule": "hourly", "Targets": [{}]}})", target));
    };
    EXPECT_THAT(
        refusal(R"({"Id": "f", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:f"})"),
        HasSubstr("ikada runs ECS tasks only: the target f is no ECS cluster"));
    EXPECT_THAT(refusal(R"({"Id": "f", "Arn": "hobby"})"), HasSubstr("not in correct format"));
    EXPECT_THAT(
        refusal(fmt::format(R"({{"Id": "t", "Arn": "{}", "RoleArn": "r"}})", testing::kCluster)),
        HasSubstr("Parameter EcsParameters must be specified for target t."));
    EXPECT_THAT(refusal(fmt::format(R"({{"Id": "t", "Arn": "{}", "EcsParameters":
                                         {{"TaskDefinitionArn": "batch"}}}})",
                                    testing::kCluster)),
                HasSubstr("RoleArn is required for target " + testing::kCluster));
    EXPECT_THAT(refusal(TestWorld::target("t", R"("Input": "{}", "InputPath": "$")")),
                HasSubstr("Only one of Input, InputPath, or InputTransformer"));
    EXPECT_THAT(refusal(TestWorld::target("t", R"("Input": "{")")), HasSubstr("JSON syntax error"));
    EXPECT_THAT(refusal(TestWorld::target("t", R"("InputPath": "detail")")),
                HasSubstr("Invalid InputPath"));
    EXPECT_THAT(refusal(TestWorld::target("t", R"("InputTransformer": {"InputTemplate": "<x>"})")),
                HasSubstr("the variable <x> is not in InputPathsMap"));
    EXPECT_THAT(refusal(TestWorld::target("t", R"("DeadLetterConfig": {"Arn": "arn:aws:sqs:q"})")),
                HasSubstr("ikada does not support DeadLetterConfig"));
    EXPECT_THAT(refusal(fmt::format(R"({{"Id": "t", "Arn": "{}", "RoleArn": "r", "EcsParameters":
                                         {{"TaskDefinitionArn": "b", "LaunchType": "FARGATE"}}}})",
                                    testing::kCluster)),
                HasSubstr("launchType other than EC2"));
}

TEST(Events, a_rule_has_at_most_five_targets) {
    TestWorld world;
    world.call("PutRule", kHourly);
    std::vector<std::string> targets;
    for (int i = 0; i < 6; ++i) targets.push_back(TestWorld::target(fmt::format("t{}", i)));
    EXPECT_EQ(world.refusal("PutTargets", fmt::format(R"({{"Rule": "hourly", "Targets": [{}]}})",
                                                      fmt::join(targets, ","))),
              "LimitExceededException: The requested resource exceeds the maximum number allowed.");
    targets.pop_back();
    targets.push_back(TestWorld::target("t0"));  // the same again
    world.call("PutTargets",
               fmt::format(R"({{"Rule": "hourly", "Targets": [{}]}})", fmt::join(targets, ",")));
    const auto page = world.call("ListTargetsByRule", R"({"Rule": "hourly", "Limit": 4})");
    EXPECT_EQ(json::list(page, "Targets").size(), 4u);
    EXPECT_NE(json::text(page, "NextToken"), "");
}

TEST(Events, entries_of_put_events_fail_one_by_one) {
    TestWorld world;
    const auto put = world.call("PutEvents", R"({"Entries": [
        {"Source": "ci", "DetailType": "built", "Detail": "{}"},
        {"DetailType": "built", "Detail": "{}"},
        {"Source": "ci", "DetailType": "built", "Detail": "[]"},
        {"Source": "aws.ecs", "DetailType": "built", "Detail": "{}"}]})");
    EXPECT_EQ(json::integer(put, "FailedEntryCount"), 3);
    const auto code = [&](std::size_t i) {
        return json::text(json::list(put, "Entries")[i], "ErrorCode");
    };
    EXPECT_EQ(code(0), "");
    EXPECT_EQ(code(1), "InvalidArgument");
    EXPECT_EQ(code(2), "MalformedDetail");
    EXPECT_EQ(code(3), "NotAuthorizedForSourceException");
    EXPECT_EQ(json::text(json::list(put, "Entries")[1], "ErrorMessage"),
              "Parameter Source is not valid. Reason: Source is a required argument.");
}

TEST(Events, test_event_pattern_wants_a_whole_event) {
    TestWorld world;
    const auto answer =
        world.call("TestEventPattern",
                   R"({
        "EventPattern": "{\"source\": [\"ci\"]}",
        "Event": "{\"id\": \"1\", \"account\": \"1\", \"source\": \"ci\", \"time\": \"t\", )"
                   R"(\"region\": \"r\", \"resources\": [], \"detail-type\": \"d\"}"})");
    EXPECT_TRUE(json::boolean(answer, "Result"));
    EXPECT_THAT(world.refusal("TestEventPattern", R"({"EventPattern": "{\"source\": [\"ci\"]}",
                                                      "Event": "{}"})"),
                HasSubstr("Parameter Event is not valid. Reason: id is missing."));
}

TEST(Events, there_is_the_default_bus_alone) {
    TestWorld world;
    EXPECT_EQ(json::text(world.call("DescribeEventBus", "{}"), "Arn"),
              "arn:aws:events:us-east-1:000000000000:event-bus/default");
    EXPECT_EQ(json::list(world.call("ListEventBuses", "{}"), "EventBuses").size(), 1u);
    EXPECT_EQ(world.refusal("DescribeEventBus", R"({"Name": "mine"})"),
              "ResourceNotFoundException: Event bus mine does not exist.");
}

}  // namespace
}  // namespace ikada::events
