#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

const shapes::RunTaskRequest kRun{.cluster = "hobby", .task_definition = "blog"};

TEST(Tasks, begin_pending_on_an_instance_with_room) {
    HobbyWorld ecs(1);
    const auto task = ecs.run();
    EXPECT_EQ(task.task_arn->substr(0, kArn.size() + 11), kArn + "task/hobby/");
    EXPECT_EQ(task.last_status, "PENDING");
    EXPECT_EQ(task.desired_status, "RUNNING");
    EXPECT_EQ(task.group, "family:blog");
    EXPECT_EQ(task.availability_zone, "us-east-1a");
    EXPECT_EQ(task.launch_type, shapes::LaunchType::Ec2);
    EXPECT_EQ(task.memory, "64");
    EXPECT_EQ(task.version, 1);
    EXPECT_EQ(task.overrides->container_overrides->at(0).name, "app");
    EXPECT_EQ(task.containers->at(0).image, "sample:1");
    EXPECT_EQ(task.containers->at(0).memory, "64");
}

TEST(Tasks, need_an_instance_in_the_cluster) {
    HobbyWorld ecs;
    expect_error(ecs.ask(run_task, kRun), errors::kInvalidParameter,
                 "No Container Instances were found in your cluster.");
}

TEST(Tasks, that_do_not_fit_are_failures_with_a_reason) {
    HobbyWorld ecs(1);
    auto big = a_definition("big");
    big.container_definitions[0].memory = 4000;
    ecs.get(register_task_definition, big);
    const auto made = ecs.get(run_task, {.cluster = "hobby", .task_definition = "big"});
    EXPECT_TRUE(made.tasks->empty());
    ASSERT_EQ(made.failures->size(), 1u);
    EXPECT_EQ(made.failures->at(0).reason, "RESOURCE:MEMORY");
}

TEST(Tasks, go_only_where_every_attribute_is_that_their_definition_requires) {
    HobbyWorld ecs(1);
    auto journal = a_definition("journal");
    journal.container_definitions[0].log_configuration.emplace().log_driver =
        shapes::LogDriver::Journald;
    ecs.get(register_task_definition, journal);
    const auto arn =
        ecs.get(list_container_instances, {.cluster = "hobby"}).container_instance_arns->front();
    const auto ran = ecs.get(run_task, {.cluster = "hobby", .task_definition = "journal"});
    EXPECT_TRUE(ran.tasks->empty());
    ASSERT_EQ(ran.failures->size(), 1u);
    EXPECT_EQ(ran.failures->at(0).arn, arn);
    EXPECT_EQ(ran.failures->at(0).reason, "ATTRIBUTE");
    const shapes::StartTaskRequest start{
        .cluster = "hobby", .container_instances = {arn}, .task_definition = "journal"};
    EXPECT_EQ(ecs.get(start_task, start).failures->at(0).reason, "ATTRIBUTE");
    ecs.in_tx([&](world::Tx& tx) {
        auto able = *instances::find(tx, {"hobby"}, arn);
        able.attributes.push_back({"com.amazonaws.ecs.capability.logging-driver.journald", {}});
        instances::put(tx, able);
    });
    EXPECT_EQ(ecs.get(start_task, start).tasks->size(), 1u);
}

TEST(Tasks, are_run_one_to_ten_at_a_time) {
    HobbyWorld ecs(1);
    auto request = kRun;
    request.count = 10;
    EXPECT_EQ(ecs.get(run_task, request).tasks->size(), 10u);
    request.count = 11;
    expect_refused(ecs.ask(run_task, request), "10 or less");
    request.count = 0;
    expect_refused(ecs.ask(run_task, request), "1 or more");
}

TEST(Tasks, need_an_active_definition) {
    HobbyWorld ecs(1);
    auto request = kRun;
    request.task_definition = "nothing";
    expect_error(ecs.ask(run_task, request), errors::kInvalidParameter,
                 "TaskDefinition not found.");
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    request.task_definition = "blog:1";
    expect_error(ecs.ask(run_task, request), errors::kInvalidParameter,
                 "TaskDefinition is inactive");
}

TEST(Tasks, take_overrides_for_their_containers) {
    HobbyWorld ecs(1);
    auto request = kRun;
    auto& over = request.overrides.emplace().container_overrides.emplace(1).front();
    over.name = "app";
    over.memory = 128;
    over.command = {{"migrate"}};
    const auto task = ecs.get(run_task, request).tasks->at(0);
    EXPECT_EQ(task.memory, "128");
    EXPECT_EQ(task.containers->at(0).memory, "128");
    EXPECT_EQ(task.overrides->container_overrides->at(0).command, over.command);
    over.name = "web";
    expect_error(ecs.ask(run_task, request), errors::kInvalidParameter,
                 "Override for container named web is not a container in the TaskDefinition.");
}

TEST(Tasks, are_run_once_per_client_token) {
    HobbyWorld ecs(1);
    auto request = kRun;
    request.client_token = "once";
    const auto first = ecs.get(run_task, request).tasks->at(0).task_arn;
    EXPECT_EQ(ecs.get(run_task, request).tasks->at(0).task_arn, first);
    request.started_by = "someone else";
    EXPECT_EQ(ecs.ask(run_task, request).error().kind, &errors::kConflict);
    request.client_token = "twice";
    EXPECT_NE(ecs.get(run_task, request).tasks->at(0).task_arn, first);
}

TEST(Tasks, forget_a_client_token_after_a_day) {
    HobbyWorld ecs(1);
    auto request = kRun;
    request.client_token = "once";
    const auto first = ecs.get(run_task, request).tasks->at(0).task_arn;
    ecs.now += kClientTokenKept;
    EXPECT_EQ(ecs.get(run_task, request).tasks->at(0).task_arn, first);
    ecs.now += Seconds{1};
    EXPECT_NE(ecs.get(run_task, request).tasks->at(0).task_arn, first);
}

TEST(Tasks, run_with_their_definitions_tags_when_asked) {
    HobbyWorld ecs(1);
    ecs.get(tag_resource,
            {.resource_arn = kArn + "task-definition/blog:1", .tags = {{"team", "web"}}});
    auto request = kRun;
    request.propagate_tags = shapes::PropagateTags::TaskDefinition;
    request.enable_ecs_managed_tags = true;
    const auto tags = *ecs.get(run_task, request).tasks->at(0).tags;
    ASSERT_EQ(tags.size(), 2u);
    EXPECT_EQ(tags[0].key, "aws:ecs:clusterName");
    EXPECT_EQ(tags[1].value, "web");
}

TEST(Tasks, keep_group_and_starter_within_bounds) {
    HobbyWorld ecs(1);
    auto request = kRun;
    request.group = "service:blog";
    expect_refused(ecs.ask(run_task, request), "service:");
    request.group = "nightly";
    request.started_by = "cron";
    const auto task = ecs.get(run_task, request).tasks->at(0);
    EXPECT_EQ(task.group, "nightly");
    EXPECT_EQ(task.started_by, "cron");
    request.started_by = std::string(129, 'x');
    expect_refused(ecs.ask(run_task, request), "startedBy");
}

TEST(Tasks, are_started_on_named_instances) {
    HobbyWorld ecs;
    const auto one = ecs.add_instance("i-1");
    const auto made = ecs.get(
        start_task,
        {.cluster = "hobby", .container_instances = {one, "unknown"}, .task_definition = "blog"});
    ASSERT_EQ(made.tasks->size(), 1u);
    EXPECT_EQ(made.tasks->at(0).container_instance_arn, one);
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
}

TEST(Tasks, are_stopped_by_their_user) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    const auto made = *ecs.get(stop_task, {.cluster = "hobby", .task = arn}).task;
    EXPECT_EQ(made.desired_status, "STOPPED");
    EXPECT_EQ(made.last_status, "DEACTIVATING");
    EXPECT_EQ(made.stop_code, shapes::TaskStopCode::UserInitiated);
    EXPECT_EQ(made.stopped_reason, "Task stopped by user");
    EXPECT_EQ(made.stopping_at, kNow);
    EXPECT_EQ(made.version, 2);
    const auto again = *ecs.get(stop_task, {.cluster = "hobby", .task = arn, .reason = "x"}).task;
    EXPECT_EQ(again.stopped_reason, "Task stopped by user");
    EXPECT_EQ(again.version, 2);
}

TEST(Tasks, that_are_unknown_cannot_be_stopped_and_are_missing_when_described) {
    HobbyWorld ecs;
    expect_error(ecs.ask(stop_task, {.cluster = "hobby", .task = "0123"}),
                 errors::kInvalidParameter, "The referenced task was not found.");
    const auto made = ecs.get(describe_tasks, {.cluster = "hobby", .tasks = {"0123"}});
    EXPECT_EQ(made.failures->at(0).arn, kArn + "task/hobby/0123");
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
    expect_error(ecs.ask(describe_tasks, {.cluster = "hobby"}), errors::kInvalidParameter,
                 "Tasks cannot be empty.");
}

TEST(Tasks, are_listed_by_what_is_asked) {
    HobbyWorld ecs(2);
    auto request = kRun;
    request.started_by = "cron";
    const auto by_cron = *ecs.get(run_task, request).tasks->at(0).task_arn;
    const auto other = ecs.run();
    ecs.get(stop_task, {.cluster = "hobby", .task = *other.task_arn});
    const auto of = [&](shapes::ListTasksRequest asked) {
        asked.cluster = "hobby";
        return *ecs.get(list_tasks, asked).task_arns;
    };
    using Arns = std::vector<std::string>;
    EXPECT_EQ(of({}), Arns{by_cron});
    EXPECT_EQ(of({.desired_status = shapes::DesiredStatus::Stopped}), Arns{*other.task_arn});
    EXPECT_EQ(of({.desired_status = shapes::DesiredStatus::Pending}), Arns{});
    EXPECT_EQ(of({.started_by = "cron"}), Arns{by_cron});
    EXPECT_EQ(of({.family = "blog"}), Arns{by_cron});
    EXPECT_EQ(of({.family = "blo"}), Arns{});
    EXPECT_EQ(of({.container_instance = other.container_instance_arn,
                  .desired_status = shapes::DesiredStatus::Stopped}),
              Arns{*other.task_arn});
    expect_error(ecs.ask(list_tasks, {.cluster = "hobby", .service_name = "blog"}),
                 errors::kServiceNotFound, "Service not found.");
}

}  // namespace
}  // namespace ikada::ecs::testing
