#pragma once
// What HAProxy looks up in files that we change while it runs: no reload for it. Pure.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

using MapEntries = std::map<std::string, std::string>;
using Maps = std::map<std::string, MapEntries>;  // by the file's name

// Hosts → action's key, of one step of a frontend's plan (rule_plan.hpp).
std::string hosts_map(const ports::Frontend& frontend, std::size_t step);
// Cookie token → server, of each that takes requests.
inline constexpr auto kKeptMap = "kept.map";
// "BACKEND" → how many servers take requests if none is healthy, "BACKEND/0" … → their names.
inline constexpr auto kOpenMap = "open.map";

// Those that the configuration of `table` names, no others: HAProxy knows no more. Also those
// without entries: each file must be there. `seen`: a server of which nothing is known yet is not
// one that is unhealthy.
Maps maps_of(const ports::RoutingTable& table, const ports::BalancerSeen& seen);

// The file's text.
std::string map_text(const MapEntries& entries);

// The answer to "show map FILE". Errors: kMalformed.
Result<MapEntries> parse_map(std::string_view text);

// Commands that make the map in `file` be `wanted`: those that change an entry come first.
std::vector<std::string> map_commands(const std::filesystem::path& file, const MapEntries& present,
                                      const MapEntries& wanted);
std::string show_map_command(const std::filesystem::path& file);

// "map_str("FILE")", a converter for a word that is quoted as a whole.
std::string look_up(const std::filesystem::path& file);

}  // namespace ikada::haproxy
