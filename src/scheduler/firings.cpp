#include "scheduler/firings.hpp"

#include <algorithm>

#include "scheduler/time_zone.hpp"

namespace ikada::scheduler {
namespace {

std::optional<TimePoint> next_of(const events::CronExpression& cron, const Schedule& schedule,
                                 TimePoint time) {
    const auto zone = TimeZone::find(schedule.time_zone);
    if (!zone) return std::nullopt;
    auto local = std::chrono::floor<std::chrono::minutes>(zone->to_local(time));
    while (const auto next = events::next_after(cron, local)) {
        const auto utc = zone->to_utc(*next);
        if (utc && *utc > time) return utc;
        local = *next;
    }
    return std::nullopt;
}

// Its first firing is at once, or at its start.
std::optional<TimePoint> next_of(const events::RateExpression& rate, const Schedule& schedule,
                                 TimePoint time) {
    const auto anchor = schedule.start_at.value_or(schedule.active_since);
    return events::next_after(rate, anchor - rate.period, time);
}

std::optional<TimePoint> next_of(const events::AtExpression& at, const Schedule& schedule,
                                 TimePoint time) {
    const auto zone = TimeZone::find(schedule.time_zone);
    const auto due = zone ? zone->to_utc(at.time) : std::nullopt;
    return due && *due > time ? due : std::nullopt;
}

}  // namespace

TimePoint first_look(const Schedule& schedule) {
    return std::max(schedule.active_since, schedule.start_at.value_or(TimePoint{})) - Millis{1};
}

std::optional<TimePoint> next_firing(const Schedule& schedule, TimePoint time) {
    const auto expression = events::parse_schedule_expression(schedule.expression);
    if (!expression) return std::nullopt;
    const auto from = std::max(time, first_look(schedule));
    const auto next =
        std::visit([&](const auto& one) { return next_of(one, schedule, from); }, *expression);
    if (!next || (schedule.end_at && *next > *schedule.end_at)) return std::nullopt;
    return next;
}

}  // namespace ikada::scheduler
