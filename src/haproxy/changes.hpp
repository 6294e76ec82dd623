#pragma once
// What to tell a running HAProxy so that its servers become those of the routing table. Pure.

#include <string>
#include <vector>

#include "haproxy/servers.hpp"
#include "haproxy/statistics.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

struct WantedServer {
    const ports::Backend* backend;
    const ports::RouteServer* server;
};
// Points into `table`, which must outlive it.
std::map<ServerKey, WantedServer> wanted_servers(const ports::RoutingTable& table);
bool is_at(const PresentServer& server, const ports::RouteServer& wanted);

// One line for the stats socket: commands that belong together, for one server, joined by "; ".
//   Settles: what `present` shows after them asks for nothing more; a line cut short anywhere
//   leaves what the next call repairs. A removal repeats until no request runs.
//   The structure must be the table's (config.hpp); a backend HAProxy has not is its error to give.
std::vector<std::string> server_commands(const std::vector<PresentServer>& present,
                                         const ports::RoutingTable& table);

}  // namespace ikada::haproxy
