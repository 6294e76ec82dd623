#include "deploy/service_news.hpp"

namespace ikada::deploy {
namespace {

// ECS's reason for tasks that were no longer wanted.
constexpr std::string_view kScaledIn = "Scaling activity initiated by";

constexpr int kLinesOfFailure = 10;

// The last stopped tasks that the service started, as many as one call describes.
Result<std::vector<TaskView>> stopped_tasks(client::Api& api, const ServiceView& service) {
    const auto listed = list_tasks(api, {{"cluster", service.cluster},
                                         {"serviceName", service.name},
                                         {"desiredStatus", "STOPPED"}});
    if (!listed) return listed.error();
    if (listed->arns.empty()) return std::vector<TaskView>{};
    return describe_tasks(api, service.cluster, listed->arns);
}

}  // namespace

ServiceNews::ServiceNews(Tool& tool, const ServiceView& at_first, Followed followed)
    : tool_(tool), followed_(std::move(followed)) {
    for (const auto& event : at_first.events) known_events_.insert(event.id);
}

void ServiceNews::tell(const ServiceView& seen) {
    tell_events(seen);
    tell_failures(seen);
    const auto progress = progress_of(seen, followed_);
    tool_.voice.show(fmt::format("{}: {}", seen.name, progress));
}

void ServiceNews::tell_events(const ServiceView& seen) {
    for (auto event = seen.events.rbegin(); event != seen.events.rend(); ++event)
        if (known_events_.insert(event->id).second) tool_.voice.say(event->message);
}

void ServiceNews::tell_failures(const ServiceView& seen) {
    const auto* ours = seen.find(followed_.id);
    if (!ours || ours->failed <= failed_) return;
    const auto tasks = stopped_tasks(tool_.api, seen);
    if (!tasks) return;  // the next look asks again
    failed_ = ours->failed;
    for (const auto& task : *tasks) {
        if (task.started_by != followed_.id || task.stopped_reason.starts_with(kScaledIn)) continue;
        if (!told_tasks_.insert(task.arn).second) continue;
        tool_.voice.say(fmt::format("task {} failed: {}", short_id(task.arn), end_of(task)));
        tell_last_lines(task, seen.cluster);
    }
}

// Of its containers that ended badly.
void ServiceNews::tell_last_lines(const TaskView& task, const std::string& cluster) {
    if (!tool_.logs) return;
    for (const auto& container : task.containers)
        if (container.exit_code.value_or(0) != 0)
            for (const auto& line :
                 tool_.logs->last_lines({cluster, task.arn, container.name}, kLinesOfFailure))
                tool_.voice.say(fmt::format("  {} | {}", container.name, line));
}

}  // namespace ikada::deploy
