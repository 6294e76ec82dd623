#include "agent/metrics.hpp"

#include "agent/tcs_pages.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kType = "PublishMetricsRequest";

bool is_measured(const TaskRecord& task, std::size_t container) {
    const auto& record = task.containers[container];
    return record.stage == Stage::Running && !record.docker_id.empty() &&
           !task.spec.containers[container].internal;
}

template <class Number>
json::object set_object(const StatsSet<Number>& set) {
    return {
        {"min", set.min}, {"max", set.max}, {"sampleCount", set.sample_count}, {"sum", set.sum}};
}

json::object network_object(const NetworkUse& use) {
    json::object made;
    for (std::size_t i = 0; i < kNetworkCounters.size(); ++i)
        made[kNetworkCounters[i].name] = set_object(use.counters[i]);
    if (use.rx_bytes_per_second.sample_count > 0)
        made["rxBytesPerSecond"] = set_object(use.rx_bytes_per_second);
    if (use.tx_bytes_per_second.sample_count > 0)
        made["txBytesPerSecond"] = set_object(use.tx_bytes_per_second);
    return made;
}

json::object container_object(const std::string& name, const ContainerUse& use) {
    json::object made{
        {"containerName", name},
        {"cpuStatsSet", set_object(use.cpu_percent)},
        {"memoryStatsSet", set_object(use.memory_mib)},
        {"storageStatsSet", json::object{{"readSizeBytes", set_object(use.read_bytes)},
                                         {"writeSizeBytes", set_object(use.write_bytes)}}}};
    if (use.network) made["networkStatsSet"] = network_object(*use.network);
    return made;
}

json::array container_list(const TaskRecord& task, const Uses& uses) {
    json::array made;
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        const auto use = uses.find(task.containers[i].docker_id);
        if (use != uses.end() && is_measured(task, i))
            made.push_back(container_object(task.spec.containers[i].name, use->second));
    }
    return made;
}

}  // namespace

std::vector<std::string> measured_containers(const AgentState& state) {
    std::vector<std::string> ids;
    for (const auto& [arn, task] : state.tasks)
        for (std::size_t i = 0; i < task.containers.size(); ++i)
            if (is_measured(task, i)) ids.push_back(task.containers[i].docker_id);
    return ids;
}

std::vector<std::string> metrics_messages(const AgentState& state, const Uses& uses,
                                          const std::string& message_id, TimePoint now) {
    auto metadata = tcs_metadata(state, message_id);
    const bool idle = measured_containers(state).empty();
    metadata["idle"] = idle;
    if (idle) {
        metadata["fin"] = true;
        return {tcs_message(
            kType, {{"timestamp", to_epoch_seconds(now)}, {"metadata", std::move(metadata)}})};
    }
    std::vector<json::object> tasks;
    for (const auto& [arn, task] : state.tasks) {
        auto containers = container_list(task, uses);
        if (containers.empty()) continue;
        tasks.push_back(tcs_task(arn, task.spec.family, task.spec.version));
        tasks.back()["containerMetrics"] = std::move(containers);
    }
    return tcs_pages({kType, "taskMetrics", now, std::move(metadata)}, tasks);
}

}  // namespace ikada::agent
