#pragma once
// AWS's six cron fields: minutes hours day-of-month month day-of-week year.
// Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html; what that page
// leaves open is as in Quartz, whose dialect it is: ranges that wrap (FRI-MON), LW, FRIL.

#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>

namespace ikada::events {

constexpr int kCronYearMin = 1970, kCronYearMax = 2199;  // AWS

// A time of day somewhere, not yet in any time zone.
using LocalMinute = std::chrono::local_time<std::chrono::minutes>;

// Which days of a month: some numbers, or one of the others.
struct DaysOfMonth {
    std::bitset<32> numbers;
    bool is_last = false;              // L
    bool is_last_weekday = false;      // LW
    std::optional<int> weekday_close;  // 15W
};

// Which days of a week, 1 is Sunday: some of them, or one of the others.
struct DaysOfWeek {
    struct Nth {
        int day = 0, nth = 0;
    };
    std::bitset<8> numbers;
    std::optional<int> last;  // 6L
    std::optional<Nth> nth;   // 6#3
};

struct CronExpression {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<13> months;
    std::bitset<kCronYearMax - kCronYearMin + 1> years;
    // Exactly one is set: the other was "?".
    std::optional<DaysOfMonth> days_of_month;
    std::optional<DaysOfWeek> days_of_week;
};

// "0 18 ? * MON-FRI *". Nothing for what AWS would refuse.
std::optional<CronExpression> parse_cron(std::string_view fields);

// The first firing later than `time`; nothing if there is none up to kCronYearMax.
std::optional<LocalMinute> next_after(const CronExpression& cron, LocalMinute time);

}  // namespace ikada::events
