#include "ecs/utilization.hpp"

#include "ecs/testing.hpp"
#include "ecs/usage_table.hpp"

namespace ikada::ecs::testing {
namespace {

// One instance of 2048 CPU units and 2000 MiB; tasks reserve 64 MiB and `cpu` units.
class UtilizationTest : public ::testing::Test {
  protected:
    void begin(int cpu) {
        auto definition = a_definition();
        definition.container_definitions[0].cpu = cpu;
        ecs.get(register_task_definition, definition);
    }
    std::string running() {
        const auto arn = *ecs.run().task_arn;
        ecs.report(arn, "RUNNING", {a_report("RUNNING")});
        return arn;
    }
    // `ago`: before ecs.now.
    void hear(const std::string& task, double cpu_percent, double memory_mib, Seconds ago = {}) {
        hear({task, "app", ecs.now - ago, cpu_percent, memory_mib});
    }
    void hear(const ports::ContainerUseSeen& seen) {
        ecs.in_tx([&](world::Tx& tx) { apply_use(tx, {seen}, ecs.now); });
    }
    std::optional<Utilization> of_task(const std::string& arn) {
        return ecs.in_tx(
            [&](world::Tx& tx) { return utilization(tx, *tasks::find_by_arn(tx, arn), ecs.now); });
    }
    std::optional<Utilization> of_instance() {
        return ecs.in_tx([&](world::Tx& tx) {
            return utilization(tx, *instances::find(tx, {"hobby"}, instance), ecs.now);
        });
    }
    std::optional<Utilization> of_service() {
        return ecs.in_tx([&](world::Tx& tx) {
            return utilization(tx, *services::find(tx, {"hobby"}, "blog"), ecs.now);
        });
    }

    HobbyWorld ecs;
    const std::string instance = ecs.add_instance("i-1");
};

TEST_F(UtilizationTest, of_a_task_is_told_in_units_and_percent_of_what_it_reserves) {
    begin(256);
    const auto task = running();
    EXPECT_FALSE(of_task(task));
    hear(task, 25, 32);
    const auto use = of_task(task);
    ASSERT_TRUE(use);
    EXPECT_EQ(*use, (Utilization{512, 32, {256, 64}}));
    EXPECT_EQ(cpu_percent(*use), 200);
    EXPECT_EQ(memory_percent(*use), 50);
}

TEST_F(UtilizationTest, has_no_percentage_of_nothing) {
    begin(0);
    const auto task = running();
    hear(task, 25, 32);
    EXPECT_FALSE(cpu_percent(*of_task(task)));
}

TEST_F(UtilizationTest, is_the_mean_of_the_last_minute_that_is_told_of) {
    begin(256);
    const auto task = running();
    hear(task, 100, 1000, Seconds{60});
    for (const int ago : {40, 20, 0}) hear(task, 50.0 - ago, 10, Seconds{ago});
    EXPECT_EQ(*of_task(task), (Utilization{0.3 * 2048, 10, {256, 64}}));
}

TEST_F(UtilizationTest, is_forgotten_after_five_minutes) {
    begin(256);
    const auto task = running();
    hear(task, 10, 10);
    ecs.now += kUsageKept;
    EXPECT_TRUE(of_task(task));
    ecs.now += Seconds{1};
    EXPECT_FALSE(of_task(task));
    hear(task, 10, 10, kUsageKept + Seconds{1});
    EXPECT_FALSE(of_task(task)) << "a set that comes too late";
}

TEST_F(UtilizationTest, takes_a_moment_that_has_not_come_for_now) {
    begin(256);
    const auto task = running();
    hear(task, 10, 10, Seconds{-86'400});
    EXPECT_TRUE(of_task(task));
    ecs.now += kUsageKept + Seconds{1};
    EXPECT_FALSE(of_task(task));
}

TEST_F(UtilizationTest, keeps_a_few_samples_however_many_come_at_once) {
    begin(256);
    const auto task = running();
    for (int i = 0; i < 1000; ++i) hear(task, i < 992 ? 100 : 0, 10);
    EXPECT_EQ(of_task(task)->cpu_units, 0);
}

TEST_F(UtilizationTest, is_of_containers_that_the_task_has_and_of_tasks_that_are_there) {
    begin(256);
    const auto task = running();
    hear({task, "another", ecs.now, 10, 10});
    hear(kArn + "task/hobby/unknown", 10, 10);
    EXPECT_FALSE(of_task(task));
}

TEST_F(UtilizationTest, ends_with_the_task) {
    begin(256);
    const auto task = running();
    hear(task, 10, 10);
    ecs.report(task, "STOPPED", {a_report("STOPPED", 0)});
    hear(task, 10, 10);
    EXPECT_FALSE(of_task(task));
}

TEST_F(UtilizationTest, of_an_instance_is_that_of_all_its_tasks) {
    begin(256);
    EXPECT_EQ(of_instance(), (Utilization{0, 0, {2048, 2000}})) << "nothing runs there";
    const auto one = running(), other = running();
    EXPECT_FALSE(of_instance());
    hear(one, 10, 100);
    hear(other, 15, 200);
    const auto use = *of_instance();
    EXPECT_EQ(cpu_percent(use), 25);
    EXPECT_EQ(memory_percent(use), 15);
}

TEST_F(UtilizationTest, of_a_service_is_what_its_running_tasks_use_of_what_they_reserve) {
    begin(256);
    ecs.get(create_service, a_service());
    ecs.in_tx([&](world::Tx& tx) {
        for (const auto* name : {"1", "2", "3"}) {
            Task task;
            task.id = {name};
            task.arn = kArn + "task/hobby/" + name;
            task.cluster = {"hobby"};
            task.service = ServiceName{"blog"};
            task.container_instance = instances::find(tx, {"hobby"}, instance)->id;
            task.needs.room = {256, 64};
            task.last_status = TaskStatus::Running;
            task.containers.emplace_back().name = "app";
            tasks::put(tx, task);
        }
    });
    EXPECT_FALSE(of_service());
    hear(kArn + "task/hobby/1", 25, 64);
    hear(kArn + "task/hobby/2", 0, 0);
    EXPECT_EQ(of_service(), (Utilization{512, 64, {512, 128}})) << "the third is not known of";
    EXPECT_EQ(cpu_percent(*of_service()), 100);
    EXPECT_EQ(memory_percent(*of_service()), 50);
}

TEST_F(UtilizationTest, is_described_by_arn_where_it_is_known) {
    begin(256);
    const auto task = running();
    hear(task, 25, 32);
    const auto answer = ecs.call(
        own_service(), "DescribeUtilization",
        json::serialize(json::object{{"arns", json::array{task, instance, "arn:of:nothing"}}}));
    ASSERT_EQ(json::list(answer, "items").size(), 2u);
    EXPECT_EQ(json::list(answer, "items")[0],
              *json::parse(fmt::format(R"({{"arn":"{}","cpu_units":512,"memory_mib":32,)"
                                       R"("cpu_percent":200,"memory_percent":50,)"
                                       R"("cpu_percent_of_instance":25}})",
                                       task)));
    EXPECT_EQ(json::text(json::list(answer, "items")[1], "arn"), instance);
}

}  // namespace
}  // namespace ikada::ecs::testing
