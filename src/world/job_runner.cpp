#include "world/job_runner.hpp"

#include <iterator>
#include <memory>

namespace ikada::world {

void JobRunner::pass(std::vector<Job> jobs, TimePoint now) {
    if (read_only_ && now >= read_only_->until) {
        read_only_.reset();
        for (auto& job : std::exchange(kept_, {})) run(std::move(job), now);
    }
    for (auto& job : jobs) run(std::move(job), now);
    if (!read_only_) core_.run_ready(now);
}

std::optional<TimePoint> JobRunner::next_wake() const {
    return read_only_ ? std::optional(read_only_->until) : core_.next_wake();
}

void JobRunner::run(Job job, TimePoint now) {
    if (read_only_ && job.is_sight) return kept_.push_back(std::move(job));
    const auto work = [&](Tx& tx) { return job.work(tx, now); };
    auto outcome =
        read_only_ ? core_.transact_reading(work, read_only_->refusal) : core_.transact(work);
    const auto shared = std::make_shared<Job>(std::move(job));
    // Behind everything written so far, as it may tell of it.
    core_.add_effect({[shared, outcome = std::move(outcome)] { shared->done(outcome); },
                      [this, shared](const Error& refusal) { lose(std::move(*shared), refusal); }});
}

void JobRunner::take_back(Core::Batch batches, const Error& why, TimePoint now) {
    core_.take_back(batches);
    read_only_ = {
        fail(store::kStoreFailed,
             "The service is read-only, as its state cannot be saved: {}. Try again.", why.message),
        now + kStoreRetry};
    for (const auto& effect : batches.effects)
        if (effect.when_lost) effect.when_lost(read_only_->refusal);
}

void JobRunner::lose(Job job, const Error& refusal) {
    if (job.is_sight) return kept_.push_back(std::move(job));
    core_.add_effect({[done = std::move(job.done), refusal] { done(refusal); }});
}

}  // namespace ikada::world
