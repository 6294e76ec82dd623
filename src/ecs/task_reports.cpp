#include "ecs/task_reports.hpp"

#include <algorithm>

namespace ikada::ecs {
namespace {

template <class T>
void set_once(std::optional<T>& into, const std::optional<T>& from) {
    if (!into && from) into = from;
}

void set_given(std::string& into, const std::optional<std::string>& from) {
    if (from && !from->empty()) into = *from;
}

std::vector<NetworkBinding> read_bindings(const std::vector<shapes::NetworkBinding>& from) {
    std::vector<NetworkBinding> read;
    for (const auto& each : from) {
        const bool udp = each.protocol == shapes::TransportProtocol::Udp;
        read.push_back({each.bind_ip.value_or("0.0.0.0"), each.container_port.value_or(0),
                        each.host_port.value_or(0), udp ? PortProtocol::Udp : PortProtocol::Tcp});
    }
    return read;
}

// One that was held back by what it depends on has an exit code too, but never was in Docker
// (node-protocol.md, 3.4).
bool has_run(const Container& container) {
    const bool held_back =
        container.runtime_id.empty() && container.reason.starts_with("CannotStartContainerError");
    return container.exit_code.has_value() && !held_back;
}

// Why a container could not be run at all, in the agent's words; empty if it could.
std::string failure_of(const Task& task) {
    if (task.started_at) return {};
    for (const auto& each : task.containers) {
        const std::string_view reason = each.reason;
        if (has_run(each)) continue;  // a failed pull also stays as the reason then
        if (reason.starts_with("Cannot") || reason.starts_with("DockerTimeoutError"))
            return each.reason;
    }
    return {};
}

bool essential_exited(const Task& task) {
    return std::any_of(task.containers.begin(), task.containers.end(),
                       [](const Container& each) { return each.essential && has_run(each); });
}

// The agent sends no stop code. One that we set when we asked for the stop stays.
void explain_stop(Task& task, const std::string& agent_reason) {
    if (task.stop_code) return;
    const std::string failure = failure_of(task);
    if (failure.empty() && essential_exited(task)) {
        task.stop_code = StopCode::EssentialContainerExited;
        task.stopped_reason = "Essential container in task exited";
        return;
    }
    task.stop_code =
        task.started_at ? StopCode::EssentialContainerExited : StopCode::TaskFailedToStart;
    task.stopped_reason = !failure.empty()        ? failure
                          : !agent_reason.empty() ? agent_reason
                          : task.started_at       ? "Essential container in task exited"
                                                  : "Task failed to start";
}

void stop(Task& task, const std::string& agent_reason, TimePoint now) {
    explain_stop(task, agent_reason);
    task.last_status = TaskStatus::Stopped;
    task.desired_status = DesiredStatus::Stopped;
    // It came and went between two reports.
    if (!task.started_at && essential_exited(task))
        task.started_at = task.execution_stopped_at.value_or(now);
    if (!task.stopping_at) task.stopping_at = task.execution_stopped_at.value_or(now);
    task.stopped_at = now;
    for (auto& container : task.containers) container.last_status = TaskStatus::Stopped;
}

void attach(Task& task) {
    if (task.network_interface) task.network_interface->status = AttachmentStatus::Attached;
}

void run(Task& task, TimePoint now) {
    task.last_status = TaskStatus::Running;
    task.started_at = now;
    attach(task);
    if (!task.connected_at) task.connected_at = now;
}

}  // namespace

void apply_report(const shapes::ContainerStateChange& report, Task& task) {
    const auto container =
        std::find_if(task.containers.begin(), task.containers.end(),
                     [&](const Container& each) { return each.name == report.container_name; });
    if (container == task.containers.end()) return;
    const auto status =
        parse_name(kTaskStatusNames, report.status.value_or("")).value_or(container->last_status);
    if (status < container->last_status) return;
    container->last_status = status;
    set_given(container->runtime_id, report.runtime_id);
    set_given(container->image_digest, report.image_digest);
    set_given(container->reason, report.reason);
    set_once(container->exit_code, report.exit_code);
    if (report.network_bindings && !report.network_bindings->empty())
        container->network_bindings = read_bindings(*report.network_bindings);
}

void apply_report(const shapes::SubmitTaskStateChangeRequest& report, Task& task, TimePoint now) {
    if (task.last_status == TaskStatus::Stopped) return;
    if (report.containers)
        for (const auto& each : *report.containers) apply_report(each, task);
    set_once(task.pull_started_at, report.pull_started_at);
    if (report.pull_stopped_at) task.pull_stopped_at = report.pull_stopped_at;
    set_once(task.execution_stopped_at, report.execution_stopped_at);
    if (report.attachments)
        for (const auto& each : *report.attachments)
            if (each.status == "ATTACHED" && task.network_interface &&
                each.attachment_arn == attachment_arn(task))
                attach(task);
    const std::string status = report.status.value_or("");
    if (status == "STOPPED") stop(task, report.reason.value_or(""), now);
    if (status == "RUNNING" && task.last_status < TaskStatus::Running) run(task, now);
}

}  // namespace ikada::ecs
