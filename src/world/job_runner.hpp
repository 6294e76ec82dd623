#pragma once
// What the core thread does, without the thread: jobs, then controllers, then their batch; and what
// becomes of it all while the store cannot be written.

#include <functional>
#include <optional>
#include <vector>

#include "world/core.hpp"

namespace ikada::world {

struct Job {
    std::function<Status(Tx&, TimePoint)> work;
    std::function<void(Status)> done;
    bool is_sight = false;  // told once from outside: it waits while it cannot be saved
};

// How long a store that could not be written is left alone.
constexpr auto kStoreRetry = Seconds{2};

class JobRunner {
  public:
    explicit JobRunner(Core& core) : core_(core) {}

    // Runs the jobs and what they and the time wake. Then take_batch() gives what is to be saved;
    // the jobs' `done` are among its effects.
    //   While the store cannot be written, jobs that would write are undone and get kStoreFailed,
    //   sights wait, and controllers rest.
    void pass(std::vector<Job> jobs, TimePoint now);
    Core::Batch take_batch() { return core_.take_batch(); }

    // When to call pass without a job; nothing: when there is one.
    std::optional<TimePoint> next_wake() const;

    // `batches`, all that were taken since the last that was saved, cannot be saved: undoes them
    // and is read-only for kStoreRetry. The next batch tells those who waited.
    void take_back(Core::Batch batches, const Error& why, TimePoint now);

  private:
    void run(Job job, TimePoint now);
    void lose(Job job, const Error& refusal);

    struct ReadOnly {
        Error refusal;
        TimePoint until;  // then it is tried again
    };

    Core& core_;
    std::optional<ReadOnly> read_only_;
    std::vector<Job> kept_;  // sights that wait for the store
};

}  // namespace ikada::world
