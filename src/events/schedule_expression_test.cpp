#include "events/schedule_expression.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"
#include "base/strings.hpp"

namespace ikada::events {
namespace {

TimePoint at(std::string_view minute) {  // "2026-11-29 09:05"
    return *parse_iso8601(fmt::format("{}T{}:00Z", minute.substr(0, 10), minute.substr(11)));
}

std::string minute_of(TimePoint time) {
    auto text = to_iso8601(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::vector<std::string> firings(std::string_view expression, std::string_view from, int count) {
    const auto parsed = parse_schedule_expression(expression);
    std::vector<std::string> found;
    auto time = parsed ? std::optional(at(from)) : std::nullopt;
    while (time && static_cast<int>(found.size()) < count) {
        time = next_after(*parsed, at(from), *time);
        if (time) found.push_back(minute_of(*time));
    }
    return found;
}

struct Case {
    std::string_view expression, from;
    std::vector<std::string> next;
};

void expect_all(const std::vector<Case>& cases) {
    for (const auto& [expression, from, next] : cases)
        EXPECT_EQ(firings(expression, from, static_cast<int>(next.size())), next) << expression;
}

// 2026-11-29 is a Sunday.
constexpr std::string_view kSunday = "2026-11-29 09:05";

TEST(ScheduleExpression, fires_as_the_examples_of_aws_say) {
    expect_all({
        {"cron(0 10 * * ? *)", kSunday, {"2026-11-29 10:00", "2026-11-30 10:00"}},
        {"cron(15 12 * * ? *)", kSunday, {"2026-11-29 12:15", "2026-11-30 12:15"}},
        {"cron(0 18 ? * MON-FRI *)",
         "2026-12-03 12:00",
         {"2026-12-03 18:00", "2026-12-04 18:00", "2026-12-07 18:00"}},
        {"cron(0 8 1 * ? *)", kSunday, {"2026-12-01 08:00", "2027-01-01 08:00"}},
        {"cron(0/15 * * * ? *)", kSunday, {"2026-11-29 09:15", "2026-11-29 09:30"}},
        {"cron(0/10 * ? * MON-FRI *)", kSunday, {"2026-11-30 00:00", "2026-11-30 00:10"}},
        {"cron(0/5 8-17 ? * MON-FRI *)",
         "2026-11-30 17:50",
         {"2026-11-30 17:55", "2026-12-01 08:00"}},
        {"cron(0/30 20-2 ? * MON-FRI *)",
         "2026-11-30 02:00",
         {"2026-11-30 02:30", "2026-11-30 20:00"}},
        {"cron(15 10 ? * 6L 2027-2028)",
         kSunday,
         {"2027-01-29 10:15", "2027-02-26 10:15", "2027-03-26 10:15"}},
        {"cron(30 0 1 1 ? *)", kSunday, {"2027-01-01 00:30", "2028-01-01 00:30"}},
        {"cron(1/10 9 * * ? *)", kSunday, {"2026-11-29 09:11", "2026-11-29 09:21"}},
        {"cron(0 0 ? * 3#2 *)", kSunday, {"2026-12-08 00:00", "2027-01-12 00:00"}},
        {"cron(0 0 3W * ? *)", kSunday, {"2026-12-03 00:00", "2027-01-04 00:00"}},
        {"cron(0 0 ? JAN,FEB,MAR SUN *)",
         "2027-03-20 00:00",
         {"2027-03-21 00:00", "2027-03-28 00:00", "2028-01-02 00:00"}},
    });
}

TEST(ScheduleExpression, knows_leap_days_and_the_ends_of_months) {
    expect_all({
        {"cron(0 0 29 2 ? *)", kSunday, {"2028-02-29 00:00", "2032-02-29 00:00"}},
        {"cron(0 0 29 2 ? *)", "2096-02-29 00:00", {"2104-02-29 00:00"}},
        {"cron(0 0 L 2 ? *)", kSunday, {"2027-02-28 00:00", "2028-02-29 00:00"}},
        {"cron(0 0 31 * ? *)", "2027-01-31 00:00", {"2027-03-31 00:00", "2027-05-31 00:00"}},
        {"cron(59 23 L * ? *)", "2026-12-31 23:59", {"2027-01-31 23:59", "2027-02-28 23:59"}},
        {"cron(0 0 31W * ? *)",
         "2027-01-01 00:00",
         {"2027-01-29 00:00", "2027-03-31 00:00", "2027-05-31 00:00", "2027-07-30 00:00"}},
        {"cron(0 0 LW * ? *)",
         kSunday,
         {"2026-11-30 00:00", "2026-12-31 00:00", "2027-01-29 00:00"}},
        {"cron(0 0 1W * ? *)",
         "2027-04-02 00:00",
         {"2027-05-03 00:00", "2027-06-01 00:00", "2027-07-01 00:00", "2027-08-02 00:00"}},
        {"cron(0 0 ? * MON#5 *)", kSunday, {"2026-11-30 00:00", "2027-03-29 00:00"}},
        {"cron(0 0 ? * L *)", kSunday, {"2026-12-05 00:00", "2026-12-12 00:00"}},
        {"cron(0 0 ? * FRI-MON *)",
         kSunday,
         {"2026-11-30 00:00", "2026-12-04 00:00", "2026-12-05 00:00", "2026-12-06 00:00"}},
        {"cron(0 0 1 NOV-FEB ? *)",
         kSunday,
         {"2026-12-01 00:00", "2027-01-01 00:00", "2027-02-01 00:00", "2027-11-01 00:00"}},
        {"cron(59 23 31 12 ? 2199)", kSunday, {"2199-12-31 23:59"}},
    });
}

TEST(ScheduleExpression, ends_where_no_day_is_left) {
    EXPECT_TRUE(firings("cron(0 0 30 2 ? *)", kSunday, 1).empty());
    EXPECT_TRUE(firings("cron(0 0 1 1 ? 2020-2026)", kSunday, 1).empty());
    EXPECT_TRUE(firings("at(2026-11-29T09:05:00)", kSunday, 1).empty());
    EXPECT_EQ(firings("at(2026-11-29T09:06:00)", kSunday, 2),
              std::vector<std::string>{"2026-11-29 09:06"});
    EXPECT_EQ(firings("cron(0 0 1 1 ? *)", "1960-05-01 00:00", 1),
              std::vector<std::string>{"1970-01-01 00:00"});
}

TEST(ScheduleExpression, a_rate_counts_from_when_its_schedule_was_made) {
    expect_all({
        {"rate(1 minute)", kSunday, {"2026-11-29 09:06", "2026-11-29 09:07"}},
        {"rate(5 minutes)", kSunday, {"2026-11-29 09:10", "2026-11-29 09:15"}},
        {"rate(1 hour)", kSunday, {"2026-11-29 10:05"}},
        {"rate(1 day)", kSunday, {"2026-11-30 09:05"}},
        {"rate(7 days)", kSunday, {"2026-12-06 09:05"}},
    });
    const auto rate = *parse_schedule_expression("rate(2 hours)");
    EXPECT_EQ(next_after(rate, at(kSunday), at("2026-11-29 20:00")), at("2026-11-29 21:05"));
    EXPECT_EQ(next_after(rate, at(kSunday), at("2026-11-28 20:00")), at("2026-11-29 11:05"));
}

TEST(ScheduleExpression, refuses_what_aws_refuses) {
    for (const std::string_view text : {"",
                                        "cron",
                                        "cron()",
                                        "0 10 * * ? *",
                                        "cron(0 10 * * ? *",
                                        "cron(0 10 * * ?)",
                                        "cron(0 10 * * ? * *)",
                                        "cron(0 10 * * * *)",
                                        "cron(0 10 ? * ? *)",
                                        "cron(60 10 * * ? *)",
                                        "cron(0 24 * * ? *)",
                                        "cron(0 0 0 * ? *)",
                                        "cron(0 0 32 * ? *)",
                                        "cron(0 0 * 13 ? *)",
                                        "cron(0 0 ? * 0 *)",
                                        "cron(0 0 ? * 8 *)",
                                        "cron(0 0 * * ? 1969)",
                                        "cron(0 0 * * ? 2200)",
                                        "cron(0 0 * * ? 2028-2027)",
                                        "cron(0 0 ? * 3#6 *)",
                                        "cron(0 0 ? * 3#1,6#3 *)",
                                        "cron(0 0 ? * 3#0 *)",
                                        "cron(0 0 L,15 * ? *)",
                                        "cron(0 0 32W * ? *)",
                                        "cron(0 0 W * ? *)",
                                        "cron(0/0 0 * * ? *)",
                                        "cron(0/60 0 * * ? *)",
                                        "cron(-5 0 * * ? *)",
                                        "cron(5- 0 * * ? *)",
                                        "cron(0 0 * JANUARY ? *)",
                                        "cron(0 0 ? * MONDAY *)",
                                        "cron(,1 0 * * ? *)",
                                        "cron(? 0 * * ? *)",
                                        "cron(0 0 L-3 * ? *)",
                                        "Cron(0 10 * * ? *)",
                                        "rate(0 minutes)",
                                        "rate(1 minutes)",
                                        "rate(5 minute)",
                                        "rate(5)",
                                        "rate(5 seconds)",
                                        "rate(-5 minutes)",
                                        "rate(1.5 hours)",
                                        "rate(5 minutes )",
                                        "rate(99999999999999999999 days)",
                                        "rate 5 minutes",
                                        "at(2026-11-29)",
                                        "at(2026-02-30T00:00:00)",
                                        "at(2026-11-29T09:05:00Z)",
                                        "at(2026-11-29T09:05:00.5)",
                                        "every(1 day)"})
        EXPECT_FALSE(parse_schedule_expression(text)) << text;
}

// A second opinion, written another way: does this text match this number?
int naive_number(std::string_view word) {
    static const std::vector<std::string> names{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT",
                                                "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
                                                "AUG", "SEP", "OCT", "NOV", "DEC"};
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) return std::stoi(std::string(word));
    const auto place = static_cast<int>(found - names.begin());
    return place < 7 ? place + 1 : place - 6;
}

bool naive_item(std::string_view item, int value, int low, int high) {
    const auto slash = item.find('/');
    const auto base = item.substr(0, slash);
    const int step = slash == item.npos ? 1 : std::stoi(std::string(item.substr(slash + 1)));
    const auto dash = base.find('-');
    int first = low, last = high;
    if (base != "*") first = naive_number(base.substr(0, dash));
    if (dash != base.npos)
        last = naive_number(base.substr(dash + 1));
    else if (base != "*" && slash == item.npos)
        last = first;
    const int span = high - low + 1;
    const int distance = (value - first + span) % span;
    return distance <= (last - first + span) % span && distance % step == 0;
}

bool naive_list(std::string_view list, int value, int low, int high) {
    const auto items = split(list, ',');
    return std::any_of(items.begin(), items.end(),
                       [&](auto item) { return naive_item(item, value, low, high); });
}

struct Day {
    int year = 1970, month = 1, day = 1, week_day = 5;  // 1 is Sunday; 1970-01-01: a Thursday

    int length() const {
        constexpr std::array kLengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return kLengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
    }
    void next() {
        week_day = week_day % 7 + 1;
        if (++day <= length()) return;
        day = 1;
        if (++month <= 12) return;
        month = 1;
        ++year;
    }
    bool is_weekday() const { return week_day != 1 && week_day != 7; }
};

// The weekday of `wanted` if it lies in the same month as `now`.
int naive_week_day(const Day& now, int wanted) {
    return ((now.week_day - 1 + wanted - now.day) % 7 + 7) % 7 + 1;
}

// Whether `now` is the weekday of its month closest to `wanted`: nothing that is closer is one.
bool naive_closest(const Day& now, int wanted) {
    if (wanted > now.length() || !now.is_weekday()) return false;
    const auto distance = [&](int day) { return std::abs(day - wanted); };
    for (int day = 1; day <= now.length(); ++day) {
        const int week_day = naive_week_day(now, day);
        if (week_day != 1 && week_day != 7 && distance(day) < distance(now.day)) return false;
    }
    return true;
}

bool naive_day(const Day& now, std::string_view of_month, std::string_view of_week) {
    if (of_month == "L") return now.day == now.length();
    if (of_month == "LW") return naive_closest(now, now.length());
    if (of_month.ends_with('W'))
        return naive_closest(now, std::stoi(std::string(of_month.substr(0, of_month.size() - 1))));
    if (of_month != "?") return naive_list(of_month, now.day, 1, 31);
    if (of_week == "L") return now.week_day == 7;
    if (of_week.ends_with('L'))
        return now.week_day == naive_number(of_week.substr(0, of_week.size() - 1)) &&
               now.day > now.length() - 7;
    const auto hash = of_week.find('#');
    if (hash == of_week.npos) return naive_list(of_week, now.week_day, 1, 7);
    return now.week_day == naive_number(of_week.substr(0, hash)) &&
           (now.day + 6) / 7 == naive_number(of_week.substr(hash + 1));
}

std::vector<std::string> naive_firings(std::string_view fields, std::string_view from, int count) {
    const auto words = split(fields, ' ');
    std::vector<std::string> found;
    const int first_year = std::stoi(std::string(from.substr(0, 4)));
    for (Day now; now.year <= 2199; now.next()) {
        if (now.year < first_year) continue;
        if (!naive_list(words[5], now.year, 1970, 2199) ||
            !naive_list(words[3], now.month, 1, 12) || !naive_day(now, words[2], words[4]))
            continue;
        for (int minute = 0; minute < 24 * 60; ++minute) {
            if (!naive_list(words[1], minute / 60, 0, 23)) {
                minute += 59;
                continue;
            }
            if (!naive_list(words[0], minute % 60, 0, 59)) continue;
            const auto text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", now.year, now.month,
                                          now.day, minute / 60, minute % 60);
            if (text <= from) continue;
            found.push_back(text);
            if (static_cast<int>(found.size()) == count) return found;
        }
    }
    return found;
}

// One field of a random expression.
std::string random_field(Random& random, int low, int high) {
    const auto any = [&] { return low + random.below(high - low + 1); };
    switch (random.below(6)) {
        case 0:
            return "*";
        case 1:
            return fmt::format("{}/{}", any(), 1 + random.below(high - low));
        case 2:
            return fmt::format("*/{}", 1 + random.below(high - low));
        case 3: {
            const auto first = any();
            return fmt::format("{}-{}", first, first + random.below(high - first + 1));
        }
        case 4:
            return fmt::format("{},{},{}", any(), any(), any());
        default:
            return std::to_string(any());
    }
}

std::string random_day_of_month(Random& random) {
    switch (random.below(5)) {
        case 0:
            return "L";
        case 1:
            return "LW";
        case 2:
            return fmt::format("{}W", 1 + random.below(31));
        default:
            return random_field(random, 1, 31);
    }
}

std::string random_day_of_week(Random& random) {
    constexpr std::array kNames{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
    const auto name = [&] { return kNames[static_cast<std::size_t>(random.below(7))]; };
    switch (random.below(6)) {
        case 0:
            return "L";
        case 1:
            return fmt::format("{}L", 1 + random.below(7));
        case 2:
            return fmt::format("{}#{}", 1 + random.below(7), 1 + random.below(5));
        case 3:
            return fmt::format("{}#{}", name(), 1 + random.below(5));
        case 4:
            return fmt::format("{}-{}", name(), name());
        default:
            return random_field(random, 1, 7);
    }
}

std::string random_expression(Random& random) {
    const bool by_month = random.chance(0.5);
    const auto of_month = by_month ? random_day_of_month(random) : "?";
    const auto of_week = by_month ? "?" : random_day_of_week(random);
    const auto year = random.chance(0.7)
                          ? "*"
                          : fmt::format("{}/{}", 2020 + random.below(9), 1 + random.below(5));
    return fmt::format("{} {} {} {} {} {}", random_field(random, 0, 59),
                       random_field(random, 0, 23), of_month, random_field(random, 1, 12), of_week,
                       year);
}

TEST(ScheduleExpression, two_hundred_expressions_fire_as_a_naive_calendar_says) {
    Random random(20261129);
    for (int i = 0; i < 200; ++i) {
        const auto fields = random_expression(random);
        const auto from =
            fmt::format("{}-{:02}-{:02} {:02}:{:02}", 2024 + random.below(5), 1 + random.below(12),
                        1 + random.below(28), random.below(24), random.below(60));
        EXPECT_EQ(firings(fmt::format("cron({})", fields), from, 10),
                  naive_firings(fields, from, 10))
            << fields << " from " << from;
    }
}

}  // namespace
}  // namespace ikada::events
