#pragma once
// Makes of Docker's counters what a container used. Pure: its time is that of the readings.

#include <array>
#include <optional>

#include "agent/stats_set.hpp"
#include "docker/stats.hpp"

namespace ikada::agent {

// Before that a container is not reported, as the ECS agent has it.
constexpr int kReadingsMin = 2;

using Fractions = StatsSet<double>;
using Counts = StatsSet<std::int64_t>;

struct NetworkCounter {
    std::string_view name;  // TCS's
    std::int64_t docker::NetworkCounts::*count;
};
constexpr std::array kNetworkCounters{
    NetworkCounter{"rxBytes", &docker::NetworkCounts::rx_bytes},
    NetworkCounter{"rxDropped", &docker::NetworkCounts::rx_dropped},
    NetworkCounter{"rxErrors", &docker::NetworkCounts::rx_errors},
    NetworkCounter{"rxPackets", &docker::NetworkCounts::rx_packets},
    NetworkCounter{"txBytes", &docker::NetworkCounts::tx_bytes},
    NetworkCounter{"txDropped", &docker::NetworkCounts::tx_dropped},
    NetworkCounter{"txErrors", &docker::NetworkCounts::tx_errors},
    NetworkCounter{"txPackets", &docker::NetworkCounts::tx_packets}};

struct NetworkUse {
    std::array<Counts, kNetworkCounters.size()> counters;  // since the container began
    Fractions rx_bytes_per_second, tx_bytes_per_second;
};

struct ContainerUse {
    Fractions cpu_percent;  // of all vCPUs of the instance
    Fractions memory_mib;
    Counts read_bytes, write_bytes;     // since the container began
    std::optional<NetworkUse> network;  // none: it has no networks of its own
};

// One container's readings, in the order in which Docker made them.
class Meter {
  public:
    // `vcpus`: of the instance.
    explicit Meter(double vcpus) : vcpus_(vcpus) {}

    // The same reading again, or an older one, is passed over. Where counters went back, the
    // container began anew: what it used in between is not known.
    void add(const docker::Stats& reading);

    // What it used since it was last taken; nothing while that is too few readings to tell.
    std::optional<ContainerUse> take();

  private:
    void add_change(const docker::Stats& from, const docker::Stats& to);

    double vcpus_;
    std::optional<docker::Stats> last_;
    ContainerUse use_;
};

}  // namespace ikada::agent
