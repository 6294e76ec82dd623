#include "events/invocations.hpp"

#include <algorithm>

#include "events/ecs_target.hpp"
#include "events/keys.hpp"
#include "events/target_input.hpp"

namespace ikada::events {
namespace {

Result<ecs::shapes::RunTaskRequest> request_of(const Rule& rule, const shapes::Target& target,
                                               const Invocation& invocation) {
    const auto event = json::parse(invocation.event);
    if (!event) return event.error();
    const auto input = input_of(target, {rule, *event, invocation.delivery.due_at});
    if (!input) return input.error();
    return run_task_request(
        {target.arn, *target.ecs_parameters, fmt::format("events-rule/{}", rule.name)}, *input);
}

Outcome try_once(world::Tx& tx, const Rule& rule, Invocation& invocation, TimePoint now) {
    const auto target = std::ranges::find(rule.targets, invocation.target_id, &shapes::Target::id);
    if (target == rule.targets.end())
        return {RunState::Failed, "The rule has this target no more."};
    auto request = request_of(rule, *target, invocation);
    if (!request) return {RunState::Failed, request.error().message};
    return deliver(tx, {*std::move(request), limits_of(target->retry_policy), now},
                   invocation.delivery);
}

void try_and_note(world::Tx& tx, const Rule& rule, Invocation invocation, TimePoint now) {
    const auto outcome = try_once(tx, rule, invocation, now);
    note_run(tx, rule.name,
             {.state = outcome.state,
              .event_id = invocation.event_id,
              .target_id = invocation.target_id,
              .due_at = invocation.delivery.due_at,
              .task_arns = invocation.delivery.task_arns,
              .reason = outcome.reason,
              .attempts = invocation.delivery.attempts,
              .missed = 0});
    if (outcome.state == RunState::Waiting)
        tx.put(std::move(invocation));
    else
        tx.erase<Invocation>(world::RecordTraits<Invocation>::key(invocation));
}

}  // namespace

std::optional<TimePoint> try_invocations(world::Tx& tx, const Rule& rule, TimePoint now) {
    const auto prefix = keys::invocations_of(rule.name);
    for (const auto* invocation : tx.all<Invocation>(prefix))
        if (invocation->delivery.next_try_at <= now) try_and_note(tx, rule, *invocation, now);
    std::optional<TimePoint> next;
    for (const auto* invocation : tx.all<Invocation>(prefix)) {
        const auto at = invocation->delivery.next_try_at;
        next = std::min(next.value_or(at), at);
    }
    return next;
}

void note_run(world::Tx& tx, const std::string& rule, Run run) {
    const auto* before = tx.find<RuleRuns>(rule);
    RuleRuns next = before ? *before : RuleRuns{.rule = rule, .done_until = {}, .runs = {}};
    note(next.runs, std::move(run));
    tx.put(std::move(next));
}

}  // namespace ikada::events
