#include "agent/stream_order.hpp"

#include "base/arn.hpp"
#include "base/shell_words.hpp"

namespace ikada::agent {
namespace {

constexpr std::size_t kNanosecondDigits = 9;

// Docker's id of the container, or why there is none.
Result<std::string> find_container(const AgentState& state, const json::value& from) {
    const auto arn = json::text(from, "taskArn");
    const auto name = json::text(from, "container");
    const auto task = state.tasks.find(arn);
    if (task == state.tasks.end())
        return fail(docker::kNotFound, "Task {} is not known here any more.", last_part(arn));
    const auto& record = task->second;
    for (std::size_t i = 0; i < record.containers.size(); ++i) {
        if (record.spec.containers[i].name != name) continue;
        const auto& container = record.containers[i];
        if (container.removed)
            return fail(docker::kNotFound, "Container {} of task {} has been removed.", name,
                        last_part(arn));
        if (container.docker_id.empty())
            return fail(docker::kNotFound, "Container {} of task {} has not started.", name,
                        last_part(arn));
        return container.docker_id;
    }
    return fail(docker::kNotFound, "Task {} has no container {}.", last_part(arn), name);
}

}  // namespace

std::string docker_since(std::string_view time) {
    const auto at = docker::parse_time(time);
    if (!at) return {};
    const auto seconds = std::chrono::floor<Seconds>(*at).time_since_epoch().count();
    const auto dot = time.find('.');
    std::string nanoseconds;
    for (auto i = dot; i != time.npos && ++i < time.size() && time[i] >= '0' && time[i] <= '9';)
        nanoseconds += time[i];
    nanoseconds.resize(kNanosecondDigits, '0');
    return fmt::format("{}.{}", seconds, nanoseconds);
}

StreamOrder read_stream_order(const AgentState& state, const json::value& from) {
    StreamOrder order;
    order.id = json::text(from, "id");
    order.is_command = json::text(from, "kind") == "exec";
    order.logs.follow = json::boolean(from, "follow");
    if (json::find(from, "tail") != nullptr)
        order.logs.tail = static_cast<int>(json::integer(from, "tail"));
    order.logs.since = docker_since(json::text(from, "since"));
    auto container = find_container(state, from);
    if (container) order.container = *std::move(container);
    if (!container) order.why_not = container.error().message;
    if (!order.is_command) return order;
    auto words = split_shell_words(json::text(from, "command"));
    if (words) order.command = *std::move(words);
    if (!words) order.why_not = words.error().message;
    return order;
}

}  // namespace ikada::agent
