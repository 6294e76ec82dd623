#pragma once
// The operators of event patterns, such as {"prefix": "eu-"}. Pure.

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace ikada::events {

// A single value to match: a literal, or an object of one operator. What is wrong with it, as a
// sentence; empty if nothing is.
std::string wrong_matcher(const json::value& matcher);

// `value` is a leaf of the event, null where there is none; `matcher` has been checked.
bool matches_leaf(const json::value& matcher, const json::value* value);

}  // namespace ikada::events
