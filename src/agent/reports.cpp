#include "agent/reports.hpp"

#include <algorithm>

#include "agent/task_engine.hpp"

namespace ikada::agent {
namespace {

std::string status_name(Stage stage) {
    if (stage == Stage::Running || stage == Stage::Stopped)
        return std::string(name_of(kStageNames, stage));
    return "PENDING";
}

bool is_news(const TaskRecord& task, std::size_t container) {
    const auto& record = task.containers[container];
    if (task.spec.containers[container].internal) return false;
    return record.stage >= Stage::Running && record.stage > record.reported;
}

// Its interface is there once the pause container has run with its address.
bool has_attached(const TaskRecord& task) {
    return task.spec.network_interface && !task.attachment_reported &&
           !task.spec.network_interface->attachment_arn.empty() &&
           task.containers.back().started_at.has_value();
}

// What a container did is told before its task as a whole runs, too: others may wait for it long.
bool has_news(const TaskRecord& task) {
    const auto stage = stage_of(task);
    if (stage >= Stage::Running && stage > task.reported) return true;
    if (has_attached(task)) return true;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (is_news(task, i)) return true;
    return false;
}

ecs::shapes::AttachmentStateChange attachment(const TaskRecord& task) {
    ecs::shapes::AttachmentStateChange change;
    change.attachment_arn = task.spec.network_interface->attachment_arn;
    change.status = "ATTACHED";
    return change;
}

std::vector<ecs::shapes::NetworkBinding> bindings(const ContainerRecord& container) {
    std::vector<ecs::shapes::NetworkBinding> all;
    for (const auto& port : container.ports) {
        if (port.host_ip == "::") continue;  // 3.1: left out by the ECS agent too
        ecs::shapes::NetworkBinding binding;
        binding.bind_ip = port.host_ip;
        binding.container_port = port.container_port;
        binding.host_port = port.host_port;
        binding.protocol = port.protocol == "udp" ? ecs::shapes::TransportProtocol::Udp
                                                  : ecs::shapes::TransportProtocol::Tcp;
        all.push_back(std::move(binding));
    }
    return all;
}

ecs::shapes::ContainerStateChange change_of(const ContainerSpec& spec,
                                            const ContainerRecord& container) {
    ecs::shapes::ContainerStateChange change;
    change.container_name = spec.name;
    change.status = status_name(container.stage);
    if (!container.docker_id.empty()) change.runtime_id = container.docker_id;
    if (!container.image_digest.empty()) change.image_digest = container.image_digest;
    if (container.exit_code && container.stage == Stage::Stopped)
        change.exit_code = container.exit_code;
    if (!container.reason.empty()) change.reason = container.reason.substr(0, kReasonCharsMax);
    if (!container.ports.empty()) change.network_bindings = bindings(container);
    return change;
}

}  // namespace

std::optional<Report> next_report(const TaskRecord& task, const std::string& cluster,
                                  TimePoint now) {
    if (task.report_under_way || !has_news(task)) return std::nullopt;
    if (task.report_at && now < *task.report_at) return std::nullopt;
    Report report;
    report.task = stage_of(task);
    auto& request = report.request;
    request.cluster = cluster;
    request.task = task.spec.arn;
    request.status = status_name(report.task);
    request.reason = task.reason.substr(0, kReasonCharsMax);
    request.containers.emplace();
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        const auto& container = task.containers[i];
        const bool news = is_news(task, i);
        report.containers.push_back(news ? container.stage : container.reported);
        if (news) request.containers->push_back(change_of(task.spec.containers[i], container));
    }
    if (has_attached(task)) request.attachments = {attachment(task)};
    request.pull_started_at = task.pull_started_at;
    request.pull_stopped_at = task.pull_stopped_at;
    request.execution_stopped_at = task.execution_stopped_at;
    return report;
}

void settle_report(TaskRecord& task, const Report& report, TimePoint now) {
    task.report_under_way = false;
    task.failed_reports = 0;
    task.report_at.reset();
    if (report.task >= Stage::Running) task.reported = report.task;
    if (report.request.attachments) task.attachment_reported = true;
    task.reported_at = now;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        task.containers[i].reported = report.containers[i];
}

void retry_report(TaskRecord& task, TimePoint now) {
    task.report_under_way = false;
    const int doublings = std::min(task.failed_reports++, 10);
    task.report_at = now + std::min(kReportRetryLongest, kReportRetryFirst * (1 << doublings));
}

}  // namespace ikada::agent
