#include "deploy/task_view.hpp"

#include <algorithm>
#include <array>
#include <span>

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

// The statuses of a task, and the time that tells when each began.
struct StatusTime {
    std::string_view status, member;
    bool is_end = false;
};
constexpr auto kStatusTimes = std::to_array<StatusTime>({{"RUNNING", "startedAt"},
                                                         {"DEACTIVATING", "stoppingAt", true},
                                                         {"STOPPING", "stoppingAt", true},
                                                         {"DEPROVISIONING", "stoppingAt", true},
                                                         {"STOPPED", "stoppedAt", true}});

const StatusTime* time_of(std::string_view status) {
    const auto* found = std::ranges::find(kStatusTimes, status, &StatusTime::status);
    return found == kStatusTimes.end() ? nullptr : found;
}

std::optional<TimePoint> read_since(const json::value& task) {
    const auto* of_status = time_of(json::text(task, "lastStatus"));
    const auto* at = json::find(task, of_status ? of_status->member : "createdAt");
    if (!at || !at->is_number()) return std::nullopt;
    return from_epoch_seconds(at->to_number<double>());
}

// What a container adds to its task's reason; nothing if it ended well.
std::string end_of(const ContainerView& container, std::string_view reason_of_task) {
    if (!container.reason.empty() && container.reason == reason_of_task) return container.name;
    if (!container.reason.empty()) return fmt::format("{}: {}", container.name, container.reason);
    if (container.exit_code.value_or(0) == 0) return {};
    return fmt::format("{}: exit code {}", container.name, *container.exit_code);
}

}  // namespace

bool TaskView::is_ending() const {
    const auto* of_status = time_of(last_status);
    return of_status && of_status->is_end;
}

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
                  .health = json::text(task, "healthStatus"),
                  .instance = json::text(task, "containerInstanceArn"),
                  .zone = json::text(task, "availabilityZone"),
                  .since = read_since(task),
                  .containers = {}};
    for (const auto& container : json::list(task, "containers"))
        view.containers.push_back(read_container(container));
    return view;
}

Result<TaskPage> list_tasks(client::Api& api, const json::object& request) {
    const auto answer = api.call(kEcs, "ListTasks", request);
    if (!answer) return answer.error();
    TaskPage page{{}, json::text(*answer, "nextToken")};
    for (const auto& arn : json::list(*answer, "taskArns"))
        if (arn.is_string()) page.arns.emplace_back(arn.as_string());
    return page;
}

Result<std::vector<TaskView>> describe_tasks(client::Api& api, const std::string& cluster,
                                             const std::vector<std::string>& arns) {
    std::vector<TaskView> found;
    for (std::size_t done = 0; done < arns.size(); done += kTasksPerCall) {
        const auto some = std::span(arns).subspan(done);
        const auto end = some.begin() + std::min(some.size(), kTasksPerCall);
        const auto answer =
            api.call(kEcs, "DescribeTasks",
                     json::object{{"cluster", cluster}, {"tasks", json::array(some.begin(), end)}});
        if (!answer) return answer.error();
        for (const auto& task : json::list(*answer, "tasks")) found.push_back(read_task(task));
    }
    return found;
}

std::string end_of(const TaskView& task) {
    std::string parts;
    for (const auto& container : task.containers)
        if (const auto part = end_of(container, task.stopped_reason); !part.empty())
            parts += fmt::format("{}{}", parts.empty() ? "" : "; ", part);
    const auto reason = task.stopped_reason.empty() ? "stopped" : task.stopped_reason;
    return parts.empty() ? reason : fmt::format("{} ({})", reason, parts);
}

std::string short_id(std::string_view arn) {
    return std::string(last_part(arn).substr(0, kShortIdLength));
}

}  // namespace ikada::deploy
