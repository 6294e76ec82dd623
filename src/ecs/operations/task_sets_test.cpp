#include "ecs/task_sets.hpp"

#include "ecs/definition_controller.hpp"
#include "ecs/service_controller.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

shapes::CreateServiceRequest an_external_service() {
    auto made = a_service();
    made.task_definition.reset();
    made.deployment_controller.emplace().type = shapes::DeploymentControllerType::External;
    return made;
}

shapes::CreateTaskSetRequest a_task_set(double percent) {
    shapes::CreateTaskSetRequest made;
    made.cluster = "hobby";
    made.service = "blog";
    made.task_definition = "blog";
    made.external_id = "build-7";
    made.scale.emplace().value = percent;
    return made;
}

class TaskSets : public ::testing::Test {
  protected:
    TaskSets() { ecs.get(create_service, an_external_service()); }
    std::string add(double percent) {
        return *ecs.get(create_task_set, a_task_set(percent)).task_set->id;
    }
    // As the service's controller would go on.
    std::vector<world::Change> settle() {
        return ecs.in_tx([&](world::Tx& tx) {
            ServiceController(kHealthyAfterDefault).run(tx, "hobby/blog", ecs.now);
        });
    }
    std::vector<shapes::TaskSet> all() { return *ecs.service().task_sets; }
    HobbyWorld ecs{1};
};

TEST_F(TaskSets, want_their_share_rounded_up) {
    const auto made = *ecs.get(create_task_set, a_task_set(60)).task_set;
    EXPECT_EQ(made.computed_desired_count, 2);
    EXPECT_EQ(made.status, "ACTIVE");
    EXPECT_EQ(made.external_id, "build-7");
    EXPECT_EQ(made.stability_status, shapes::StabilityStatus::Stabilizing);
    EXPECT_EQ(made.task_set_arn, kArn + "task-set/hobby/blog/" + *made.id);
}

TEST_F(TaskSets, start_tasks_of_their_own) {
    const auto id = add(50);
    settle();
    EXPECT_EQ(all().at(0).pending_count, 1);
    const auto tasks = *ecs.get(list_tasks, {.cluster = "hobby", .started_by = id}).task_arns;
    EXPECT_EQ(tasks.size(), 1u);
    EXPECT_EQ(ecs.service().events->at(0).message->substr(0, 30), "(service blog, taskSet ecs-svc");
}

TEST_F(TaskSets, are_scaled_and_only_one_is_primary) {
    const auto blue = add(100), green = add(0);
    ecs.get(update_service_primary_task_set,
            {.cluster = "hobby", .service = "blog", .primary_task_set = blue});
    shapes::UpdateTaskSetRequest scale{.cluster = "hobby", .service = "blog", .task_set = green};
    scale.scale.value = 100;
    EXPECT_EQ(ecs.get(update_task_set, scale).task_set->computed_desired_count, 2);
    ecs.get(update_service_primary_task_set,
            {.cluster = "hobby", .service = "blog", .primary_task_set = green});
    EXPECT_EQ(all().at(0).status, "ACTIVE");
    EXPECT_EQ(all().at(1).status, "PRIMARY");
    EXPECT_EQ(ecs.service().task_definition, kArn + "task-definition/blog:1");
    scale.scale.value = 101;
    expect_refused(ecs.ask(update_task_set, scale), "between 0 and 100");
}

TEST_F(TaskSets, drain_when_deleted_and_are_gone_with_their_tasks) {
    const auto id = add(50);
    settle();
    shapes::DeleteTaskSetRequest request{.cluster = "hobby", .service = "blog", .task_set = id};
    expect_refused(ecs.ask(delete_task_set, request), "scaled above 0");
    request.force = true;
    EXPECT_EQ(ecs.get(delete_task_set, request).task_set->status, "DRAINING");
    settle();
    EXPECT_EQ(all().size(), 1u);
    ecs.in_tx([](world::Tx& tx) {
        Task over = *tasks::in_cluster(tx, {"hobby"}).front();
        EXPECT_EQ(over.desired_status, DesiredStatus::Stopped);
        over.last_status = TaskStatus::Stopped;
        tasks::put(tx, over);
    });
    settle();
    EXPECT_TRUE(all().empty());
}

TEST_F(TaskSets, hold_a_deleted_definition_until_they_are_gone) {
    const auto id = add(0);
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    ecs.get(delete_task_definitions, {.task_definitions = {"blog:1"}});
    ecs.get(delete_task_set, {.cluster = "hobby", .service = "blog", .task_set = id});
    std::vector<std::string> woken;
    for (const auto& change : settle()) DefinitionController().wakes(change, woken);
    EXPECT_THAT(woken, ::testing::Contains(kArn + "task-definition/blog:1"));
}

TEST_F(TaskSets, are_unknown_in_the_services_words) {
    expect_error(
        ecs.ask(delete_task_set, {.cluster = "hobby", .service = "blog", .task_set = "ecs-svc/1"}),
        errors::kTaskSetNotFound, "The specified task set was not found.");
    const auto made = ecs.get(
        describe_task_sets, {.cluster = "hobby", .service = "blog", .task_sets = {{"ecs-svc/1"}}});
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
    EXPECT_EQ(made.failures->at(0).arn, kArn + "task-set/hobby/blog/ecs-svc/1");
}

TEST_F(TaskSets, are_not_for_services_that_ecs_deploys) {
    ecs.get(create_service, a_service("other"));
    auto request = a_task_set(100);
    request.service = "other";
    expect_refused(ecs.ask(create_task_set, request), "not EXTERNAL");
}

TEST_F(TaskSets, have_what_their_service_must_not_have) {
    auto request = an_external_service();
    request.service_name = "other";
    request.task_definition = "blog";
    expect_refused(ecs.ask(create_service, request), "taskDefinition");
    expect_refused(ecs.ask(update_service,
                           {.cluster = "hobby", .service = "blog", .force_new_deployment = true}),
                   "forceNewDeployment");
}

TEST_F(TaskSets, end_with_their_service) {
    add(50);
    settle();
    expect_refused(ecs.ask(delete_service, {.cluster = "hobby", .service = "blog"}), "scaled");
    ecs.get(delete_service, {.cluster = "hobby", .service = "blog", .force = true});
    ecs.in_tx([](world::Tx& tx) {
        Task over = *tasks::in_cluster(tx, {"hobby"}).front();
        over.last_status = TaskStatus::Stopped;
        over.desired_status = DesiredStatus::Stopped;
        tasks::put(tx, over);
    });
    settle();
    EXPECT_EQ(ecs.service().status, "INACTIVE");
}

}  // namespace
}  // namespace ikada::ecs::testing
