#include "events/invocations.hpp"

#include <algorithm>
#include <set>

#include "events/ecs_target.hpp"
#include "events/keys.hpp"
#include "events/target_input.hpp"

namespace ikada::events {
namespace {

using Invocations = world::RecordTraits<Invocation>;

Run run_of(const Invocation& invocation, RunState state, std::string reason) {
    return {.state = state,
            .event_id = invocation.event_id,
            .target_id = invocation.target_id,
            .due_at = invocation.due_at,
            .task_arns = invocation.task_arns,
            .reason = std::move(reason),
            .attempts = invocation.attempts,
            .missed = 0};
}

void finish(world::Tx& tx, const Invocation& invocation, RunState state, std::string reason) {
    tx.erase<Invocation>(Invocations::key(invocation));
    note_run(tx, invocation.rule, run_of(invocation, state, std::move(reason)));
}

Seconds back_off(int attempts) {
    constexpr int kDoublingsMax = 10;  // 2^10 s is beyond kBackOffMax
    return std::min(Seconds{1 << std::min(attempts - 1, kDoublingsMax)}, kBackOffMax);
}

// When to try again; nothing if the target's policy says to give up.
std::optional<TimePoint> next_try(const shapes::Target& target, const Invocation& invocation,
                                  TimePoint now) {
    const auto policy = target.retry_policy.value_or(shapes::RetryPolicy{});
    if (invocation.attempts > policy.maximum_retry_attempts.value_or(kRetriesDefault))
        return std::nullopt;
    const auto age_max = policy.maximum_event_age_in_seconds
                             ? Seconds{*policy.maximum_event_age_in_seconds}
                             : kEventAgeDefault;
    const auto at = now + back_off(invocation.attempts);
    return at <= invocation.due_at + age_max ? std::optional(at) : std::nullopt;
}

Result<ecs::shapes::RunTaskRequest> request_of(const Rule& rule, const shapes::Target& target,
                                               const Invocation& invocation) {
    const auto event = json::parse(invocation.event);
    if (!event) return event.error();
    const auto input = input_of(target, {rule, *event, invocation.due_at});
    if (!input) return input.error();
    return run_task_request(rule, target, *input);
}

// "RESOURCE:MEMORY, AGENT"
std::string reasons_of(const ecs::shapes::RunTaskResponse& answer) {
    std::set<std::string> reasons;
    for (const auto& failure : *answer.failures) reasons.insert(failure.reason.value_or(""));
    return fmt::format("{}", fmt::join(reasons, ", "));
}

void try_once(world::Tx& tx, const Rule& rule, Invocation invocation, TimePoint now) {
    const auto target = std::ranges::find(rule.targets, invocation.target_id, &shapes::Target::id);
    if (target == rule.targets.end())
        return finish(tx, invocation, RunState::Failed, "The rule has this target no more.");
    ++invocation.attempts;
    auto request = request_of(rule, *target, invocation);
    if (!request) return finish(tx, invocation, RunState::Failed, request.error().message);
    const int asked = request->count.value_or(1);
    request->count = asked - static_cast<int>(invocation.task_arns.size());
    const auto answer = ecs::run_tasks(tx, *request, now);
    if (!answer)
        return finish(tx, invocation, RunState::Failed,
                      fmt::format("{}: {}", answer.error().kind->code, answer.error().message));

    for (const auto& task : *answer->tasks) invocation.task_arns.push_back(*task.task_arn);
    if (static_cast<int>(invocation.task_arns.size()) >= asked)
        return finish(tx, invocation, RunState::Started, "");
    const auto again = next_try(*target, invocation, now);
    if (!again) return finish(tx, invocation, RunState::Failed, reasons_of(*answer));
    invocation.next_try_at = *again;
    note_run(tx, rule.name, run_of(invocation, RunState::Waiting, reasons_of(*answer)));
    tx.put(std::move(invocation));
}

}  // namespace

std::optional<TimePoint> try_invocations(world::Tx& tx, const Rule& rule, TimePoint now) {
    const auto prefix = keys::invocations_of(rule.name);
    for (const auto* invocation : tx.all<Invocation>(prefix))
        if (invocation->next_try_at <= now) try_once(tx, rule, *invocation, now);
    std::optional<TimePoint> next;
    for (const auto* invocation : tx.all<Invocation>(prefix))
        next = std::min(next.value_or(invocation->next_try_at), invocation->next_try_at);
    return next;
}

void note_run(world::Tx& tx, const std::string& rule, Run run) {
    const auto* before = tx.find<RuleRuns>(rule);
    RuleRuns next = before ? *before : RuleRuns{.rule = rule, .done_until = {}, .runs = {}};
    const auto same = std::ranges::find_if(next.runs, [&](const Run& one) {
        return one.event_id == run.event_id && one.target_id == run.target_id &&
               one.due_at == run.due_at;
    });
    if (same != next.runs.end())
        *same = std::move(run);
    else
        next.runs.push_back(std::move(run));
    if (next.runs.size() > kRunsKept) next.runs.erase(next.runs.begin());
    tx.put(std::move(next));
}

}  // namespace ikada::events
