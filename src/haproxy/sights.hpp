#pragma once
// What HAProxy shows, in the port's words. Pure.

#include <vector>

#include "haproxy/servers.hpp"
#include "haproxy/statistics.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

// One sight for each server of the table. `stats` may count requests of several workers.
//   A server that never passed a check is Down only after as long as its unhealthy threshold's
//   checks take: until then it may still be starting.
std::map<std::string, std::map<std::string, ports::ServerSeen>> sights(
    const ports::RoutingTable& table, const std::vector<PresentServer>& present,
    const ServerStats& stats);

// Adds the requests in flight of another worker.
void add_running(ServerStats& to, const ServerStats& from);

// False while something is expected to change soon: a check's verdict, a drain, a removal.
bool is_settled(const ports::RoutingTable& table, const std::vector<PresentServer>& present,
                const ports::BalancerSeen& seen);

}  // namespace ikada::haproxy
