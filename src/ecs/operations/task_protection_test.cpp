#include "ecs/new_task.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

// The ARN of a running task of service "blog".
std::string add_service_task(HobbyWorld& ecs) {
    return ecs.in_tx([](world::Tx& tx) {
        const auto& service = *services::find(tx, {"hobby"}, "blog");
        const auto& on = *instances::in_cluster(tx, {"hobby"}).front();
        Task made = make_task(task_of(*clusters::find(tx, {"hobby"}), service,
                                      services::primary(service), *definitions::find(tx, "blog")),
                              on, tx.random(), kNow);
        made.last_status = TaskStatus::Running;
        tasks::put(tx, made);
        return made.arn;
    });
}

TEST(TaskProtection, lasts_two_hours_unless_said_otherwise_and_ends_by_itself) {
    HobbyWorld ecs(1);
    ecs.get(create_service, a_service());
    const auto task = add_service_task(ecs);
    const auto made = ecs.get(update_task_protection,
                              {.cluster = "hobby", .tasks = {task}, .protection_enabled = true});
    EXPECT_EQ(made.protected_tasks->at(0).expiration_date, kNow + std::chrono::hours{2});
    const shapes::GetTaskProtectionRequest asked{.cluster = "hobby", .tasks = {{task}}};
    EXPECT_EQ(ecs.get(get_task_protection, asked).protected_tasks->at(0).protection_enabled, true);
    ecs.now = kNow + std::chrono::hours{2};
    const auto later = ecs.get(get_task_protection, asked).protected_tasks->at(0);
    EXPECT_EQ(later.protection_enabled, false);
    EXPECT_FALSE(later.expiration_date);
}

TEST(TaskProtection, is_taken_back) {
    HobbyWorld ecs(1);
    ecs.get(create_service, a_service());
    const auto task = add_service_task(ecs);
    shapes::UpdateTaskProtectionRequest request{.cluster = "hobby",
                                                .tasks = {task},
                                                .protection_enabled = true,
                                                .expires_in_minutes = 2880};
    ecs.get(update_task_protection, request);
    request.protection_enabled = false;
    const auto made = ecs.get(update_task_protection, request);
    EXPECT_EQ(made.protected_tasks->at(0).protection_enabled, false);
}

TEST(TaskProtection, is_asked_by_an_instances_key_for_its_own_tasks_only) {
    HobbyWorld ecs(1);
    ecs.get(create_service, a_service());
    const auto task = add_service_task(ecs);
    const shapes::GetTaskProtectionRequest asked{.cluster = "hobby", .tasks = {{task}}};
    const shapes::UpdateTaskProtectionRequest change{
        .cluster = "hobby", .tasks = {task}, .protection_enabled = true};
    ecs.caller.instance_id = "i-thief";
    EXPECT_EQ(ecs.ask(get_task_protection, asked).error().kind, &errors::kAccessDenied);
    EXPECT_EQ(ecs.ask(update_task_protection, change).error().kind, &errors::kAccessDenied);
    ecs.caller.instance_id = "i-0";
    EXPECT_EQ(ecs.get(update_task_protection, change).protected_tasks->size(), 1u);
    EXPECT_EQ(ecs.get(get_task_protection, asked).protected_tasks->size(), 1u);
}

TEST(TaskProtection, is_for_tasks_of_services) {
    HobbyWorld ecs(1);
    const auto task = *ecs.run().task_arn;
    const auto made =
        ecs.get(update_task_protection,
                {.cluster = "hobby", .tasks = {task, "unknown"}, .protection_enabled = true});
    EXPECT_TRUE(made.protected_tasks->empty());
    EXPECT_EQ(made.failures->at(0).reason, "TASK_NOT_VALID");
    EXPECT_EQ(made.failures->at(1).reason, "MISSING");
}

TEST(TaskProtection, is_not_for_more_tasks_than_the_service_wants) {
    HobbyWorld ecs(1);
    auto service = a_service();
    service.desired_count = 1;
    ecs.get(create_service, service);
    const auto first = add_service_task(ecs);
    const auto second = add_service_task(ecs);
    const auto made =
        ecs.get(update_task_protection,
                {.cluster = "hobby", .tasks = {first, second}, .protection_enabled = true});
    EXPECT_EQ(made.protected_tasks->at(0).task_arn, first);
    EXPECT_EQ(made.failures->at(0).reason, "DEPLOYMENT_BLOCKED");
}

TEST(TaskProtection, lasts_48_hours_at_most) {
    HobbyWorld ecs;
    shapes::UpdateTaskProtectionRequest request{
        .cluster = "hobby", .tasks = {"a"}, .protection_enabled = true, .expires_in_minutes = 2881};
    expect_refused(ecs.ask(update_task_protection, request), "2880");
    request.expires_in_minutes = 0;
    expect_refused(ecs.ask(update_task_protection, request), "between 1 and");
}

}  // namespace
}  // namespace ikada::ecs::testing
