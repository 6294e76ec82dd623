#pragma once
// Which ticks of a schedule are due, and which were missed. Pure.

#include <functional>
#include <optional>
#include <vector>

#include "events/runs.hpp"

namespace ikada::events {

// A tick that nobody was there to fire for so long is missed. AWS fires within
// a minute too.
constexpr Seconds kLateMax{60};
// Ticks that one look counts as missed, before it leaves out the older ones.
constexpr int kMissedMax = 10'000;

struct Ticks {
    std::vector<TimePoint> due, missed;
    std::optional<TimePoint> next;
    bool is_complete = true;  // else there were more than kMissedMax

    bool empty() const { return due.empty() && missed.empty(); }
};

// A schedule's first tick later than a time.
using NextTick = std::function<std::optional<TimePoint>(TimePoint)>;

// The ticks after `from` up to now, and the next one.
Ticks ticks_until(const NextTick& next, TimePoint from, TimePoint now);

// What is to be noted of those that were missed; there are some.
Run missed_run(const Ticks& ticks);

}  // namespace ikada::events
