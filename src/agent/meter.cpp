#include "agent/meter.hpp"

#include <utility>

namespace ikada::agent {
namespace {

constexpr double kNanosPerSecond = 1e9;
constexpr double kBytesPerMib = 1024.0 * 1024.0;

double seconds_between(TimePoint from, TimePoint to) {
    return std::chrono::duration<double>(to - from).count();
}

void add_network(const docker::NetworkCounts& counts, NetworkUse& to) {
    for (std::size_t i = 0; i < kNetworkCounters.size(); ++i)
        to.counters[i].add(counts.*kNetworkCounters[i].count);
}

void add_rate(std::int64_t from, std::int64_t to, double seconds, Fractions& rates) {
    if (to >= from) rates.add(static_cast<double>(to - from) / seconds);
}

}  // namespace

void Meter::add(const docker::Stats& reading) {
    if (last_ && reading.read_at <= last_->read_at) return;
    use_.memory_mib.add(static_cast<double>(reading.memory_bytes) / kBytesPerMib);
    use_.read_bytes.add(reading.read_bytes);
    use_.write_bytes.add(reading.write_bytes);
    if (reading.network && !use_.network) use_.network.emplace();
    if (reading.network) add_network(*reading.network, *use_.network);
    if (last_) add_change(*last_, reading);
    last_ = reading;
}

void Meter::add_change(const docker::Stats& from, const docker::Stats& to) {
    const double seconds = seconds_between(from.read_at, to.read_at);
    if (to.cpu_nanos >= from.cpu_nanos) {
        const auto used = static_cast<double>(to.cpu_nanos - from.cpu_nanos) / kNanosPerSecond;
        // Counter and clock are not read at one moment: a busy container seems to use more than
        // all.
        use_.cpu_percent.add(std::min(100.0, 100.0 * used / seconds / vcpus_));
    }
    if (!from.network || !to.network) return;
    add_rate(from.network->rx_bytes, to.network->rx_bytes, seconds,
             use_.network->rx_bytes_per_second);
    add_rate(from.network->tx_bytes, to.network->tx_bytes, seconds,
             use_.network->tx_bytes_per_second);
}

std::optional<ContainerUse> Meter::take() {
    if (use_.memory_mib.sample_count < kReadingsMin || use_.cpu_percent.sample_count == 0)
        return std::nullopt;
    return std::exchange(use_, {});
}

}  // namespace ikada::agent
