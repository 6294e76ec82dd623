// Patterns, schedules and templates are any text that a caller writes.

#include <cstddef>
#include <cstdint>

#include "events/event_pattern.hpp"
#include "events/schedule_expression.hpp"
#include "events/target_input.hpp"

namespace {

constexpr ikada::TimePoint kFuzzedAt{ikada::Seconds{1'700'000'000}};

// The text is the pattern and the event.
void match(std::string_view text) {
    const auto pattern = ikada::events::EventPattern::parse(text);
    const auto event = ikada::json::parse(text);
    if (pattern && event) pattern->matches(*event);
}

void transform(std::string_view text) {
    ikada::events::shapes::Target target;
    target.input_transformer.emplace().input_template = text;
    target.input_transformer->input_paths_map = {{"a", "$.detail.a[0]"}, {"b", std::string(text)}};
    if (!ikada::events::check_input(target)) return;
    const auto event = ikada::json::parse(R"({"detail": {"a": ["x\""]}})");
    const ikada::events::Rule rule;
    (void)ikada::events::input_of(target, {rule, *event, kFuzzedAt});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    match(text);
    transform(text);
    if (const auto schedule = ikada::events::parse_schedule_expression(text))
        ikada::events::next_after(*schedule, kFuzzedAt, kFuzzedAt);
    return 0;
}
