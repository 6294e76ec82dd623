#include "world/engine.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "world/append.hpp"
#include "world/document.hpp"
#include "world/job_runner.hpp"

namespace ikada::world {
namespace {

// Jobs between two passes over the controllers: so many share one pass, and none waits for more.
constexpr std::size_t kJobsPerPassMax = 256;
// Writes and effects waiting for the store; beyond this the core thread waits for it.
constexpr std::size_t kUnsavedMax = 100'000;
// The longest wait for a timer: the wall clock may be set forward meanwhile.
constexpr auto kCoreWaitMax = Millis{1000};

// Takes up to `count` from the front.
std::vector<Job> take_front(std::deque<Job>& jobs, std::size_t count) {
    const auto end = jobs.begin() + static_cast<std::ptrdiff_t>(std::min(count, jobs.size()));
    std::vector<Job> taken(std::make_move_iterator(jobs.begin()), std::make_move_iterator(end));
    jobs.erase(jobs.begin(), end);
    return taken;
}

void append_batch(Core::Batch& to, Core::Batch&& more) {
    append(to.changes, std::move(more.changes));
    append(to.effects, std::move(more.effects));
    append(to.ran, std::move(more.ran));
}

// Batches that could not be saved, in order, and why.
struct Unsaved {
    Core::Batch batches;
    Error why;
};

// Batches on their way from the core thread to the store thread. What waits is merged, so that
// everything written while one commit runs shares the next.
class Outbox {
  public:
    // ---- the core thread's side
    // Waits while more than kUnsavedMax are unsaved, unless they cannot be saved.
    void put(Core::Batch batch) {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return failure_ || waiting_size() < kUnsavedMax; });
        append_batch(waiting_, std::move(batch));
        has_work_.notify_one();
    }
    std::optional<Unsaved> take_back() {
        const std::lock_guard lock(mutex_);
        if (!failure_) return std::nullopt;
        has_work_.notify_one();
        return Unsaved{std::exchange(waiting_, {}), *std::exchange(failure_, std::nullopt)};
    }
    // Waits until all is saved and its effects have run; false if something could not be saved.
    bool finish() {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return failure_ || (!busy_ && waiting_.empty()); });
        return !failure_;
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        has_work_.notify_one();
    }

    // ---- the store thread's side
    // Waits for something; empty once closed.
    Core::Batch take() {
        std::unique_lock lock(mutex_);
        busy_ = false;
        moved_.notify_one();
        has_work_.wait(lock, [&] { return closed_ || (!failure_ && !waiting_.empty()); });
        busy_ = true;
        moved_.notify_one();
        return std::exchange(waiting_, {});
    }
    // The taken batch could not be saved: nothing is given out before it was taken back.
    void give_back(Core::Batch batch, Error why) {
        const std::lock_guard lock(mutex_);
        append_batch(batch, std::exchange(waiting_, {}));
        waiting_ = std::move(batch);
        failure_ = std::move(why);
        moved_.notify_one();
    }

  private:
    std::size_t waiting_size() const { return waiting_.changes.size() + waiting_.effects.size(); }

    std::mutex mutex_;
    std::condition_variable has_work_, moved_;
    Core::Batch waiting_;
    std::optional<Error> failure_;
    bool busy_ = false, closed_ = false;
};

}  // namespace

struct Engine::Impl {
    Impl(Core& core, store::Store& store, const Clock& clock)
        : runner_(core), store_(store), clock_(clock) {}

    bool submit(Job job);
    void stop();
    void run_core();
    void run_store();

    // ---- on the core thread
    // Nothing once stopped and drained; no jobs when it is time for a timer.
    std::optional<std::vector<Job>> next_jobs();
    Millis wait_for_timer() const;
    void take_back_unsaved();
    void put_batch();

    // ---- on the store thread
    bool save(Core::Batch& batch);

    JobRunner runner_;
    store::Store& store_;
    const Clock& clock_;
    Outbox outbox_;

    bool failing_ = false;  // of the store thread: the last commit failed

    std::mutex mutex_;
    std::condition_variable has_jobs_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    bool unsaved_ = false;  // the store thread gave something back

    std::thread core_thread_, store_thread_;
};

bool Engine::Impl::submit(Job job) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= static_cast<std::size_t>(kEngineQueueMax)) return false;
    jobs_.push_back(std::move(job));
    has_jobs_.notify_one();
    return true;
}

void Engine::Impl::stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    has_jobs_.notify_one();
}

void Engine::Impl::run_core() {
    std::optional<std::vector<Job>> jobs(std::in_place);
    for (; jobs; jobs = next_jobs()) {
        take_back_unsaved();
        runner_.pass(*std::move(jobs), clock_.now());
        put_batch();
    }
    while (!outbox_.finish()) {
        take_back_unsaved();
        put_batch();
    }
    outbox_.close();
}

std::optional<std::vector<Job>> Engine::Impl::next_jobs() {
    const auto wait = wait_for_timer();
    std::unique_lock lock(mutex_);
    has_jobs_.wait_for(lock, wait, [&] { return stopping_ || unsaved_ || !jobs_.empty(); });
    unsaved_ = false;
    if (stopping_ && jobs_.empty()) return std::nullopt;
    return take_front(jobs_, kJobsPerPassMax);
}

Millis Engine::Impl::wait_for_timer() const {
    const auto due = runner_.next_wake();
    if (!due) return kCoreWaitMax;
    return std::clamp(*due - clock_.now(), Millis{0}, kCoreWaitMax);
}

// What was answered was saved before; what was not is undone, and its callers are told.
void Engine::Impl::take_back_unsaved() {
    auto unsaved = outbox_.take_back();
    if (!unsaved) return;
    append_batch(unsaved->batches, runner_.take_batch());
    runner_.take_back(std::move(unsaved->batches), unsaved->why, clock_.now());
}

void Engine::Impl::put_batch() {
    if (auto batch = runner_.take_batch(); !batch.empty()) outbox_.put(std::move(batch));
}

void Engine::Impl::run_store() {
    for (auto batch = outbox_.take(); !batch.empty(); batch = outbox_.take()) {
        if (!save(batch)) continue;
        for (const auto& effect : batch.effects) effect();
    }
}

bool Engine::Impl::save(Core::Batch& batch) {
    if (batch.changes.empty()) return true;
    const auto saved = store_.commit(to_writes(batch.changes));
    if (!saved && !failing_)
        log::error(
            "cannot save {} changes: {}. Read-only until this works again: what was not saved is "
            "undone, and was not answered. Free space or repair the disk",
            batch.changes.size(), saved.error().message);
    if (saved && failing_) log::info("the store can be written again");
    failing_ = !saved;
    if (saved) return true;
    outbox_.give_back(std::exchange(batch, {}), saved.error());
    const std::lock_guard lock(mutex_);
    unsaved_ = true;
    has_jobs_.notify_one();
    return false;
}

Engine::Engine(Core& core, store::Store& store, const Clock& clock)
    : impl_(std::make_unique<Impl>(core, store, clock)) {
    impl_->core_thread_ = std::thread([impl = impl_.get()] { impl->run_core(); });
    impl_->store_thread_ = std::thread([impl = impl_.get()] { impl->run_store(); });
}

Engine::~Engine() {
    impl_->stop();
    impl_->core_thread_.join();
    impl_->store_thread_.join();
}

bool Engine::submit(std::function<Status(Tx&, TimePoint now)> work,
                    std::function<void(Status)> done) {
    return impl_->submit({std::move(work), std::move(done)});
}

bool Engine::submit_sight(std::function<void(Tx&, TimePoint now)> apply) {
    auto work = [apply = std::move(apply)](Tx& tx, TimePoint now) {
        apply(tx, now);
        return ok();
    };
    return impl_->submit({std::move(work), [](const Status&) {}, true});
}

}  // namespace ikada::world
