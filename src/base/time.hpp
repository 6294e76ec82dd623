#pragma once
// Time is an argument: only base/clock and the edges ask what time it is.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ikada {

using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
// UTC, to the millisecond: as fine as any AWS API shows.
using TimePoint = std::chrono::sys_time<Millis>;

// "2026-11-22T23:55:51.123Z" (ISO 8601, UTC, always three decimals).
std::string to_iso8601(TimePoint time);
// Accepts the form above with or without decimals; nothing else.
std::optional<TimePoint> parse_iso8601(std::string_view text);
// "20261122T235551Z", the form of X-Amz-Date.
std::string to_amz_date(TimePoint time);
std::optional<TimePoint> parse_amz_date(std::string_view text);

double to_epoch_seconds(TimePoint time);
TimePoint from_epoch_seconds(double seconds);

}  // namespace ikada
