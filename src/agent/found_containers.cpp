#include "agent/found_containers.hpp"

#include <algorithm>

#include "agent/container_config.hpp"
#include "agent/task_engine.hpp"

namespace ikada::agent {
namespace {

std::string label_of(const std::map<std::string, std::string>& labels, const char* name) {
    const auto found = labels.find(name);
    return found == labels.end() ? std::string{} : found->second;
}

// A row that belongs to the task; that of its own id where several bear the container's name.
const docker::ContainerRow* find_row(const Rows& rows, const TaskRecord& task,
                                     std::size_t container) {
    const docker::ContainerRow* found = nullptr;
    for (const auto& row : rows) {
        if (label_of(row.labels, kTaskArnLabel) != task.spec.arn ||
            label_of(row.labels, kContainerNameLabel) != task.spec.containers[container].name)
            continue;
        if (row.id == task.containers[container].docker_id) return &row;
        found = &row;
    }
    return found;
}

// A task as the labels of its containers tell it. A pause container has no description to match.
json::object described_by(const Rows& rows) {
    json::array containers;
    for (const auto& row : rows)
        containers.push_back(json::object{{"name", label_of(row.labels, kContainerNameLabel)},
                                          {"image", "unknown"},
                                          {"essential", true}});
    const auto& labels = rows.front().labels;
    return {{"arn", label_of(labels, kTaskArnLabel)},
            {"family", label_of(labels, kFamilyLabel)},
            {"version", label_of(labels, kVersionLabel)},
            {"containers", std::move(containers)}};
}

void adopt(AgentState& state, const Rows& rows) {
    const auto described = described_by(rows);
    auto spec = parse_task(described);
    if (!spec) return;  // orphans, then
    auto task = make_record(*std::move(spec), json::serialize(described));
    task.adopted = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        task.containers[i].docker_id = rows[i].id;
        task.containers[i].stage = Stage::Created;
        task.containers[i].look = true;
        // One that never ran is let end: how it should run is not known.
        if (rows[i].state == docker::ContainerState::Created) task.stop_asked = true;
    }
    auto arn = task.spec.arn;
    state.tasks.emplace(std::move(arn), std::move(task));
}

bool is_explained(const AgentState& state, const docker::ContainerRow& row) {
    const auto found = state.tasks.find(label_of(row.labels, kTaskArnLabel));
    if (found == state.tasks.end()) return false;
    const auto& task = found->second;
    if (task.adopted) return true;
    const auto index = index_of(task.spec, label_of(row.labels, kContainerNameLabel));
    if (index == task.containers.size()) return false;
    const auto& id = task.containers[index].docker_id;
    return id.empty() || id == row.id;
}

}  // namespace

void notice_all(AgentState& state, const Rows& rows) {
    for (auto& [arn, task] : state.tasks)
        for (std::size_t i = 0; i < task.containers.size(); ++i)
            notice(task.containers[i], find_row(rows, task, i));
}

std::vector<std::string> adopt_unknown(AgentState& state, const Rows& rows) {
    std::map<std::string, Rows> unknown;
    for (const auto& row : rows) {
        const auto arn = label_of(row.labels, kTaskArnLabel);
        const bool pause = label_of(row.labels, kContainerNameLabel) == kPauseName;
        if (!arn.empty() && !pause && !state.tasks.contains(arn)) unknown[arn].push_back(row);
    }
    std::vector<std::string> adopted;
    for (const auto& [arn, containers] : unknown) {
        adopt(state, containers);
        if (state.tasks.contains(arn)) adopted.push_back(arn);
    }
    return adopted;
}

std::vector<std::string> orphans(const AgentState& state, const Rows& rows) {
    std::vector<std::string> ids;
    for (const auto& row : rows)
        if (!is_explained(state, row)) ids.push_back(row.id);
    return ids;
}

std::vector<std::string> orphans(const AgentState& state,
                                 const std::vector<docker::Volume>& volumes) {
    std::vector<std::string> names;
    for (const auto& volume : volumes)
        if (!state.tasks.contains(label_of(volume.labels, kTaskArnLabel)))
            names.push_back(volume.name);
    return names;
}

void describe_adopted(TaskRecord& task, TaskSpec spec, std::string payload) {
    std::vector<ContainerRecord> containers(spec.containers.size());
    for (std::size_t i = 0; i < containers.size(); ++i)
        if (const auto index = index_of(task.spec, spec.containers[i].name);
            index < task.containers.size())
            containers[i] = std::move(task.containers[index]);
    task.containers = std::move(containers);
    task.spec = std::move(spec);
    task.payload = std::move(payload);
    task.adopted = false;
}

}  // namespace ikada::agent
