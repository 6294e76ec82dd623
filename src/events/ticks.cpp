#include "events/ticks.hpp"

#include <fmt/format.h>

namespace ikada::events {

Ticks ticks_until(const NextTick& next, TimePoint from, TimePoint now) {
    Ticks ticks;
    ticks.next = next(from);
    while (ticks.next && *ticks.next <= now) {
        const bool is_late = now - *ticks.next >= kLateMax;
        (is_late ? ticks.missed : ticks.due).push_back(*ticks.next);
        if (is_late && static_cast<int>(ticks.missed.size()) >= kMissedMax) {
            ticks.is_complete = false;
            ticks.next = now - kLateMax;
        }
        ticks.next = next(*ticks.next);
    }
    return ticks;
}

Run missed_run(const Ticks& ticks) {
    const int count = static_cast<int>(ticks.missed.size());
    return {
        .state = RunState::Missed,
        .event_id = {},
        .target_id = {},
        .due_at = ticks.missed.front(),
        .task_arns = {},
        .reason = fmt::format("{}{} ticks from {} to {} were not fired: ikada did not run",
                              ticks.is_complete ? "" : "more than ", count,
                              to_iso8601(ticks.missed.front()), to_iso8601(ticks.missed.back())),
        .attempts = 0,
        .missed = count};
}

}  // namespace ikada::events
