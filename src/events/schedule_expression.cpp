#include "events/schedule_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.hpp"

namespace ikada::events {
namespace {

struct RateUnit {
    std::string_view one, more;
    Seconds seconds;
};
constexpr std::array kRateUnits{RateUnit{"minute", "minutes", std::chrono::minutes{1}},
                                RateUnit{"hour", "hours", std::chrono::hours{1}},
                                RateUnit{"day", "days", std::chrono::days{1}}};
constexpr std::int64_t kRateMax = 100'000;  // ours: more than a day's minutes, hours of ten years

// "cron(0 12 * * ? *)" → "0 12 * * ? *" for the word "cron".
std::optional<std::string_view> inside(std::string_view text, std::string_view word) {
    if (!text.starts_with(word) || !text.ends_with(')')) return std::nullopt;
    text.remove_prefix(word.size());
    if (!text.starts_with('(')) return std::nullopt;
    return text.substr(1, text.size() - 2);
}

// AWS: the unit is singular for 1 and plural for all others.
std::optional<RateExpression> parse_rate(std::string_view text) {
    const auto words = split(text, ' ');
    if (words.size() != 2) return std::nullopt;
    const auto value = parse_int(words[0]);
    if (!value || *value < 1 || *value > kRateMax) return std::nullopt;
    for (const auto& unit : kRateUnits)
        if (words[1] == (*value == 1 ? unit.one : unit.more))
            return RateExpression{*value * unit.seconds};
    return std::nullopt;
}

// "2026-11-20T13:00:00"
std::optional<AtExpression> parse_at(std::string_view text) {
    const auto utc = parse_iso8601(fmt::format("{}Z", text));
    if (!utc || text.find('.') != text.npos) return std::nullopt;
    return AtExpression{
        std::chrono::local_seconds{std::chrono::duration_cast<Seconds>(utc->time_since_epoch())}};
}

std::optional<TimePoint> next_of(const CronExpression& cron, TimePoint, TimePoint time) {
    const LocalMinute from{std::chrono::floor<std::chrono::minutes>(time.time_since_epoch())};
    const auto next = next_after(cron, from);
    if (!next) return std::nullopt;
    return TimePoint{next->time_since_epoch()};
}

std::optional<TimePoint> next_of(const RateExpression& rate, TimePoint anchor, TimePoint time) {
    const auto passed = std::max(time - anchor, Millis{0});
    return anchor + (passed / rate.period + 1) * Millis{rate.period};
}

std::optional<TimePoint> next_of(const AtExpression& at, TimePoint, TimePoint time) {
    const TimePoint due{at.time.time_since_epoch()};
    return due > time ? std::optional(due) : std::nullopt;
}

}  // namespace

std::optional<ScheduleExpression> parse_schedule_expression(std::string_view text) {
    if (const auto fields = inside(text, "cron"))
        if (const auto cron = parse_cron(*fields)) return *cron;
    if (const auto words = inside(text, "rate"))
        if (const auto rate = parse_rate(*words)) return *rate;
    if (const auto time = inside(text, "at"))
        if (const auto at = parse_at(*time)) return *at;
    return std::nullopt;
}

std::optional<TimePoint> next_after(const ScheduleExpression& expression, TimePoint anchor,
                                    TimePoint time) {
    return std::visit([&](const auto& one) { return next_of(one, anchor, time); }, expression);
}

}  // namespace ikada::events
