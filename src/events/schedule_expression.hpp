#pragma once
// When something is due: cron(…), rate(…), at(…).
// Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html and, for
// at(…), docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

#include <optional>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "events/cron_expression.hpp"

namespace ikada::events {

struct RateExpression {
    Seconds period{};
};
struct AtExpression {
    std::chrono::local_seconds time;
};
using ScheduleExpression = std::variant<CronExpression, RateExpression, AtExpression>;

// Nothing for what AWS would refuse.
std::optional<ScheduleExpression> parse_schedule_expression(std::string_view text);

// The first firing later than `time`, in UTC. A rate counts from `anchor`, when its schedule was
// made: it fires each period after it. Nothing if it fires no more.
std::optional<TimePoint> next_after(const ScheduleExpression& expression, TimePoint anchor,
                                    TimePoint time);

}  // namespace ikada::events
