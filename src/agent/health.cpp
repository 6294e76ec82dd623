#include "agent/health.hpp"

#include "agent/tcs_pages.hpp"

namespace ikada::agent {

std::string_view health_word(docker::Health health) {
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

namespace {

// Entries of one task stand together.
std::vector<json::object> by_task(const std::vector<HealthEntry>& entries) {
    std::vector<json::object> tasks;
    const std::string* last = nullptr;
    for (const auto& entry : entries) {
        if (last == nullptr || *last != entry.task_arn) {
            tasks.push_back(tcs_task(entry.task_arn, entry.family, entry.version));
            tasks.back()["containers"] = json::array{};
        }
        last = &entry.task_arn;
        tasks.back()["containers"].get_array().push_back(
            json::object{{"containerName", entry.container},
                         {"healthStatus", entry.status},
                         {"statusSince", to_epoch_seconds(entry.since)}});
    }
    return tasks;
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
                               std::string(health_word(container.health)),
                               container.health_since.value_or(TimePoint{})});
        }
    return entries;
}

std::vector<std::string> health_messages(const AgentState& state,
                                         const std::vector<HealthEntry>& entries,
                                         const std::string& message_id, TimePoint now) {
    return tcs_pages({"PublishHealthRequest", "tasks", now, tcs_metadata(state, message_id)},
                     by_task(entries));
}

}  // namespace ikada::agent
