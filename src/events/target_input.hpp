#pragma once
// What a target gets of an event: a constant, a part of it, or a template filled from it. Pure.
// Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "events/types.hpp"

namespace ikada::events {

// Errors: kValidation, in EventBridge's words.
Status check_input(const shapes::Target& target);

// Where the event comes from, for the template's reserved variables.
struct InputSource {
    const Rule& rule;
    const json::value& event;
    TimePoint ingested_at;
};
// Errors: kMalformed if a template filled in is no JSON.
Result<json::value> input_of(const shapes::Target& target, const InputSource& from);

}  // namespace ikada::events
