#include "agent/health.hpp"

#include "base/json.hpp"

namespace ikada::agent {
namespace {

std::string status_of(docker::Health health) {
    switch (health) {
        case docker::Health::Healthy:
            return "HEALTHY";
        case docker::Health::Unhealthy:
            return "UNHEALTHY";
        case docker::Health::None:
        case docker::Health::Starting:
            return "UNKNOWN";
    }
    return "UNKNOWN";
}

json::object task_object(const HealthEntry& entry) {
    return {{"taskArn", entry.task_arn},
            {"taskDefinitionFamily", entry.family},
            {"taskDefinitionVersion", entry.version},
            {"containers", json::array{}}};
}

// Entries of one task stand together.
std::vector<json::object> by_task(const std::vector<HealthEntry>& entries) {
    std::vector<json::object> tasks;
    const std::string* last = nullptr;
    for (const auto& entry : entries) {
        if (last == nullptr || *last != entry.task_arn) tasks.push_back(task_object(entry));
        last = &entry.task_arn;
        tasks.back()["containers"].get_array().push_back(
            json::object{{"containerName", entry.container},
                         {"healthStatus", entry.status},
                         {"statusSince", to_epoch_seconds(entry.since)}});
    }
    return tasks;
}

json::object metadata(const AgentState& state, const std::string& message_id, bool last) {
    return {{"cluster", state.cluster},
            {"containerInstance", state.container_instance_arn},
            {"fin", last},
            {"messageId", message_id}};
}

std::string envelope(std::string_view type, json::object message) {
    return json::serialize(json::object{{"type", type}, {"message", std::move(message)}});
}

}  // namespace

std::vector<HealthEntry> health_of(const AgentState& state) {
    std::vector<HealthEntry> entries;
    for (const auto& [arn, task] : state.tasks)
        for (std::size_t i = 0; i < task.containers.size(); ++i) {
            const auto& container = task.containers[i];
            const auto& spec = task.spec.containers[i];
            if (!spec.health_checked || container.stage != Stage::Running) continue;
            entries.push_back({arn, task.spec.family, task.spec.version, spec.name,
                               status_of(container.health),
                               container.health_since.value_or(TimePoint{})});
        }
    return entries;
}

std::vector<std::string> health_messages(const AgentState& state,
                                         const std::vector<HealthEntry>& entries,
                                         const std::string& message_id, TimePoint now) {
    auto tasks = by_task(entries);
    std::vector<std::string> messages;
    std::size_t next = 0;
    do {
        json::array page;
        while (next < tasks.size() && page.size() < kTasksPerHealthPage)
            page.push_back(std::move(tasks[next++]));
        const bool last = next == tasks.size();
        messages.push_back(
            envelope("PublishHealthRequest", {{"timestamp", to_epoch_seconds(now)},
                                              {"metadata", metadata(state, message_id, last)},
                                              {"tasks", std::move(page)}}));
    } while (next < tasks.size());
    return messages;
}

std::string idle_metrics_message(const AgentState& state, const std::string& message_id,
                                 TimePoint now) {
    auto data = metadata(state, message_id, true);
    data["idle"] = true;
    return envelope("PublishMetricsRequest",
                    {{"timestamp", to_epoch_seconds(now)}, {"metadata", std::move(data)}});
}

}  // namespace ikada::agent
