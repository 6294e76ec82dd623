#include "world/core.hpp"

#include <algorithm>
#include <map>

#include "base/log.hpp"
#include "world/append.hpp"

namespace ikada::world {
namespace {

// How long a subject rests that a pass could not settle.
constexpr auto kUnsettledRest = Seconds{1};

}  // namespace

Core::Core(World& world, std::vector<Controller*> controllers, Random random)
    : world_(world), controllers_(std::move(controllers)), random_(random) {}

void Core::start() {
    for (auto* table : world_.tables())
        for (const auto& [key, row] : table->rows()) wake_for({&table->kind(), key, nullptr, row});
}

Status Core::transact(const std::function<Status(Tx&)>& work) {
    Tx tx(world_, random_);
    auto outcome = work(tx);
    if (outcome) absorb(tx.commit());
    return outcome;
}

Status Core::transact_reading(const std::function<Status(Tx&)>& work, const Error& refusal) {
    Tx tx(world_, random_);
    auto outcome = work(tx);
    if (!outcome) return outcome;
    auto done = tx.commit();
    if (!done.changes.empty()) {
        undo(done.changes);
        return refusal;
    }
    absorb(std::move(done));
    return outcome;
}

void Core::undo(std::span<const Change> changes) {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change)
        world_.table(*change->kind).replace(change->key, change->before);
}

void Core::take_back(const Batch& unsaved) {
    undo(unsaved.changes);
    for (auto* controller : controllers_) controller->taken_back();
    ready_.insert(unsaved.ran.begin(), unsaved.ran.end());
    for (const auto& [kind, key, before, after] : unsaved.changes) {
        if (after) wake_for({kind, key, after, nullptr});
        if (before) wake_for({kind, key, nullptr, before});
    }
}

void Core::run_ready(TimePoint now) {
    auto& ran = batch_.ran;
    const auto ran_before = ran.size();
    while (wake_due(now), !ready_.empty()) {
        if (ran.size() - ran_before == kRunsPerPassMax)
            return give_up(std::span(ran).subspan(ran_before), now);
        ran.push_back(std::move(ready_.extract(ready_.begin()).value()));
        run(ran.back(), now);
    }
}

std::optional<TimePoint> Core::next_wake() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first;
}

Core::Batch Core::take_batch() { return std::exchange(batch_, {}); }

void Core::absorb(Committed committed) {
    for (const auto& change : committed.changes) wake_for(change);
    append(batch_.changes, std::move(committed.changes));
    for (auto& effect : committed.effects) add_effect({std::move(effect)});
}

void Core::wake_for(const Change& change) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < controllers_.size(); ++i) {
        keys.clear();
        controllers_[i]->wakes(change, keys);
        for (auto& key : keys) ready_.insert({i, std::move(key)});
    }
}

void Core::wake_due(TimePoint now) {
    while (!timers_.empty() && timers_.begin()->first <= now) {
        auto due = timer_of_.extract(*timers_.begin()->second);
        timers_.erase(timers_.begin());
        ready_.insert(std::move(due.key()));
    }
}

void Core::run(const Subject& subject, TimePoint now) {
    Tx tx(world_, random_);
    const auto again = controllers_[subject.controller]->run(tx, subject.key, now);
    absorb(tx.commit());
    set_timer(subject, again);
}

void Core::set_timer(const Subject& subject, std::optional<TimePoint> at) {
    if (const auto old = timer_of_.find(subject); old != timer_of_.end()) {
        timers_.erase({old->second, &old->first});
        timer_of_.erase(old);
    }
    if (!at) return;
    const auto set = timer_of_.emplace(subject, *at).first;
    timers_.emplace(*at, &set->first);
}

void Core::give_up(std::span<const Subject> ran, TimePoint now) {
    std::map<Subject, int> runs;
    for (const auto& subject : ran) ++runs[subject];
    const auto waiting = std::exchange(ready_, {});
    auto runs_of = [&](const Subject& subject) {
        const auto at = runs.find(subject);
        return at == runs.end() ? 0 : at->second;
    };
    for (const auto& subject : waiting)
        set_timer(subject, runs_of(subject) > 0 ? now + kUnsettledRest : now);
    const auto worst = std::ranges::max_element(waiting, {}, runs_of);
    if (runs_of(*worst) == 0)
        return log::warn("{} runs in one pass; {} more controller runs wait for the next",
                         kRunsPerPassMax, waiting.size());
    log::error(
        "{} runs did not settle the world: controller {} ran {} times for \"{}\" and is woken "
        "again; it rests for {} s. This is a bug in that controller: please report it",
        kRunsPerPassMax, controllers_[worst->controller]->name(), runs_of(*worst), worst->key,
        kUnsettledRest.count());
}

}  // namespace ikada::world
