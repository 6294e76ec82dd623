#include "sim/cron_invariants.hpp"

#include <algorithm>

#include "base/arn.hpp"
#include "base/json.hpp"
#include "ecs/keys.hpp"
#include "events/keys.hpp"
#include "scheduler/keys.hpp"
#include "sim/cron_workload.hpp"

namespace ikada::sim {

namespace {

using events::RunState;
using std::chrono::floor;

constexpr Seconds kLateMost{60};  // AWS: a rule fires within a minute
constexpr Seconds kKolkata{std::chrono::minutes{330}};

Millis minutes_after(char mark, const std::string& expression) {
    return std::chrono::minutes{std::atoi(expression.c_str() + expression.find(mark) + 1)};
}

struct Anchors {
    TimePoint rate;  // its first tick, of a rate
    Seconds zone{0};
};

// Of the few expressions that the workload uses.
Beat beat_of(const std::string& expression, const Anchors& anchors) {
    if (expression.starts_with("rate")) return {anchors.rate, minutes_after('(', expression)};
    if (expression.starts_with("cron"))
        return {TimePoint{} - anchors.zone, minutes_after('/', expression)};
    constexpr std::size_t kTime = 3, kTimeLength = 19;  // "at(2027-01-15T08:00:00)"
    return {*parse_iso8601(expression.substr(kTime, kTimeLength) + "Z")};
}

CronView view_of(const world::Tx& tx, const events::Rule& rule) {
    const auto& expression = *rule.schedule_expression;
    CronView seen;
    seen.name = rule.name;
    seen.since = rule.active_since;
    seen.is_on = rule.state == events::shapes::RuleState::Enabled && !rule.targets.empty();
    const auto period = minutes_after('(', expression);  // of a rate
    seen.beat = beat_of(expression, {rule.active_since + period});
    if (!rule.targets.empty()) seen.tasks = *rule.targets[0].ecs_parameters->task_count;
    const auto* runs = tx.find<events::RuleRuns>(rule.name);
    if (!runs) return seen;
    seen.done_until = runs->done_until;
    seen.runs = runs->runs;
    return seen;
}

CronView view_of(const world::Tx& tx, const scheduler::Schedule& schedule) {
    CronView seen;
    seen.name = schedule.name;
    seen.since = schedule.active_since - Millis{1};
    seen.is_on = schedule.state == scheduler::shapes::ScheduleState::Enabled;
    seen.beat = beat_of(schedule.expression, {schedule.active_since,
                                              schedule.time_zone == "UTC" ? Seconds{0} : kKolkata});
    seen.tasks = *schedule.target.ecs_parameters->task_count;
    const auto* runs =
        tx.find<scheduler::ScheduleRuns>(scheduler::keys::schedule(schedule.group, schedule.name));
    if (!runs) return seen;
    seen.done_until = runs->done_until;
    seen.runs = runs->runs;
    for (const auto& delivery : runs->waiting) seen.waiting.push_back(delivery.due_at);
    return seen;
}

std::optional<CronView> find_view(const world::Tx& tx, const std::string& name) {
    if (const auto* rule = tx.find<events::Rule>(name)) return view_of(tx, *rule);
    const auto* schedule = tx.find<scheduler::Schedule>(scheduler::keys::schedule("default", name));
    return schedule ? std::optional(view_of(tx, *schedule)) : std::nullopt;
}

bool is_scheduled(const ecs::Task& task) {
    return task.started_by.starts_with("events-rule/") ||
           task.started_by.starts_with("chronos-schedule/");
}

// What its environment says.
std::optional<TimePoint> tick_of(const ecs::Task& task) {
    const auto overrides = json::parse(task.overrides);
    if (!overrides) return std::nullopt;
    for (const auto& container : json::list(*overrides, "containerOverrides"))
        for (const auto& variable : json::list(container, "environment"))
            if (json::text(variable, "name") == kTickVariable)
                return parse_iso8601(json::text(variable, "value"));
    return std::nullopt;
}

}  // namespace

std::optional<TimePoint> Beat::next(TimePoint after) const {
    if (after < first) return first;
    if (period == Millis{0}) return std::nullopt;
    return first + ((after - first) / period + 1) * period;
}

void CronInvariants::see(const world::Change& change) {
    if (change.is<events::Rule>() || change.is<events::RuleRuns>())
        changed_.insert(change.key);
    else if (change.is<scheduler::Schedule>() || change.is<scheduler::ScheduleRuns>())
        changed_.insert(std::string(last_part(change.key)));
    else if (change.is<ecs::Task>() && !change.before && is_scheduled(change.either<ecs::Task>()))
        new_tasks_.insert(change.key);
}

void CronInvariants::server_lost() {
    changed_.clear();
    new_tasks_.clear();
    running_since_.reset();
}

void CronInvariants::check_step(const world::Tx& tx, TimePoint now) {
    now_ = now;
    if (!running_since_) running_since_ = now;
    if (changed_.empty() && new_tasks_.empty()) return;
    std::vector<CronView> views;
    for (const auto& name : changed_)
        if (auto seen = find_view(tx, name))
            views.push_back(*std::move(seen));
        else
            known_.erase(name);
    for (const auto& seen : views) check(seen);
    for (const auto& key : new_tasks_) check_task(tx, key);
    for (const auto& seen : views) check_tasks_of(seen);
    changed_.clear();
    new_tasks_.clear();
}

void CronInvariants::check(const CronView& seen) {
    auto& known = known_[seen.name];
    for (const auto& run : seen.runs)
        if (run.state == RunState::Missed)
            check_missed(seen, run);
        else
            check_fired(seen, run.due_at);
    for (const auto& due : seen.waiting) check_fired(seen, due);
    auto tick = seen.beat.next(std::max(known.done_until, seen.since));
    for (; seen.is_on && tick && *tick <= seen.done_until; tick = seen.beat.next(*tick)) {
        const auto at = floor<Seconds>(*tick);
        if (!known.fired.contains(at) && !known.missed.contains(at))
            fail("{} has neither fired its tick of {} nor told that it was missed", seen.name,
                 to_iso8601(*tick));
    }
    known.done_until = seen.done_until;
}

void CronInvariants::check_fired(const CronView& seen, TimePoint tick) {
    auto& known = known_[seen.name];
    if (!known.fired.try_emplace(floor<Seconds>(tick)).second) return;
    if (!seen.beat.has(tick))
        fail("{} fires at {}, which is no tick of it", seen.name, to_iso8601(tick));
    if (now_ - tick >= kLateMost)
        fail("{} fires its tick of {} {} s late", seen.name, to_iso8601(tick),
             floor<Seconds>(now_ - tick).count());
    if (known.missed.contains(floor<Seconds>(tick)))
        fail("{} fires its tick of {}, which it told as missed", seen.name, to_iso8601(tick));
}

void CronInvariants::check_missed(const CronView& seen, const events::Run& run) {
    auto& known = known_[seen.name];
    if (known.missed.contains(floor<Seconds>(run.due_at))) return;
    std::optional<TimePoint> tick = run.due_at;
    for (int i = 0; i < run.missed && tick; ++i, tick = seen.beat.next(*tick)) {
        const auto at = floor<Seconds>(*tick);
        known.missed.insert(at);
        if (!seen.beat.has(*tick))
            fail("{} has missed {}, which is no tick of it", seen.name, to_iso8601(*tick));
        if (*tick > running_since_.value_or(now_))
            fail("{} has missed its tick of {}, though the server ran", seen.name,
                 to_iso8601(*tick));
        if (known.fired.contains(at))
            fail("{} has missed its tick of {}, which it fired", seen.name, to_iso8601(*tick));
    }
}

void CronInvariants::check_task(const world::Tx& tx, const std::string& key) {
    const auto* task = tx.find<ecs::Task>(key);
    const auto known = task ? known_.find(std::string(last_part(task->started_by))) : known_.end();
    if (known == known_.end()) return;
    const auto tick = tick_of(*task);
    if (!tick) return fail("task {} has not been told its tick", key);
    const auto fired = known->second.fired.find(floor<Seconds>(*tick));
    if (fired == known->second.fired.end())
        return fail("task {} runs for a tick of {} that has not fired: {}", key, known->first,
                    to_iso8601(*tick));
    fired->second.insert(task->arn);
}

// Those that its runs know, and no other. A rate that is made anew may tick twice in a second.
void CronInvariants::check_tasks_of(const CronView& seen) {
    if (seen.tasks == 0) return;  // its target is gone
    auto& fired = known_[seen.name].fired;
    for (const auto& run : seen.runs) {
        if (run.state == RunState::Missed) continue;
        const auto at = floor<Seconds>(run.due_at);
        std::set<TimePoint> ticks;
        for (const auto& each : seen.runs)
            if (each.state != RunState::Missed && floor<Seconds>(each.due_at) == at)
                ticks.insert(each.due_at);
        const auto& tasks = fired[at];
        const bool is_short = run.state == RunState::Started && std::ssize(tasks) < seen.tasks;
        if (is_short || std::ssize(tasks) > seen.tasks * std::ssize(ticks))
            fail("{} has run {} tasks for its tick of {}, where it shall run {}", seen.name,
                 tasks.size(), to_iso8601(run.due_at), seen.tasks);
    }
}

void CronInvariants::check_quiet(const world::Tx& tx, TimePoint now) {
    std::vector<CronView> views;
    for (const auto* rule : tx.all<events::Rule>()) views.push_back(view_of(tx, *rule));
    for (const auto* schedule : tx.all<scheduler::Schedule>())
        views.push_back(view_of(tx, *schedule));
    for (const auto& seen : views) {
        const auto due = seen.beat.next(std::max(seen.done_until, seen.since));
        if (seen.is_on && due && now - *due >= kLateMost)
            fail("{} has not fired its tick of {}", seen.name, to_iso8601(*due));
    }
}

}  // namespace ikada::sim
