#pragma once
// haproxy.cfg as a function of the routing table. Pure.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haproxy/servers.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

struct ConfigSettings {
    std::filesystem::path folder;  // of its sockets, maps and state
    int connections_max = 8192;    // clients at once
    int threads = 2;
};

// Frontends, rules, backends and their probes, everything but servers. Differs: reload.
std::string structure_of(const ports::RoutingTable& table, const ConfigSettings& settings);

// A short digest of the structure. The running HAProxy shows it as its description, which is how we
// know after our restart what it runs.
std::string fingerprint_of(const std::string& structure);

// The whole file. `carried`: servers that start with the health and weight they have now.
std::string config_text(const ports::RoutingTable& table, const ConfigSettings& settings,
                        const std::vector<PresentServer>& carried);

// The name of the frontend in whose section the configuration has the line that HAProxy's complaint
// names first ("… [FILE:LINE] …"); none if it is in no frontend's.
std::optional<std::string> blamed_frontend(const std::string& config, std::string_view complaint);

// Of `present`, the servers to carry over a reload: those the table still has at that address.
std::vector<PresentServer> carried_over(const std::vector<PresentServer>& present,
                                        const ports::RoutingTable& table);

}  // namespace ikada::haproxy
