#include "events/cron_expression.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/strings.hpp"

namespace ikada::events {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

constexpr int kDaysOfWeek = 7, kWeeksMax = 5, kMonths = 12;

constexpr std::array<std::string_view, kMonths> kMonthNames{
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, kDaysOfWeek> kDayNames{"SUN", "MON", "TUE", "WED",
                                                              "THU", "FRI", "SAT"};

struct Field {
    int min = 0, max = 0;
    std::span<const std::string_view> names = {};  // of min and on
    bool wraps = true;                             // a range may pass max and go on at min
};

constexpr Field kMinutes{.min = 0, .max = 59};
constexpr Field kHours{.min = 0, .max = 23};
constexpr Field kMonthDays{.min = 1, .max = 31};
constexpr Field kMonthField{.min = 1, .max = kMonths, .names = kMonthNames};
constexpr Field kWeekDays{.min = 1, .max = kDaysOfWeek, .names = kDayNames};
constexpr Field kYears{.min = kCronYearMin, .max = kCronYearMax, .wraps = false};

std::optional<int> read_number(const Field& field, std::string_view text) {
    for (std::size_t i = 0; i < field.names.size(); ++i)
        if (equals_ignoring_case(field.names[i], text)) return field.min + static_cast<int>(i);
    if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
    const auto number = parse_int(text);
    if (!number || *number < field.min || *number > field.max) return std::nullopt;
    return static_cast<int>(*number);
}

struct Range {
    int first = 0, last = 0;
};

// "*", "5", "1-15" of one list item, without its increment. A number with an increment goes on to
// the field's end.
std::optional<Range> read_range(const Field& field, std::string_view text, bool has_increment) {
    if (text == "*") return Range{field.min, field.max};
    const auto dash = text.find('-');
    const auto first = read_number(field, text.substr(0, dash));
    if (!first) return std::nullopt;
    if (dash == text.npos) return Range{*first, has_increment ? field.max : *first};
    const auto last = read_number(field, text.substr(dash + 1));
    if (!last || (*last < *first && !field.wraps)) return std::nullopt;
    return Range{*first, *last};
}

// The numbers that a list such as "1,5-7,20/2" names.
std::optional<std::vector<int>> read_list(const Field& field, std::string_view text) {
    std::vector<int> numbers;
    for (const auto item : split(text, ',')) {
        const auto slash = item.find('/');
        const bool has_increment = slash != item.npos;
        const auto range = read_range(field, item.substr(0, slash), has_increment);
        if (!range) return std::nullopt;
        int step = 1;
        if (has_increment) {
            const auto read = read_number({.min = 1, .max = field.max}, item.substr(slash + 1));
            if (!read) return std::nullopt;
            step = *read;
        }
        const int count = field.max - field.min + 1;
        const int last = range->last < range->first ? range->last + count : range->last;
        for (int at = range->first; at <= last; at += step)
            numbers.push_back(at > field.max ? at - count : at);
    }
    return numbers;
}

template <std::size_t N>
bool read_bits(const Field& field, std::string_view text, std::bitset<N>& bits, int offset = 0) {
    const auto numbers = read_list(field, text);
    if (!numbers) return false;
    for (const int number : *numbers) bits.set(static_cast<std::size_t>(number - offset));
    return true;
}

std::optional<DaysOfMonth> read_days_of_month(std::string_view text) {
    DaysOfMonth read;
    if (text == "L") {
        read.is_last = true;
    } else if (text == "LW") {
        read.is_last_weekday = true;
    } else if (text.ends_with('W')) {
        read.weekday_close = read_number(kMonthDays, text.substr(0, text.size() - 1));
        if (!read.weekday_close) return std::nullopt;
    } else if (!read_bits(kMonthDays, text, read.numbers)) {
        return std::nullopt;
    }
    return read;
}

std::optional<DaysOfWeek> read_days_of_week(std::string_view text) {
    DaysOfWeek read;
    const auto hash = text.find('#');
    if (hash != text.npos) {
        const auto day = read_number(kWeekDays, text.substr(0, hash));
        const auto nth = read_number({.min = 1, .max = kWeeksMax}, text.substr(hash + 1));
        if (!day || !nth) return std::nullopt;
        read.nth = {*day, *nth};
    } else if (text == "L") {
        read.numbers.set(kDaysOfWeek);
    } else if (text.ends_with('L')) {
        read.last = read_number(kWeekDays, text.substr(0, text.size() - 1));
        if (!read.last) return std::nullopt;
    } else if (!read_bits(kWeekDays, text, read.numbers)) {
        return std::nullopt;
    }
    return read;
}

// "?" stands for one of the two, never for both or none.
bool read_days(std::string_view of_month, std::string_view of_week, CronExpression& into) {
    if ((of_month == "?") == (of_week == "?")) return false;
    if (of_week == "?")
        into.days_of_month = read_days_of_month(of_month);
    else
        into.days_of_week = read_days_of_week(of_week);
    return into.days_of_month || into.days_of_week;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (const auto word : split(text, ' '))
        if (!word.empty()) words.push_back(word);
    return words;
}

int number_of(std::chrono::day day) { return static_cast<int>(unsigned{day}); }

int last_day(year_month_day date) {
    return number_of(
        std::chrono::year_month_day_last{date.year(), date.month() / std::chrono::last}.day());
}

// 1 is Sunday.
int day_of_week(year_month_day date) {
    return static_cast<int>(std::chrono::weekday{local_days{date}}.c_encoding()) + 1;
}

int day_of_week(year_month_day date, int day) {
    return day_of_week(date.year() / date.month() / day);
}

// The day from Monday to Friday that is closest to `day` in the date's month; it never leaves that
// month.
int closest_weekday(year_month_day date, int day) {
    constexpr int kSunday = 1;
    const int week_day = day_of_week(date, day);
    if (week_day == kSunday) return day == last_day(date) ? day - 2 : day + 1;
    if (week_day == kDaysOfWeek) return day == 1 ? day + 2 : day - 1;
    return day;
}

bool matches(const DaysOfMonth& asked, year_month_day date) {
    const int day = number_of(date.day()), last = last_day(date);
    if (asked.is_last) return day == last;
    if (asked.is_last_weekday) return day == closest_weekday(date, last);
    if (asked.weekday_close)
        return *asked.weekday_close <= last && day == closest_weekday(date, *asked.weekday_close);
    return asked.numbers.test(static_cast<std::size_t>(day));
}

bool matches(const DaysOfWeek& asked, year_month_day date) {
    const int day = number_of(date.day()), week_day = day_of_week(date);
    if (asked.last) return week_day == *asked.last && day + kDaysOfWeek > last_day(date);
    if (asked.nth)
        return week_day == asked.nth->day && (day - 1) / kDaysOfWeek + 1 == asked.nth->nth;
    return asked.numbers.test(static_cast<std::size_t>(week_day));
}

bool matches_day(const CronExpression& cron, year_month_day date) {
    return cron.days_of_month ? matches(*cron.days_of_month, date)
                              : matches(*cron.days_of_week, date);
}

bool matches_month(const CronExpression& cron, year_month_day date) {
    const int year = static_cast<int>(date.year());
    return year >= kCronYearMin && cron.years.test(static_cast<std::size_t>(year - kCronYearMin)) &&
           cron.months.test(unsigned{date.month()});
}

// The first minute of a day that fires, from `from` on.
std::optional<std::chrono::minutes> first_minute(const CronExpression& cron,
                                                 std::chrono::minutes from) {
    for (auto at = from; at < days{1}; ++at) {
        const auto hour = std::chrono::duration_cast<std::chrono::hours>(at);
        if (!cron.hours.test(static_cast<std::size_t>(hour.count())))
            at = hour + std::chrono::minutes{kMinutes.max};
        else if (cron.minutes.test(static_cast<std::size_t>((at - hour).count())))
            return at;
    }
    return std::nullopt;
}

local_days start_of_next_month(year_month_day date) {
    return local_days{(date.year() / date.month() + std::chrono::months{1}) / 1};
}

}  // namespace

std::optional<CronExpression> parse_cron(std::string_view fields) {
    const auto words = words_of(fields);
    if (words.size() != 6) return std::nullopt;
    CronExpression cron;
    const bool is_valid = read_bits(kMinutes, words[0], cron.minutes) &&
                          read_bits(kHours, words[1], cron.hours) &&
                          read_bits(kMonthField, words[3], cron.months) &&
                          read_bits(kYears, words[5], cron.years, kCronYearMin) &&
                          read_days(words[2], words[4], cron);
    return is_valid ? std::optional(cron) : std::nullopt;
}

std::optional<LocalMinute> next_after(const CronExpression& cron, LocalMinute time) {
    const LocalMinute from = std::max<LocalMinute>(
        time + std::chrono::minutes{1},
        local_days{std::chrono::year{kCronYearMin} / std::chrono::January / 1});
    auto day = std::chrono::floor<days>(from);
    for (;;) {
        const year_month_day date{day};
        if (date.year() > std::chrono::year{kCronYearMax}) return std::nullopt;
        if (!matches_month(cron, date)) {
            day = start_of_next_month(date);
            continue;
        }
        if (matches_day(cron, date)) {
            const auto earliest = std::max(from - LocalMinute{day}, std::chrono::minutes{0});
            if (const auto minute = first_minute(cron, earliest)) return LocalMinute{day} + *minute;
        }
        day += days{1};
    }
}

}  // namespace ikada::events
