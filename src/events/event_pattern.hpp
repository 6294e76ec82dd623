#pragma once
// Event patterns: which events a rule takes. Pure.
// Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html and
// eb-create-pattern-operators.html

#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace ikada::events {

class EventPattern {
  public:
    // Errors: kInvalidEventPattern, saying why.
    static Result<EventPattern> parse(std::string_view text);

    // Every field of the pattern must match, by one of its values; an array in the event matches
    // with any of its elements.
    bool matches(const json::value& event) const;

  private:
    explicit EventPattern(json::object fields) : fields_(std::move(fields)) {}
    json::object fields_;  // checked
};

}  // namespace ikada::events
