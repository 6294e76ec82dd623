#include "sim/sim.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "sim/simulation.hpp"

namespace ikada::sim {

namespace {

// Seeds for several threads, and what became of them. Runs share nothing but this.
class Runs {
  public:
    explicit Runs(const SimOptions& options)
        : options_(options), duration_(static_cast<std::int64_t>(options.hours * 3600)) {}

    void work() {
        for (auto seed = take(); seed; seed = take())
            tell(*seed, simulate({*seed, duration_, options_.verbose}));
    }
    int failed() const { return failed_; }

  private:
    std::optional<std::uint64_t> take() {
        const std::lock_guard lock(mutex_);
        if (taken_ == options_.seeds) return std::nullopt;
        return options_.first_seed + static_cast<std::uint64_t>(taken_++);
    }
    void tell(std::uint64_t seed, const Outcome& outcome) {
        if (!outcome.failure) return;
        const std::lock_guard lock(mutex_);
        ++failed_;
        fmt::print(
            "seed {}: {}\n  replay: ./dev sim --first-seed {} --seeds 1 --hours {} --verbose\n",
            seed, *outcome.failure, seed, options_.hours);
    }

    const SimOptions& options_;
    const Seconds duration_;
    std::mutex mutex_;
    int taken_ = 0, failed_ = 0;
};

}  // namespace

int run_sim(const SimOptions& options) {
    // Thousands of provoked failures are not news.
    log::configure(log::Level::Error, false);
    Runs runs(options);
    std::vector<std::thread> others;
    for (int i = 1; i < options.jobs && !options.verbose; ++i)
        others.emplace_back([&] { runs.work(); });
    runs.work();
    for (auto& other : others) other.join();
    fmt::print("{} seeds passed, {} failed\n", options.seeds - runs.failed(), runs.failed());
    return runs.failed() == 0 ? 0 : 1;
}

}  // namespace ikada::sim
