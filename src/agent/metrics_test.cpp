#include "agent/metrics.hpp"

#include "agent/tcs_pages.hpp"
#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::at;
using testing::kArn;
using testing::kNoon;
using testing::parsed;
using testing::run;

AgentState a_state(TaskRecord task) {
    AgentState state;
    state.cluster = "hobby";
    state.container_instance_arn = "ci";
    state.tasks.emplace(kArn, std::move(task));
    return state;
}

TaskRecord a_running_task() {
    auto task = a_task();
    run(task);
    return task;
}

ContainerUse a_use() {
    ContainerUse use;
    use.cpu_percent = {1, 3, 4, 2};
    use.memory_mib = {0.5, 1.5, 2, 2};
    use.read_bytes = {0, 4096, 4096, 2};
    use.write_bytes = {5, 5, 10, 2};
    return use;
}

TEST(Metrics, say_what_each_running_container_uses) {
    const auto messages =
        metrics_messages(a_state(a_running_task()), {{"d0c", a_use()}}, "m", kNoon);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(parsed(messages[0]), parsed(R"({"type":"PublishMetricsRequest","message":{
        "timestamp":4.32E4,
        "metadata":{
          "cluster":"hobby","containerInstance":"ci","messageId":"m","idle":false,"fin":true},
        "taskMetrics":[{"taskArn":")" + kArn +
                                          R"(","taskDefinitionFamily":"web",
          "taskDefinitionVersion":"3","containerMetrics":[{"containerName":"app",
            "cpuStatsSet":{"min":1.0,"max":3.0,"sampleCount":2,"sum":4.0},
            "memoryStatsSet":{"min":0.5,"max":1.5,"sampleCount":2,"sum":2.0},
            "storageStatsSet":{
              "readSizeBytes":{"min":0,"max":4096,"sampleCount":2,"sum":4096},
              "writeSizeBytes":{"min":5,"max":5,"sampleCount":2,"sum":10}}}]}]}})"));
}

TEST(Metrics, say_what_goes_over_a_containers_own_network) {
    auto use = a_use();
    use.network.emplace();
    use.network->counters[0] = {100, 200, 300, 2};
    use.network->rx_bytes_per_second = {20, 20, 20, 1};
    const auto messages = metrics_messages(a_state(a_running_task()), {{"d0c", use}}, "m", kNoon);
    const auto network =
        at(parsed(messages[0]), "/message/taskMetrics/0/containerMetrics/0/networkStatsSet");
    EXPECT_EQ(at(network, "/rxBytes"),
              parsed(R"({"min":100,"max":200,"sampleCount":2,"sum":300})"));
    EXPECT_EQ(at(network, "/rxBytesPerSecond/sum"), 20.0);
    EXPECT_EQ(json::find(network, "txBytesPerSecond"), nullptr);
    for (const auto& counter : kNetworkCounters)
        EXPECT_NE(json::find(network, counter.name), nullptr) << counter.name;
}

TEST(Metrics, of_an_instance_where_nothing_runs_say_that) {
    const auto messages = metrics_messages(a_state(a_task()), {{"d0c", a_use()}}, "m", kNoon);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(parsed(messages[0]), parsed(R"({"type":"PublishMetricsRequest","message":{
        "timestamp":4.32E4,"metadata":{
        "cluster":"hobby","containerInstance":"ci","messageId":"m","idle":true,"fin":true}}})"));
}

TEST(Metrics, leave_out_what_is_not_known_yet) {
    const auto messages = metrics_messages(a_state(a_running_task()), {}, "m", kNoon);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(at(parsed(messages[0]), "/message/metadata/idle"), false);
    EXPECT_EQ(at(parsed(messages[0]), "/message/taskMetrics"), parsed("[]"));
}

TEST(Metrics, are_of_running_containers_but_the_agents_own) {
    auto task = a_running_task();
    EXPECT_EQ(measured_containers(a_state(task)), std::vector<std::string>{"d0c"});
    task.spec.containers[0].internal = true;
    EXPECT_TRUE(measured_containers(a_state(task)).empty());
    EXPECT_TRUE(measured_containers(a_state(a_task())).empty());
}

// ---- pages

std::vector<std::string> pages_of(const std::vector<json::object>& tasks) {
    return tcs_pages({"T", "tasks", kNoon, tcs_metadata({}, "m")}, tasks);
}

TEST(TcsPages, hold_ten_tasks_each_and_the_last_is_marked) {
    const auto pages = pages_of(std::vector<json::object>(25, tcs_task("a", "f", "1")));
    ASSERT_EQ(pages.size(), 3u);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const auto page = parsed(pages[i]);
        EXPECT_EQ(at(page, "/message/metadata/fin"), i == 2);
        EXPECT_EQ(at(page, "/message/metadata/messageId"), "m");
        EXPECT_EQ(at(page, "/message/tasks").as_array().size(), i == 2 ? 5u : 10u);
    }
}

TEST(TcsPages, end_with_the_tasks_and_are_one_for_none) {
    EXPECT_EQ(pages_of(std::vector<json::object>(20)).size(), 2u);
    EXPECT_EQ(pages_of({}).size(), 1u);
}

TEST(TcsPages, hold_no_more_bytes_than_they_may) {
    const std::vector<json::object> large(3, {{"x", std::string(kPageBytesMax / 2, 'x')}});
    EXPECT_EQ(pages_of(large).size(), 3u);
    const std::vector<json::object> too_large(2, {{"x", std::string(kPageBytesMax, 'x')}});
    EXPECT_EQ(pages_of(too_large).size(), 2u);
}

}  // namespace
}  // namespace ikada::agent
