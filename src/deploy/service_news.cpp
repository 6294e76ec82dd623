#include "deploy/service_news.hpp"

namespace ikada::deploy {
namespace {

constexpr int kLinesOfFailure = 10;
constexpr std::size_t kPagesMax = 10;  // of tasks that should run
constexpr int kLooksAfterError = 10;   // until the next at tasks

// The ARNs of the service's tasks that ECS wants to be so; the newest first is not promised.
Result<TaskPage> list_service_tasks(client::Api& api, const ServiceView& service,
                                    std::string_view desired_status, std::size_t pages_max) {
    json::object request{{"cluster", service.cluster},
                         {"serviceName", service.name},
                         {"desiredStatus", desired_status}};
    TaskPage all;
    for (std::size_t pages = 0; pages < pages_max; ++pages) {
        auto page = list_tasks(api, request);
        if (!page) return page.error();
        all.arns.insert(all.arns.end(), page->arns.begin(), page->arns.end());
        all.next_token = std::move(page->next_token);
        if (all.next_token.empty()) break;
        request["nextToken"] = all.next_token;
    }
    return all;
}

}  // namespace

ServiceNews::ServiceNews(Tool& tool, const ServiceView& at_first, Followed followed)
    : tool_(tool), followed_(std::move(followed)), progress_(followed_.id) {
    for (const auto& event : at_first.events) known_events_.insert(event.id);
}

void ServiceNews::tell(const ServiceView& seen) {
    tell_events(seen);
    const auto tidings = look_at_tasks(seen);
    Standing standing{fmt::format("{}: {}", seen.name, progress_of(seen, followed_))};
    if (knows_tasks_) standing.details = progress_.lines(tool_.pace.now());
    tool_.voice.show(standing);
    for (const auto& tiding : tidings) tell(tiding, seen.cluster);
}

void ServiceNews::tell_events(const ServiceView& seen) {
    for (auto event = seen.events.rbegin(); event != seen.events.rend(); ++event)
        if (known_events_.insert(event->id).second) tool_.voice.say(event->message);
}

std::vector<Tiding> ServiceNews::look_at_tasks(const ServiceView& seen) {
    const auto* ours = seen.find(followed_.id);
    const bool more_failed = ours && ours->failed > failed_;
    const auto now = tool_.pace.now();
    if (now < next_look_ && !more_failed) return {};
    const auto tasks = find_tasks(seen, more_failed);
    knows_tasks_ = static_cast<bool>(tasks);
    if (!tasks) {
        next_look_ = now + kLookEvery * (tasks.error().is(kIoError) ? 1 : kLooksAfterError);
        return {};
    }
    const auto pages = (tasks->size() + kTasksPerCall - 1) / kTasksPerCall;
    next_look_ = now + kLookEvery * static_cast<int>(pages);
    if (more_failed) failed_ = ours->failed;
    return progress_.see(*tasks, now);
}

void ServiceNews::tell(const Tiding& tiding, const std::string& cluster) {
    if (!tiding.failed) return tool_.voice.note(tiding.text);
    tool_.voice.say(tiding.text);
    tell_last_lines(*tiding.failed, cluster);
}

// All whose state may be new: those that should run, those that were known to end, and where more
// have failed the last that stopped, which may have come and gone between two looks.
Result<std::vector<TaskView>> ServiceNews::find_tasks(const ServiceView& seen, bool more_failed) {
    auto arns = progress_.unfinished();
    const auto running = list_service_tasks(tool_.api, seen, "RUNNING", kPagesMax);
    if (!running) return running.error();
    arns.insert(running->arns.begin(), running->arns.end());
    if (!running->next_token.empty() && !std::exchange(told_limit_, true))
        tool_.voice.say(
            fmt::format("of so many tasks only {} are looked at", kPagesMax * kTasksPerCall));
    if (more_failed) {
        const auto stopped = list_service_tasks(tool_.api, seen, "STOPPED", 1);
        if (!stopped) return stopped.error();
        arns.insert(stopped->arns.begin(), stopped->arns.end());
    }
    return describe_tasks(tool_.api, seen.cluster, {arns.begin(), arns.end()});
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
