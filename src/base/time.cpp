#include "base/time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace ikada {
namespace {

struct Fields {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<Millis> clock;
};

Fields fields_of(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss<Millis>{time - day}};
}

// Reads exactly `width` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + width, value);
    if (error != std::errc{} || end != text.data() + width || text.front() == '-')
        return std::nullopt;
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, std::string_view literal) {
    if (!text.starts_with(literal)) return false;
    text.remove_prefix(literal.size());
    return true;
}

// Both textual forms differ only in their separators.
std::optional<TimePoint> parse(std::string_view& text, std::string_view dash,
                               std::string_view colon) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, dash)) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, dash)) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || !take(text, "T")) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, colon)) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || !take(text, colon)) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

}  // namespace

std::string to_iso8601(TimePoint time) {
    const auto [date, clock] = fields_of(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<TimePoint> parse_iso8601(std::string_view text) {
    auto time = parse(text, "-", ":");
    if (!time) return std::nullopt;
    if (take(text, ".")) {
        for (int scale = 100; !text.empty() && text.front() != 'Z'; scale /= 10) {
            const auto digit = take_digits(text, 1);
            if (!digit) return std::nullopt;
            *time += Millis{*digit * scale};
        }
    }
    return text == "Z" ? time : std::nullopt;
}

std::string to_amz_date(TimePoint time) {
    const auto [date, clock] = fields_of(time);
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<TimePoint> parse_amz_date(std::string_view text) {
    const auto time = parse(text, "", "");
    return text == "Z" ? time : std::nullopt;
}

double to_epoch_seconds(TimePoint time) {
    return static_cast<double>(time.time_since_epoch().count()) / 1000.0;
}

TimePoint from_epoch_seconds(double seconds) {
    return TimePoint{Millis{static_cast<std::int64_t>(std::llround(seconds * 1000.0))}};
}

}  // namespace ikada
