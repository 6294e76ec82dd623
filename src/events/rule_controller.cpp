// The edge of EventBridge: fires schedules, takes events to their targets.

#include <algorithm>

#include "base/log.hpp"
#include "events/api.hpp"
#include "events/ecs_events_controller.hpp"
#include "events/invocations.hpp"
#include "events/keys.hpp"
#include "events/schedule_expression.hpp"
#include "events/sending.hpp"
#include "events/ticks.hpp"

namespace ikada::events {
namespace {

Ticks ticks_of(const Rule& rule, TimePoint from, TimePoint now) {
    const auto expression = parse_schedule_expression(*rule.schedule_expression);
    if (!expression) return {};
    return ticks_until(
        [&](TimePoint time) { return next_after(*expression, rule.active_since, time); }, from,
        now);
}

void note_missed(world::Tx& tx, const Rule& rule, const Ticks& ticks) {
    auto run = missed_run(ticks);
    tx.after_commit(
        [line = fmt::format("rule {}: {}", rule.name, run.reason)] { log::warn("{}", line); });
    note_run(tx, rule.name, std::move(run));
}

void set_done(world::Tx& tx, const std::string& rule, TimePoint until) {
    auto next = runs_of(tx, rule);
    next.done_until = until;
    tx.put(std::move(next));
}

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

// A subject is a rule, by its name.
class RuleController final : public world::Controller {
  public:
    explicit RuleController(const aws::Installation& at) : at_(at) {}
    std::string_view name() const override { return "events-rules"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        if (change.is<Rule>()) keys.push_back(change.key);
        if (change.is<Invocation>()) keys.push_back(change.either<Invocation>().rule);
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override {
        const auto* rule = tx.find<Rule>(key);
        if (!rule) {
            forget(tx, key);
            return std::nullopt;
        }
        const auto tick_at = fire_ticks(tx, *rule, now);
        return earlier(tick_at, try_invocations(tx, *rule, now));
    }

  private:
    static void forget(world::Tx& tx, const std::string& rule) {
        tx.erase<RuleRuns>(rule);
        for (const auto* invocation : tx.all<Invocation>(keys::invocations_of(rule)))
            tx.erase<Invocation>(world::RecordTraits<Invocation>::key(*invocation));
    }

    // What was fired stands in the same transaction as its tasks, so no tick
    // fires twice.
    std::optional<TimePoint> fire_ticks(world::Tx& tx, const Rule& rule, TimePoint now) const {
        if (rule.state != shapes::RuleState::Enabled || !rule.schedule_expression)
            return std::nullopt;
        const auto* runs = tx.find<RuleRuns>(rule.name);
        const auto from = runs ? std::max(runs->done_until, rule.active_since) : rule.active_since;
        const auto ticks = ticks_of(rule, from, now);
        if (!ticks.missed.empty()) note_missed(tx, rule, ticks);
        for (const auto tick : ticks.due) {
            const auto event = scheduled_event(rule, tx.random().uuid(), tick);
            send_to(tx, rule, {event.id, to_text(at_, event), tick});
        }
        if (!ticks.empty()) set_done(tx, rule.name, now);
        return ticks.next;
    }

    const aws::Installation& at_;
};

}  // namespace

std::vector<std::unique_ptr<world::Controller>> make_controllers(const aws::Installation& at) {
    std::vector<std::unique_ptr<world::Controller>> made;
    made.push_back(make_ecs_events_controller(at));
    made.push_back(std::make_unique<RuleController>(at));
    return made;
}

}  // namespace ikada::events
