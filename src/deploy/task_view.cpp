#include "deploy/task_view.hpp"

#include <algorithm>

#include "base/arn.hpp"

namespace ikada::deploy {
namespace {

constexpr std::size_t kShortIdLength = 8;

ContainerView read_container(const json::value& from) {
    ContainerView view{json::text(from, "name"), json::text(from, "lastStatus"),
                       json::text(from, "reason"), std::nullopt};
    if (const auto* code = json::find(from, "exitCode"); code && code->is_number())
        view.exit_code = json::integer(from, "exitCode");
    return view;
}

// What a container adds to its task's reason; nothing if it ended well.
std::string end_of(const ContainerView& container) {
    if (!container.reason.empty()) return fmt::format("{}: {}", container.name, container.reason);
    if (container.exit_code.value_or(0) == 0) return {};
    return fmt::format("{}: exit code {}", container.name, *container.exit_code);
}

}  // namespace

const ContainerView* TaskView::find(std::string_view container) const {
    const auto found = std::ranges::find(containers, container, &ContainerView::name);
    return found == containers.end() ? nullptr : &*found;
}

TaskView read_task(const json::value& task) {
    TaskView view{.arn = json::text(task, "taskArn"),
                  .last_status = json::text(task, "lastStatus"),
                  .group = json::text(task, "group"),
                  .started_by = json::text(task, "startedBy"),
                  .stop_code = json::text(task, "stopCode"),
                  .stopped_reason = json::text(task, "stoppedReason"),
                  .containers = {}};
    for (const auto& container : json::list(task, "containers"))
        view.containers.push_back(read_container(container));
    return view;
}

Result<TaskPage> list_tasks(client::Api& api, const json::object& request) {
    const auto answer = api.call(kEcs, "ListTasks", request);
    if (!answer) return answer.error();
    TaskPage page{{}, json::find(*answer, "nextToken") != nullptr};
    for (const auto& arn : json::list(*answer, "taskArns"))
        if (arn.is_string()) page.arns.emplace_back(arn.as_string());
    return page;
}

Result<std::vector<TaskView>> describe_tasks(client::Api& api, const std::string& cluster,
                                             const std::vector<std::string>& arns) {
    json::array asked;
    for (const auto& arn : arns) asked.emplace_back(arn);
    const auto answer = api.call(kEcs, "DescribeTasks",
                                 json::object{{"cluster", cluster}, {"tasks", std::move(asked)}});
    if (!answer) return answer.error();
    std::vector<TaskView> found;
    for (const auto& task : json::list(*answer, "tasks")) found.push_back(read_task(task));
    return found;
}

std::string end_of(const TaskView& task) {
    std::string parts;
    for (const auto& container : task.containers)
        if (const auto part = end_of(container); !part.empty())
            parts += fmt::format("{}{}", parts.empty() ? "" : "; ", part);
    const auto reason = task.stopped_reason.empty() ? "stopped" : task.stopped_reason;
    return parts.empty() ? reason : fmt::format("{} ({})", reason, parts);
}

std::string short_id(std::string_view task_arn) {
    return std::string(last_part(task_arn).substr(0, kShortIdLength));
}

}  // namespace ikada::deploy
