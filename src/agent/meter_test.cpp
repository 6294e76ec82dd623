#include "agent/meter.hpp"

#include <gtest/gtest.h>

namespace ikada::agent {
namespace {

constexpr TimePoint kNoon{std::chrono::hours{12}};
constexpr std::int64_t kSecondOfCpu = 1'000'000'000;
constexpr std::int64_t kMib = 1024 * 1024;
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

docker::Stats reading(int second, std::int64_t cpu_nanos, std::int64_t memory_bytes = kMib) {
    docker::Stats stats;
    stats.read_at = kNoon + Seconds{second};
    stats.cpu_nanos = cpu_nanos;
    stats.memory_bytes = memory_bytes;
    return stats;
}

docker::Stats with_network(docker::Stats stats, std::int64_t rx_bytes, std::int64_t tx_bytes) {
    stats.network = docker::NetworkCounts{.rx_bytes = rx_bytes, .tx_bytes = tx_bytes};
    return stats;
}

ContainerUse use_of(const std::vector<docker::Stats>& readings, double vcpus = 2) {
    Meter meter(vcpus);
    for (const auto& each : readings) meter.add(each);
    const auto use = meter.take();
    EXPECT_TRUE(use);
    return use.value_or(ContainerUse{});
}

TEST(StatsSet, has_the_least_the_greatest_the_sum_and_the_number) {
    StatsSet<double> set;
    for (const double sample : {2.0, -1.0, 5.0}) set.add(sample);
    EXPECT_EQ(set, (StatsSet<double>{-1, 5, 6, 3}));
}

TEST(StatsSet, of_counts_sums_up_to_the_maximum) {
    StatsSet<std::int64_t> set;
    for (const auto sample : {kMost, kMost, std::int64_t{1}}) set.add(sample);
    EXPECT_EQ(set, (StatsSet<std::int64_t>{1, kMost, kMost, 3}));
}

TEST(Meter, tells_cpu_in_percent_of_all_that_the_instance_has) {
    // 5 s at one of two vCPUs, then 5 s at half of one.
    const auto use = use_of({reading(0, 7), reading(5, 7 + 5 * kSecondOfCpu),
                             reading(10, 7 + 7 * kSecondOfCpu + kSecondOfCpu / 2)});
    EXPECT_EQ(use.cpu_percent, (Fractions{25, 50, 75, 2}));
}

TEST(Meter, tells_memory_and_storage_of_each_reading) {
    auto first = reading(0, 0, 3 * kMib / 2), second = reading(5, 0, kMib);
    second.read_bytes = 10;
    second.write_bytes = 20;
    const auto use = use_of({first, second});
    EXPECT_EQ(use.memory_mib, (Fractions{1, 1.5, 2.5, 2}));
    EXPECT_EQ(use.read_bytes, (Counts{0, 10, 10, 2}));
    EXPECT_EQ(use.write_bytes, (Counts{0, 20, 20, 2}));
    EXPECT_FALSE(use.network);
}

TEST(Meter, tells_network_counters_and_rates) {
    const auto use =
        use_of({with_network(reading(0, 0), 100, 10), with_network(reading(4, 0), 500, 30)});
    ASSERT_TRUE(use.network);
    EXPECT_EQ(kNetworkCounters[0].name, "rxBytes");
    EXPECT_EQ(use.network->counters[0], (Counts{100, 500, 600, 2}));
    EXPECT_EQ(use.network->rx_bytes_per_second, (Fractions{100, 100, 100, 1}));
    EXPECT_EQ(use.network->tx_bytes_per_second, (Fractions{5, 5, 5, 1}));
}

TEST(Meter, tells_nothing_of_fewer_than_two_readings) {
    Meter meter(1);
    EXPECT_FALSE(meter.take());
    meter.add(reading(0, 0));
    EXPECT_FALSE(meter.take());
    meter.add(reading(5, 0));
    EXPECT_TRUE(meter.take());
}

TEST(Meter, goes_on_from_the_last_reading_once_taken) {
    Meter meter(1);
    for (const int second : {0, 5}) meter.add(reading(second, second * kSecondOfCpu));
    (void)meter.take();
    EXPECT_FALSE(meter.take());
    for (const int second : {10, 15}) meter.add(reading(second, 5 * kSecondOfCpu));
    const auto use = meter.take();
    ASSERT_TRUE(use);
    EXPECT_EQ(use->cpu_percent, (Fractions{0, 0, 0, 2}));
    EXPECT_EQ(use->memory_mib.sample_count, 2);
}

TEST(Meter, passes_over_a_reading_that_comes_again_or_late) {
    const auto use = use_of({reading(5, 0), reading(5, kSecondOfCpu), reading(4, kSecondOfCpu),
                             reading(6, kSecondOfCpu / 10)});
    EXPECT_EQ(use.memory_mib.sample_count, 2);
    EXPECT_EQ(use.cpu_percent, (Fractions{5, 5, 5, 1}));
}

TEST(Meter, knows_nothing_of_the_time_in_which_counters_went_back) {
    const auto use =
        use_of({with_network(reading(0, 9 * kSecondOfCpu), 900, 900),
                with_network(reading(5, 0), 0, 0), with_network(reading(10, kSecondOfCpu), 50, 0)});
    EXPECT_EQ(use.cpu_percent, (Fractions{10, 10, 10, 1}));
    EXPECT_EQ(use.network->rx_bytes_per_second, (Fractions{10, 10, 10, 1}));
    EXPECT_EQ(use.network->tx_bytes_per_second, (Fractions{0, 0, 0, 1}));
}

TEST(Meter, never_tells_more_than_all) {
    const auto use = use_of({with_network(reading(0, 0, 0), 0, 0),
                             with_network(reading(1, kMost, kMost), kMost, kMost)});
    EXPECT_EQ(use.cpu_percent.max, 100);
    EXPECT_LT(use.memory_mib.max, 1e14);
    EXPECT_LT(use.network->rx_bytes_per_second.max, 1e19);
}

}  // namespace
}  // namespace ikada::agent
