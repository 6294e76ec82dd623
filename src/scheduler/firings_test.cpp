#include "scheduler/firings.hpp"

#include <gtest/gtest.h>

namespace ikada::scheduler {
namespace {

TimePoint utc(std::string_view text) { return *parse_iso8601(fmt::format("{}:00Z", text)); }

Schedule a_schedule(std::string expression, std::string zone = "UTC") {
    Schedule made;
    made.expression = std::move(expression);
    made.time_zone = std::move(zone);
    made.active_since = utc("2026-01-01T00:00");
    return made;
}

// The firings after a time, in UTC: "2026-03-28T01:30".
std::vector<std::string> firings(const Schedule& schedule, std::string_view after, int count) {
    std::vector<std::string> found;
    std::optional<TimePoint> time = utc(after);
    while (static_cast<int>(found.size()) < count) {
        time = next_firing(schedule, *time);
        if (!time) break;
        found.push_back(to_iso8601(*time).substr(0, 16));
    }
    return found;
}

using Times = std::vector<std::string>;

TEST(Firings, a_time_zone_moves_with_its_clocks) {
    const auto morning = a_schedule("cron(0 8 * * ? *)", "Europe/Berlin");
    EXPECT_EQ(firings(morning, "2026-03-27T12:00", 3),
              (Times{"2026-03-28T07:00", "2026-03-29T06:00", "2026-03-30T06:00"}));
    EXPECT_EQ(firings(morning, "2026-10-24T00:00", 3),
              (Times{"2026-10-24T06:00", "2026-10-25T07:00", "2026-10-26T07:00"}));
    EXPECT_EQ(firings(a_schedule("cron(0 8 * * ? *)", "Asia/Kolkata"), "2026-06-01T00:00", 1),
              (Times{"2026-06-01T02:30"}));
}

TEST(Firings, a_time_that_clocks_skip_is_left_out) {
    // In Berlin it was never 02:30 on 2026-03-29, in New York on 2026-03-08.
    EXPECT_EQ(firings(a_schedule("cron(30 2 * * ? *)", "Europe/Berlin"), "2026-03-28T00:00", 2),
              (Times{"2026-03-28T01:30", "2026-03-30T00:30"}));
    EXPECT_EQ(firings(a_schedule("cron(30 2 * * ? *)", "America/New_York"), "2026-03-07T00:00", 2),
              (Times{"2026-03-07T07:30", "2026-03-09T06:30"}));
    EXPECT_TRUE(
        firings(a_schedule("at(2026-03-29T02:30:00)", "Europe/Berlin"), "2026-03-01T00:00", 1)
            .empty());
}

TEST(Firings, a_time_that_clocks_show_twice_fires_once) {
    EXPECT_EQ(firings(a_schedule("cron(30 2 * * ? *)", "Europe/Berlin"), "2026-10-24T12:00", 2),
              (Times{"2026-10-25T00:30", "2026-10-26T01:30"}));
    // Every half hour: 02:00 and 02:30 summer time, then 03:00 winter time.
    EXPECT_EQ(
        firings(a_schedule("cron(0/30 * * * ? *)", "Europe/Berlin"), "2026-10-24T23:45", 4),
        (Times{"2026-10-25T00:00", "2026-10-25T00:30", "2026-10-25T02:00", "2026-10-25T02:30"}));
    EXPECT_EQ(firings(a_schedule("cron(0/30 * * * ? *)", "Europe/Berlin"), "2026-10-25T01:10", 1),
              (Times{"2026-10-25T02:00"}));
}

TEST(Firings, a_rate_begins_at_once_or_at_its_start) {
    auto rate = a_schedule("rate(1 day)");
    EXPECT_EQ(firings(rate, "2025-12-31T00:00", 2),
              (Times{"2026-01-01T00:00", "2026-01-02T00:00"}));
    rate.start_at = utc("2026-03-28T10:00");
    rate.time_zone = "Europe/Berlin";  // a day is 24 hours
    EXPECT_EQ(firings(rate, "2026-01-01T00:00", 3),
              (Times{"2026-03-28T10:00", "2026-03-29T10:00", "2026-03-30T10:00"}));
}

TEST(Firings, lie_between_start_and_end) {
    auto hourly = a_schedule("cron(0 * * * ? *)");
    hourly.start_at = utc("2026-02-01T10:00");
    hourly.end_at = utc("2026-02-01T11:00");
    EXPECT_EQ(firings(hourly, "2026-01-01T00:00", 5),
              (Times{"2026-02-01T10:00", "2026-02-01T11:00"}));
}

TEST(Firings, one_time_schedules_fire_once) {
    EXPECT_EQ(
        firings(a_schedule("at(2026-07-01T12:00:30)", "Europe/Berlin"), "2026-01-01T00:00", 5),
        (Times{"2026-07-01T10:00"}));
    EXPECT_TRUE(firings(a_schedule("at(2025-07-01T12:00:00)"), "2025-01-01T00:00", 1).empty());
}

}  // namespace
}  // namespace ikada::scheduler
