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
    auto run = run_of(outcome, invocation.delivery);
    run.event_id = invocation.event_id;
    run.target_id = invocation.target_id;
    note_run(tx, rule.name, std::move(run));
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
    auto next = runs_of(tx, rule);
    note(next.runs, std::move(run));
    tx.put(std::move(next));
}

RuleRuns runs_of(const world::Tx& tx, const std::string& rule) {
    const auto* found = tx.find<RuleRuns>(rule);
    return found ? *found : RuleRuns{.rule = rule, .done_until = {}, .runs = {}};
}

}  // namespace ikada::events
