#include "events/delivery.hpp"

#include <algorithm>
#include <set>

namespace ikada::events {

IKADA_DESCRIBE(Delivery, due_at, next_try_at, attempts, task_arns)

namespace {

Seconds back_off(int attempts) {
    constexpr int kDoublingsMax = 10;  // 2^10 s is beyond kBackOffMax
    return std::min(Seconds{1 << std::min(attempts - 1, kDoublingsMax)}, kBackOffMax);
}

// "RESOURCE:MEMORY, AGENT"
std::string reasons_of(const ecs::shapes::RunTaskResponse& answer) {
    std::set<std::string> reasons;
    for (const auto& failure : *answer.failures) reasons.insert(failure.reason.value_or(""));
    return fmt::format("{}", fmt::join(reasons, ", "));
}

}  // namespace

Run run_of(const Outcome& outcome, const Delivery& delivery) {
    return {.state = outcome.state,
            .event_id = {},
            .target_id = {},
            .due_at = delivery.due_at,
            .task_arns = delivery.task_arns,
            .reason = outcome.reason,
            .attempts = delivery.attempts,
            .missed = 0};
}

Outcome deliver(world::Tx& tx, Attempt attempt, Delivery& delivery) {
    ++delivery.attempts;
    const int asked = attempt.request.count.value_or(1);
    attempt.request.count = asked - static_cast<int>(delivery.task_arns.size());
    const auto answer = ecs::run_tasks(tx, attempt.request, attempt.now);
    if (!answer)
        return {RunState::Failed,
                fmt::format("{}: {}", answer.error().kind->code, answer.error().message)};

    for (const auto& task : *answer->tasks) delivery.task_arns.push_back(*task.task_arn);
    if (static_cast<int>(delivery.task_arns.size()) >= asked) return {RunState::Started, ""};
    delivery.next_try_at = attempt.now + back_off(delivery.attempts);
    const bool gives_up = delivery.attempts > attempt.limits.retries ||
                          delivery.next_try_at > delivery.due_at + attempt.limits.age;
    return {gives_up ? RunState::Failed : RunState::Waiting, reasons_of(*answer)};
}

}  // namespace ikada::events
