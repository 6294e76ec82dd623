#include "events/event_pattern.hpp"

#include <algorithm>

#include "events/errors.hpp"
#include "events/pattern_operators.hpp"

namespace ikada::events {
namespace {

constexpr std::string_view kOr = "$or";

Error wrong_pattern(std::string_view reason) {
    return fail(errors::kInvalidEventPattern, "Event pattern is not valid. Reason: {}", reason);
}

// "$or" with at least two objects; with anything else it is a field like all others.
bool is_or(std::string_view name, const json::value& value) {
    const auto* list = value.if_array();
    return name == kOr && list && list->size() > 1 &&
           std::all_of(list->begin(), list->end(), [](const auto& one) { return one.is_object(); });
}

Status check_fields(const json::object& fields);

Status check_field(std::string_view name, const json::value& value) {
    if (const auto* nested = value.if_object()) return check_fields(*nested);
    const auto* list = value.if_array();
    if (!list) return wrong_pattern(fmt::format("\"{}\" must be an object or an array", name));
    if (list->empty()) return wrong_pattern("Empty arrays are not allowed");
    for (const auto& one : *list) {
        if (is_or(name, value)) {
            if (auto checked = check_fields(one.as_object()); !checked) return checked;
            continue;
        }
        if (const auto wrong = wrong_matcher(one); !wrong.empty()) return wrong_pattern(wrong);
    }
    return ok();
}

Status check_fields(const json::object& fields) {
    if (fields.empty()) return wrong_pattern("Empty objects are not allowed");
    for (const auto& field : fields)
        if (auto checked = check_field(field.key(), field.value()); !checked) return checked;
    return ok();
}

bool matches_fields(const json::object& fields, const json::value* event);

// By any of the list's values; of an array in the event by any of its elements.
bool matches_values(const json::array& list, const json::value* value) {
    const auto any = [&](const json::value* leaf) {
        return std::any_of(list.begin(), list.end(),
                           [&](const auto& one) { return matches_leaf(one, leaf); });
    };
    if (!value || value->is_object()) return any(nullptr);
    const auto* elements = value->if_array();
    if (!elements) return any(value);
    if (elements->empty()) return any(nullptr);
    return std::any_of(elements->begin(), elements->end(),
                       [&](const auto& element) { return any(&element); });
}

// Of an array of objects one must have all that is asked for.
bool matches_nested(const json::object& fields, const json::value* value) {
    const auto* elements = value ? value->if_array() : nullptr;
    if (!elements || elements->empty()) return matches_fields(fields, value);
    return std::any_of(elements->begin(), elements->end(),
                       [&](const auto& element) { return matches_fields(fields, &element); });
}

bool matches_fields(const json::object& fields, const json::value* event) {
    return std::all_of(fields.begin(), fields.end(), [&](const auto& field) {
        if (is_or(field.key(), field.value())) {
            const auto& ways = field.value().as_array();
            return std::any_of(ways.begin(), ways.end(), [&](const auto& way) {
                return matches_fields(way.as_object(), event);
            });
        }
        const auto* value = event ? json::find(*event, field.key()) : nullptr;
        const auto* nested = field.value().if_object();
        return nested ? matches_nested(*nested, value)
                      : matches_values(field.value().as_array(), value);
    });
}

}  // namespace

Result<EventPattern> EventPattern::parse(std::string_view text) {
    auto document = json::parse(text);
    if (!document) return wrong_pattern(document.error().message);
    if (!document->is_object()) return wrong_pattern("Filter is not an object");
    auto& fields = document->as_object();
    if (auto checked = check_fields(fields); !checked) return checked.error();
    return EventPattern(std::move(fields));
}

bool EventPattern::matches(const json::value& event) const {
    return matches_fields(fields_, &event);
}

}  // namespace ikada::events
