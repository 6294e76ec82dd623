// What HAProxy answers on its sockets: any text is read or refused, and what was read can be
// written for it and read again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "haproxy/maps.hpp"
#include "haproxy/servers.hpp"
#include "haproxy/sights.hpp"
#include "haproxy/statistics.hpp"

namespace haproxy = ikada::haproxy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    haproxy::parse_info(text, "description");
    haproxy::parse_old_workers(text);
    if (const auto map = haproxy::parse_map(text)) haproxy::map_commands("/map", *map, {});
    if (const auto servers = haproxy::parse_servers_state(text)) {
        const auto again = haproxy::parse_servers_state(haproxy::servers_state_file(*servers));
        if (!again || again->size() != servers->size()) std::abort();
    }
    if (auto stats = haproxy::parse_statistics(text))
        haproxy::add_running(stats->servers, stats->servers);
    return 0;
}
