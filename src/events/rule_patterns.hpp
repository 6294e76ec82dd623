#pragma once
// The event patterns of rules, read once for each change of a rule and not for each event.

#include <map>
#include <string>

#include "events/event_pattern.hpp"
#include "world/world.hpp"

namespace ikada::events {

class RulePatterns final : public world::Derived {
  public:
    void replaced(const world::Change& change) override;
    // Null for a rule without one.
    const EventPattern* find(const std::string& rule) const;

  private:
    std::map<std::string, EventPattern> by_rule_;
};

}  // namespace ikada::events
