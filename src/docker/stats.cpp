#include "docker/stats.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "docker/member.hpp"
#include "docker/types.hpp"

namespace ikada::docker {
namespace {

constexpr std::int64_t kCounterMax = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> counter(const json::value& from, std::string_view key) {
    const auto* found = json::find(from, key);
    if (found == nullptr) return std::nullopt;
    if (found->is_uint64()) return kCounterMax;  // Boost.JSON has smaller ones as int64
    if (!found->is_int64() || found->get_int64() < 0) return std::nullopt;
    return found->get_int64();
}

void add(std::int64_t& sum, std::int64_t more) {
    sum = more > kCounterMax - sum ? kCounterMax : sum + more;
}

// As Docker's own command line shows it; of cgroup version 1 the pages of its children count too.
std::int64_t memory_of(const json::value& memory) {
    const auto usage = counter(memory, "usage").value_or(0);
    const auto& details = member(memory, "stats");
    for (const auto* name : {"total_inactive_file", "inactive_file", "cache"})
        if (const auto droppable = counter(details, name))
            return std::max<std::int64_t>(usage - *droppable, 0);
    return usage;
}

// "Read" in version 1, "read" in version 2.
bool is_operation(const json::value& entry, std::string_view lower) {
    const auto text = json::text(entry, "op");
    return text.size() == lower.size() && (text[0] | 0x20) == lower[0] &&
           text.substr(1) == lower.substr(1);
}

void add_storage(const json::value& block_devices, Stats& to) {
    for (const auto& entry : json::list(block_devices, "io_service_bytes_recursive")) {
        const auto bytes = counter(entry, "value").value_or(0);
        if (is_operation(entry, "read")) add(to.read_bytes, bytes);
        if (is_operation(entry, "write")) add(to.write_bytes, bytes);
    }
}

struct NetworkMember {
    std::string_view name;
    std::int64_t NetworkCounts::*count;
};
constexpr std::array kNetworkMembers{NetworkMember{"rx_bytes", &NetworkCounts::rx_bytes},
                                     NetworkMember{"rx_packets", &NetworkCounts::rx_packets},
                                     NetworkMember{"rx_errors", &NetworkCounts::rx_errors},
                                     NetworkMember{"rx_dropped", &NetworkCounts::rx_dropped},
                                     NetworkMember{"tx_bytes", &NetworkCounts::tx_bytes},
                                     NetworkMember{"tx_packets", &NetworkCounts::tx_packets},
                                     NetworkMember{"tx_errors", &NetworkCounts::tx_errors},
                                     NetworkMember{"tx_dropped", &NetworkCounts::tx_dropped}};

std::optional<NetworkCounts> network_of(const json::object& networks) {
    if (networks.empty()) return std::nullopt;
    NetworkCounts all;
    for (const auto& [name, each] : networks)
        for (const auto& [key, count] : kNetworkMembers)
            add(all.*count, counter(each, key).value_or(0));
    return all;
}

}  // namespace

Result<Stats> parse_stats(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    const auto read_at = parse_time(json::text(*document, "read"));
    const auto cpu = counter(member(member(*document, "cpu_stats"), "cpu_usage"), "total_usage");
    if (!read_at || !cpu) return fail(kMalformed, "stats of a container that does not run");
    Stats stats;
    stats.read_at = *read_at;
    stats.cpu_nanos = *cpu;
    stats.memory_bytes = memory_of(member(*document, "memory_stats"));
    add_storage(member(*document, "blkio_stats"), stats);
    stats.network = network_of(json::members(*document, "networks"));
    return stats;
}

}  // namespace ikada::docker
