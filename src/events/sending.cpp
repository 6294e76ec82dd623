#include "events/sending.hpp"

#include "base/log.hpp"
#include "events/keys.hpp"
#include "events/rule_patterns.hpp"

namespace ikada::events {
namespace {

bool takes(const world::Tx& tx, const Rule& rule, const json::value& event) {
    if (rule.state != shapes::RuleState::Enabled) return false;
    const auto* pattern = tx.derived<RulePatterns>().find(rule.name);
    return pattern && pattern->matches(event);
}

}  // namespace

void send_to(world::Tx& tx, const Rule& rule, const Sent& event) {
    if (tx.all<Invocation>(keys::invocations_of(rule.name)).size() >= kWaitingMax) {
        log::warn("rule {}: event {} is dropped: {} events wait for its targets", rule.name,
                  event.id, kWaitingMax);
        return;
    }
    for (const auto& target : rule.targets)
        tx.put(Invocation{.rule = rule.name,
                          .target_id = target.id,
                          .event_id = event.id,
                          .event = event.text,
                          .delivery = {.due_at = event.due_at,
                                       .next_try_at = event.due_at,
                                       .attempts = 0,
                                       .task_arns = {}}});
}

void send(world::Tx& tx, const aws::Installation& at, const Event& event, TimePoint now) {
    const auto text = to_text(at, event);
    const auto document = json::parse(text);
    if (!document) return;
    for (const auto* rule : tx.by<Rule>(keys::kByPattern, keys::kHasPattern))
        if (takes(tx, *rule, *document)) send_to(tx, *rule, {event.id, text, now});
}

}  // namespace ikada::events
