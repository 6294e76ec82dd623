#include "world/engine.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"

namespace ikada::world {
namespace {

// Jobs between two passes over the controllers: so many share one pass, and none waits for more.
constexpr std::size_t kJobsPerPassMax = 256;
// Writes and effects waiting for the store; beyond this the core thread waits for it.
constexpr std::size_t kUnsavedMax = 100'000;
// The longest wait for a timer: the wall clock may be set forward meanwhile.
constexpr auto kCoreWaitMax = Millis{1000};
// EX_SOFTWARE of sysexits.h; said in the header.
constexpr int kStoreFailedExit = 70;

struct Job {
    std::function<Status(Tx&, TimePoint)> work;
    std::function<void(Status)> done;
};

template <class T>
void append(std::vector<T>& to, std::vector<T>&& more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Takes up to `count` from the front.
std::vector<Job> take_front(std::deque<Job>& jobs, std::size_t count) {
    const auto end = jobs.begin() + static_cast<std::ptrdiff_t>(std::min(count, jobs.size()));
    std::vector<Job> taken(std::make_move_iterator(jobs.begin()), std::make_move_iterator(end));
    jobs.erase(jobs.begin(), end);
    return taken;
}

// Batches on their way from the core thread to the store thread. What waits is merged, so that
// everything written while one commit runs shares the next.
class Outbox {
  public:
    // Waits while more than kUnsavedMax are unsaved.
    void put(Core::Batch batch) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [&] { return waiting_size() < kUnsavedMax; });
        append(waiting_.writes, std::move(batch.writes));
        append(waiting_.effects, std::move(batch.effects));
        has_work_.notify_one();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        has_work_.notify_one();
    }
    // Waits for something; empty once closed and drained.
    Core::Batch take() {
        std::unique_lock lock(mutex_);
        has_work_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
        has_room_.notify_one();
        return std::exchange(waiting_, {});
    }

  private:
    std::size_t waiting_size() const { return waiting_.writes.size() + waiting_.effects.size(); }

    std::mutex mutex_;
    std::condition_variable has_work_, has_room_;
    Core::Batch waiting_;
    bool closed_ = false;
};

}  // namespace

struct Engine::Impl {
    Impl(Core& core, store::Store& store, const Clock& clock)
        : core_(core), store_(store), clock_(clock) {}

    bool submit(Job job);
    void stop();
    void run_core();
    void run_store();

    // Nothing once stopped and drained; no jobs when it is time for a timer.
    std::optional<std::vector<Job>> next_jobs();
    Millis wait_for_timer() const;
    void run_job(Job job, TimePoint now);
    void save(std::span<const store::Write> writes);

    Core& core_;
    store::Store& store_;
    const Clock& clock_;
    Outbox outbox_;

    std::mutex mutex_;
    std::condition_variable has_jobs_;
    std::deque<Job> jobs_;
    bool stopping_ = false;

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
        const auto now = clock_.now();
        for (auto& job : *jobs) run_job(std::move(job), now);
        core_.run_ready(now);
        if (auto batch = core_.take_batch(); !batch.empty()) outbox_.put(std::move(batch));
    }
    outbox_.close();
}

std::optional<std::vector<Job>> Engine::Impl::next_jobs() {
    const auto wait = wait_for_timer();
    std::unique_lock lock(mutex_);
    has_jobs_.wait_for(lock, wait, [&] { return stopping_ || !jobs_.empty(); });
    if (stopping_ && jobs_.empty()) return std::nullopt;
    return take_front(jobs_, kJobsPerPassMax);
}

Millis Engine::Impl::wait_for_timer() const {
    const auto due = core_.next_wake();
    if (!due) return kCoreWaitMax;
    return std::clamp(*due - clock_.now(), Millis{0}, kCoreWaitMax);
}

void Engine::Impl::run_job(Job job, TimePoint now) {
    auto outcome = core_.transact([&](Tx& tx) { return job.work(tx, now); });
    // Behind everything written so far, as it may tell of it.
    core_.add_effect([done = std::move(job.done), outcome = std::move(outcome)] { done(outcome); });
}

void Engine::Impl::run_store() {
    for (auto batch = outbox_.take(); !batch.empty(); batch = outbox_.take()) {
        if (!batch.writes.empty()) save(batch.writes);
        for (const auto& effect : batch.effects) effect();
    }
}

void Engine::Impl::save(std::span<const store::Write> writes) {
    const auto saved = store_.commit(writes);
    if (saved) return;
    // The world is ahead of the store now; only a new start brings them together again.
    log::error(
        "cannot save {} writes: {}. Stopping: nothing that was not saved has been answered. Free "
        "space or repair the disk, then start ikada again",
        writes.size(), saved.error().message);
    std::_Exit(kStoreFailedExit);
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

}  // namespace ikada::world
