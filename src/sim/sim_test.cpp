// The whole control plane, 200 seeds of two hours. A range is one test, so that they run in
// parallel.

#include <gtest/gtest.h>

#include <thread>

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
    EXPECT_EQ(first.fingerprint, second.fingerprint);
}

TEST(Simulation, goes_the_same_way_on_any_thread_beside_any_other) {
    log::configure(log::Level::Error, false);
    const RunOptions one{7, Seconds{1800}, false}, other{8, Seconds{1800}, false};
    Outcome beside;
    std::thread thread([&] { beside = simulate(one); });
    const auto busy = simulate(other);
    thread.join();
    const auto alone = simulate(one);
    EXPECT_EQ(beside.steps, alone.steps);
    EXPECT_EQ(beside.fingerprint, alone.fingerprint);
    EXPECT_NE(busy.fingerprint, alone.fingerprint);
}

}  // namespace
}  // namespace ikada::sim
