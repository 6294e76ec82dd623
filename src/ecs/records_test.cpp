#include "ecs/records.hpp"

#include "ecs/operations/operations.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

TEST(Records, of_task_definitions_sort_by_number) {
    EXPECT_LT(keys::task_definition("blog", 9), keys::task_definition("blog", 10));
    EXPECT_LT(keys::task_definition("blog", 999), keys::task_definition("blog", 1000));
}

TEST(Records, of_services_are_found_by_their_old_arns_too) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    ecs.in_tx([](world::Tx& tx) {
        EXPECT_TRUE(services::find(tx, {"hobby"}, kArn + "service/blog"));
        EXPECT_TRUE(services::find(tx, {"hobby"}, kArn + "service/hobby/blog"));
        EXPECT_FALSE(services::find(tx, {"hobby"}, kArn + "service/other/blog"));
    });
}

TEST(Records, of_tasks_get_a_new_version_with_a_change_and_only_then) {
    HobbyWorld ecs(1);
    const auto arn = *ecs.run().task_arn;
    ecs.in_tx([&](world::Tx& tx) {
        Task task = *tasks::find_by_arn(tx, arn);
        tasks::put(tx, task);
        EXPECT_EQ(tasks::find_by_arn(tx, arn)->version, 1);
        task.started_by = "me";
        tasks::put(tx, task);
        EXPECT_EQ(tasks::find_by_arn(tx, arn)->version, 2);
    });
}

Task with_health(std::vector<HealthStatus> checks) {
    Task task;
    for (const auto health : checks) {
        auto& container = task.containers.emplace_back();
        container.has_health_check = true;
        container.health = health;
    }
    return task;
}

TEST(TaskHealth, is_that_of_its_worst_checked_essential_container) {
    using enum HealthStatus;
    EXPECT_EQ(health_of(with_health({})), Unknown);
    EXPECT_EQ(health_of(with_health({Healthy, Healthy})), Healthy);
    EXPECT_EQ(health_of(with_health({Healthy, Unknown})), Unknown);
    EXPECT_EQ(health_of(with_health({Unhealthy, Unknown})), Unhealthy);
    auto task = with_health({Healthy, Unhealthy});
    task.containers[1].essential = false;
    EXPECT_EQ(health_of(task), Healthy);
}

TEST(TaskSizes, are_read_as_numbers_and_with_their_units) {
    EXPECT_EQ(cpu_units_of("256"), 256);
    EXPECT_EQ(cpu_units_of(".25 vCPU"), 256);
    EXPECT_EQ(cpu_units_of("2 vcpu"), 2048);
    EXPECT_EQ(memory_mib_of("512"), 512);
    EXPECT_EQ(memory_mib_of("0.5GB"), 512);
    EXPECT_FALSE(cpu_units_of("much"));
    EXPECT_FALSE(memory_mib_of(""));
}

// A row that is missing from the table, or too many, does not compile; this holds their names.
TEST(Operations, are_those_of_the_list) {
    for (const auto name : shapes::kOperationNames) EXPECT_TRUE(service().find(name)) << name;
}

}  // namespace
}  // namespace ikada::ecs::testing
