#include "events/rule_patterns.hpp"

#include "events/keys.hpp"

namespace ikada::events {

void RulePatterns::replaced(const world::Change& change) {
    if (!change.is<Rule>()) return;
    by_rule_.erase(change.key);
    const auto* rule = static_cast<const Rule*>(change.after.get());
    if (!rule || !rule->event_pattern) return;
    if (auto pattern = EventPattern::parse(*rule->event_pattern))
        by_rule_.emplace(change.key, *std::move(pattern));
}

const EventPattern* RulePatterns::find(const std::string& rule) const {
    const auto found = by_rule_.find(rule);
    return found == by_rule_.end() ? nullptr : &found->second;
}

}  // namespace ikada::events
