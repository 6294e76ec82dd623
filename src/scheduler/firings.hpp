#pragma once
// When a schedule fires: its expression in its time zone, between its start and its end. Pure.
// Source: docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html: a time that clocks
// skip is left out, one that they show twice fires once.

#include "scheduler/types.hpp"

namespace ikada::scheduler {

// The first firing later than `time`; nothing if there is none.
std::optional<TimePoint> next_firing(const Schedule& schedule, TimePoint time);

// Before this nothing is its firing: when it was made or changed, or its start.
TimePoint first_look(const Schedule& schedule);

}  // namespace ikada::scheduler
