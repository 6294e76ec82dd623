// The whole control plane, 200 seeds of two hours. A range is one test, so that they run in
// parallel.

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "sim/simulation.hpp"

namespace ikada::sim {
namespace {

constexpr int kSeedsPerRange = 25;
constexpr Seconds kTwoHours{2 * 3600};

class Simulated : public testing::TestWithParam<int> {};

TEST_P(Simulated, two_hours_hold_all_invariants) {
    log::configure(log::Level::Error, false);
    for (int i = 0; i < kSeedsPerRange; ++i) {
        const auto seed = static_cast<std::uint64_t>(GetParam() * kSeedsPerRange + i + 1);
        const auto outcome = simulate({seed, kTwoHours, false});
        EXPECT_FALSE(outcome.failure) << "seed " << seed << ": " << *outcome.failure << "\n"
                                      << outcome.journal;
        EXPECT_GT(outcome.steps, 1000);
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, Simulated, testing::Range(0, 8));

TEST(Simulation, repeats_itself_from_its_seed) {
    log::configure(log::Level::Error, false);
    const auto first = simulate({7, Seconds{1800}, false});
    const auto second = simulate({7, Seconds{1800}, false});
    EXPECT_EQ(first.steps, second.steps);
    EXPECT_EQ(first.journal, second.journal);
}

}  // namespace
}  // namespace ikada::sim
