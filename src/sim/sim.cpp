#include "sim/sim.hpp"

#include <fmt/core.h>

#include "base/log.hpp"
#include "sim/simulation.hpp"

namespace ikada::sim {

int run_sim(const SimOptions& options) {
    // Thousands of provoked failures are not news.
    log::configure(log::Level::Error, false);
    const Seconds duration{static_cast<std::int64_t>(options.hours * 3600)};
    int failed = 0;
    for (int i = 0; i < options.seeds; ++i) {
        const auto seed = options.first_seed + static_cast<std::uint64_t>(i);
        const auto outcome = simulate({seed, duration, options.verbose});
        if (!outcome.failure) continue;
        ++failed;
        fmt::print(
            "seed {}: {}\n  replay: ./dev sim --first-seed {} --seeds 1 --hours {} "
            "--verbose\n",
            seed, *outcome.failure, seed, options.hours);
    }
    fmt::print("{} seeds passed, {} failed\n", options.seeds - failed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace ikada::sim
