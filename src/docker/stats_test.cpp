#include "docker/stats.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ikada::docker {
namespace {

// Docker 20.10.24 on cgroup version 1, one-shot, shortened.
constexpr std::string_view kVersion1 = R"json({
  "read":"2026-11-29T01:07:10.354661326Z","preread":"0001-01-01T00:00:00Z",
  "pids_stats":{"current":1},
  "blkio_stats":{"io_service_bytes_recursive":[
      {"major":8,"minor":0,"op":"Read","value":4096},{"major":8,"minor":16,"op":"Read","value":4},
      {"major":8,"minor":0,"op":"Write","value":8192},
      {"major":8,"minor":0,"op":"Total","value":12292}],
    "io_serviced_recursive":[],"sectors_recursive":[]},
  "cpu_stats":{"cpu_usage":{"total_usage":23232173,"percpu_usage":[20323235,2908938],
      "usage_in_kernelmode":0,"usage_in_usermode":10000000},
    "system_cpu_usage":5434270000000,"online_cpus":2},
  "precpu_stats":{"cpu_usage":{"total_usage":0}},
  "memory_stats":{"usage":565248,"max_usage":4075520,"stats":{"cache":4096,"inactive_file":100,
      "hierarchical_memory_limit":9223372036854771712,"rss":61440,"total_cache":4096,
      "total_inactive_file":1000},"limit":25276510208},
  "name":"/youthful_wing","id":"2eb602eb55bc",
  "networks":{"eth0":{"rx_bytes":572,"rx_packets":6,"rx_errors":0,"rx_dropped":0,"tx_bytes":0,
    "tx_packets":0,"tx_errors":0,"tx_dropped":0}}})json";

// Of cgroup version 2: no percpu_usage, lower-case operations, memory.stat's own names.
constexpr std::string_view kVersion2 = R"json({
  "read":"2026-11-29T01:07:10.354661326Z","preread":"0001-01-01T00:00:00Z",
  "blkio_stats":{"io_service_bytes_recursive":[
      {"major":259,"minor":0,"op":"read","value":4096},
      {"major":259,"minor":0,"op":"write","value":8192}],
    "io_serviced_recursive":null},
  "cpu_stats":{"cpu_usage":{"total_usage":83097000,"usage_in_kernelmode":20774000,
      "usage_in_usermode":62323000},"system_cpu_usage":75980000000,"online_cpus":4},
  "memory_stats":{"usage":9437184,"stats":{"active_anon":4096,"file":2097152,
      "inactive_file":1048576,"pgfault":3960},"limit":134217728},
  "networks":{"eth0":{"rx_bytes":1000,"rx_packets":10,"rx_errors":1,"rx_dropped":2,"tx_bytes":500,
      "tx_packets":5,"tx_errors":3,"tx_dropped":4},
    "eth1":{"rx_bytes":1,"rx_packets":1,"rx_errors":1,"rx_dropped":1,"tx_bytes":1,"tx_packets":1,
      "tx_errors":1,"tx_dropped":1}}})json";

Stats read(std::string_view text) {
    const auto stats = parse_stats(text);
    EXPECT_TRUE(stats) << text;
    return stats ? *stats : Stats{};
}

// With these members beside a time and a CPU counter.
Stats with(const std::string& members) {
    return read(R"({"read":"2026-11-29T01:07:10Z","cpu_stats":{"cpu_usage":{"total_usage":1}},)" +
                members + "}");
}

TEST(DockerStats, are_read_of_cgroup_version_1) {
    const auto stats = read(kVersion1);
    EXPECT_EQ(stats.read_at, parse_iso8601("2026-11-29T01:07:10.354Z"));
    EXPECT_EQ(stats.cpu_nanos, 23'232'173);
    EXPECT_EQ(stats.memory_bytes, 565'248 - 1'000);
    EXPECT_EQ(stats.read_bytes, 4'100);
    EXPECT_EQ(stats.write_bytes, 8'192);
    EXPECT_EQ(stats.network, (NetworkCounts{.rx_bytes = 572, .rx_packets = 6}));
}

TEST(DockerStats, are_read_of_cgroup_version_2_and_over_all_networks) {
    const auto stats = read(kVersion2);
    EXPECT_EQ(stats.cpu_nanos, 83'097'000);
    EXPECT_EQ(stats.memory_bytes, 8 * 1024 * 1024);
    EXPECT_EQ(stats.read_bytes, 4'096);
    EXPECT_EQ(stats.write_bytes, 8'192);
    EXPECT_EQ(stats.network, (NetworkCounts{1001, 11, 2, 3, 501, 6, 4, 5}));
}

TEST(DockerStats, have_no_network_where_the_container_has_none_of_its_own) {
    EXPECT_EQ(with(R"("memory_stats":{})").network, std::nullopt);
    EXPECT_EQ(with(R"("networks":{})").network, std::nullopt);
    EXPECT_EQ(with(R"("networks":null)").network, std::nullopt);
}

TEST(DockerStats, take_the_whole_cache_off_where_its_parts_are_not_told) {
    EXPECT_EQ(with(R"("memory_stats":{"usage":100,"stats":{"cache":30}})").memory_bytes, 70);
    EXPECT_EQ(with(R"("memory_stats":{"usage":100})").memory_bytes, 100);
    EXPECT_EQ(with(R"("memory_stats":{"usage":1,"stats":{"cache":30}})").memory_bytes, 0);
}

TEST(DockerStats, take_what_no_counter_can_be_for_nothing_and_bound_the_rest) {
    EXPECT_EQ(with(R"("memory_stats":{"usage":-5})").memory_bytes, 0);
    EXPECT_EQ(with(R"("memory_stats":{"usage":1e300})").memory_bytes, 0);
    EXPECT_EQ(with(R"("memory_stats":{"usage":"much"})").memory_bytes, 0);
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(with(R"("memory_stats":{"usage":18446744073709551615})").memory_bytes, kMost);
    EXPECT_EQ(with(R"("networks":{"a":{"rx_bytes":9223372036854775807},"b":{"rx_bytes":1}})")
                  .network->rx_bytes,
              kMost);
}

TEST(DockerStats, of_a_container_that_does_not_run_are_none) {
    for (const auto* text :
         {"", "[]", "{}", R"({"read":"2026-11-29T01:07:10Z"})",
          R"({"read":"2026-11-29T01:07:10Z","cpu_stats":{"cpu_usage":{"total_usage":null}}})",
          R"({"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":0}}})"})
        EXPECT_FALSE(parse_stats(text)) << text;
    for (std::size_t size = 0; size < kVersion1.size(); ++size)
        EXPECT_FALSE(parse_stats(kVersion1.substr(0, size)));
}

}  // namespace
}  // namespace ikada::docker
