#pragma once
// What a container uses, as dockerd counts it. Pure. Source: docs.docker.com/engine/api/v1.41,
// ContainerStats, whose members depend on the machine's cgroup version.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::docker {

// Since the container began, of all its networks. Here and below, what no counter can be (negative,
// no whole number) counts as 0, what is beyond 64 bits as their maximum.
struct NetworkCounts {
    std::int64_t rx_bytes = 0, rx_packets = 0, rx_errors = 0, rx_dropped = 0;
    std::int64_t tx_bytes = 0, tx_packets = 0, tx_errors = 0, tx_dropped = 0;
    bool operator==(const NetworkCounts&) const = default;
};

struct Stats {
    TimePoint read_at;                             // dockerd's clock
    std::int64_t cpu_nanos = 0;                    // of all CPUs, since it began
    std::int64_t memory_bytes = 0;                 // without file pages that the kernel may drop
    std::int64_t read_bytes = 0, write_bytes = 0;  // of block devices, since it began
    std::optional<NetworkCounts> network;          // none: it has no networks of its own
    bool operator==(const Stats&) const = default;
};

// Errors: kMalformed, also where nothing was measured, because the container does not run.
Result<Stats> parse_stats(std::string_view text);

}  // namespace ikada::docker
