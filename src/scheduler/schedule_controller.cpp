// The edge of the scheduler: fires schedules, takes what they run to ECS, ends what is complete.

#include <algorithm>

#include "base/log.hpp"
#include "scheduler/api.hpp"
#include "scheduler/firings.hpp"
#include "scheduler/keys.hpp"
#include "scheduler/schedules.hpp"

namespace ikada::scheduler {
namespace {

using events::Delivery;
using events::RunState;
using events::Ticks;

// Within its flexible window a firing is tried at a random time.
Delivery delivery_of(const Schedule& schedule, TimePoint tick, Random& random) {
    const Seconds window = std::chrono::minutes{schedule.window_minutes};
    const Seconds wait{window.count() > 0 ? random.below(window.count()) : 0};
    return {.due_at = tick, .next_try_at = tick + wait, .attempts = 0, .task_arns = {}};
}

void note_missed(world::Tx& tx, const Ticks& ticks, ScheduleRuns& runs) {
    auto run = events::missed_run(ticks);
    tx.after_commit([line = fmt::format("schedule {}: {}", runs.schedule, run.reason)] {
        log::warn("{}", line);
    });
    events::note(runs.runs, std::move(run));
}

events::Outcome try_once(world::Tx& tx, const Schedule& schedule, Delivery& delivery,
                         TimePoint now) {
    auto request = request_of(schedule, delivery);
    if (!request) return {RunState::Failed, request.error().message};
    return events::deliver(
        tx, {*std::move(request), events::limits_of(schedule.target.retry_policy), now}, delivery);
}

// Tries those whose time has come; those that are over go.
void try_waiting(world::Tx& tx, const Schedule& schedule, ScheduleRuns& runs, TimePoint now) {
    std::erase_if(runs.waiting, [&](Delivery& delivery) {
        if (delivery.next_try_at > now) return false;
        const auto outcome = try_once(tx, schedule, delivery, now);
        events::note(runs.runs, events::run_of(outcome, delivery));
        return outcome.state != RunState::Waiting;
    });
}

std::optional<TimePoint> next_look(const Ticks& ticks, const ScheduleRuns& runs) {
    auto next = ticks.next;
    for (const auto& delivery : runs.waiting)
        next = std::min(next.value_or(delivery.next_try_at), delivery.next_try_at);
    return next;
}

// A subject is a schedule, by its key.
class ScheduleController final : public world::Controller {
  public:
    std::string_view name() const override { return "scheduler-schedules"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        if (change.is<Schedule>() || change.is<ScheduleRuns>()) keys.push_back(change.key);
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override {
        const auto* schedule = tx.find<Schedule>(key);
        if (!schedule) {
            tx.erase<ScheduleRuns>(key);
            return std::nullopt;
        }
        auto runs = runs_of(tx, key);
        const auto ticks = fire_ticks(tx, *schedule, runs, now);
        try_waiting(tx, *schedule, runs, now);
        const auto next = next_look(ticks, runs);
        const bool is_complete = !next && is_over(*schedule, runs, now);
        if (is_complete && schedule->after_completion == shapes::ActionAfterCompletion::Delete)
            tx.erase<Schedule>(key);
        else
            tx.put(std::move(runs));
        return next;
    }

  private:
    // What was fired stands in the same transaction as its tasks, so no tick fires twice.
    static Ticks fire_ticks(world::Tx& tx, const Schedule& schedule, ScheduleRuns& runs,
                            TimePoint now) {
        if (schedule.state != shapes::ScheduleState::Enabled) return {};
        auto ticks =
            events::ticks_until([&](TimePoint time) { return next_firing(schedule, time); },
                                std::max(runs.done_until, first_look(schedule)), now);
        if (!ticks.missed.empty()) note_missed(tx, ticks, runs);
        for (const auto tick : ticks.due)
            runs.waiting.push_back(delivery_of(schedule, tick, tx.random()));
        if (!ticks.empty()) runs.done_until = now;
        return ticks;
    }

    // Nothing is left to fire: its end has come, or all of it was fired.
    static bool is_over(const Schedule& schedule, const ScheduleRuns& runs, TimePoint now) {
        if (schedule.state != shapes::ScheduleState::Enabled) return false;
        return runs.done_until > schedule.active_since ||
               (schedule.end_at && *schedule.end_at <= now);
    }
};

}  // namespace

std::vector<std::unique_ptr<world::Controller>> make_controllers() {
    std::vector<std::unique_ptr<world::Controller>> made;
    made.push_back(std::make_unique<ScheduleController>());
    return made;
}

}  // namespace ikada::scheduler
