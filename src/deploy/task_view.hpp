#pragma once
// Tasks as DescribeTasks shows them, with what deploy commands look at.

#include <optional>
#include <string>
#include <vector>

#include "deploy/tool.hpp"

namespace ikada::deploy {

struct ContainerView {
    std::string name, last_status, reason;
    std::optional<std::int64_t> exit_code;

    bool has_started() const { return last_status == "RUNNING" || exit_code; }
};

struct TaskView {
    std::string arn, last_status, group, started_by, stop_code, stopped_reason;
    std::string health, instance, zone;  // of the instance its ARN; empty: not known yet, or none
    // Since when it is so, as far as ECS tells: what has not started yet since it was created.
    std::optional<TimePoint> since;
    std::vector<ContainerView> containers;

    bool is_stopped() const { return last_status == "STOPPED"; }
    // Stopped, or on its way there.
    bool is_ending() const;
    const ContainerView* find(std::string_view container) const;
};

TaskView read_task(const json::value& task);

// A page of ListTasks.
struct TaskPage {
    std::vector<std::string> arns;
    std::string next_token;  // empty: it is the last
};
Result<TaskPage> list_tasks(client::Api& api, const json::object& request);

// Those that are still known, in no promised order; a call for every kTasksPerCall of them.
constexpr std::size_t kTasksPerCall = 100;  // DescribeTasks, and a page of ListTasks: AWS limit
Result<std::vector<TaskView>> describe_tasks(client::Api& api, const std::string& cluster,
                                             const std::vector<std::string>& arns);

// "Essential container in task exited (app: exit code 3)": why a task stopped, in one line.
std::string end_of(const TaskView& task);

// "5f0c1a2b" of the ARN of a task or instance: enough to know it by.
std::string short_id(std::string_view arn);

}  // namespace ikada::deploy
