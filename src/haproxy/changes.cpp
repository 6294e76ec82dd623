#include "haproxy/changes.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "haproxy/backends.hpp"

namespace ikada::haproxy {
namespace {

using Line = std::vector<std::string>;

std::string set(const std::string& name, std::string_view what) {
    return fmt::format("set server {} {}", name, what);
}

std::string set_weight(const std::string& name, int weight) {
    return set(name, fmt::format("weight {}", weight));
}

// HAProxy calls a server up when it leaves maintenance. It does so with weight 0, and gets a weight
// only once it is marked down: no request may reach it before its first passed check.
Line open(const std::string& name, const ports::HealthProbe& probe) {
    if (!probe.enabled)
        return {set(name, "state ready"), set(name, "health up"), set_weight(name, kWeightProven)};
    return {"enable health " + name, set(name, "state ready"), set(name, "health down"),
            set_weight(name, kWeightNew)};
}

Line add(const std::string& name, const WantedServer& wanted) {
    PresentServer server;
    server.address = wanted.server->address;
    server.port = wanted.server->port;
    Line line = open(name, wanted.backend->probe);
    line.insert(line.begin(),
                fmt::format("add server {} {}", name, server_words(*wanted.backend, server)));
    return line;
}

Line remove(const std::string& name) {
    return {set(name, "state maint"), "shutdown sessions server " + name, "del server " + name};
}

Line adjust(const std::string& name, const PresentServer& server, const WantedServer& wanted) {
    const auto& probe = wanted.backend->probe;
    if (wanted.server->draining) {
        if (server.weight == kWeightClosed) return {};
        return {set_weight(name, kWeightClosed)};
    }
    if (server.in_maintenance) return open(name, probe);
    if (!probe.enabled)
        return server.is_up && server.weight == kWeightProven ? Line{} : open(name, probe);
    if (server.weight == kWeightClosed)
        return {set(name, "health down"), set_weight(name, kWeightNew)};
    // ELBv2: a new target is healthy with its first passed check, whatever the threshold.
    if (server.weight == kWeightNew && (server.is_up || server.passes > 0))
        return {set(name, "health up"), set_weight(name, kWeightProven)};
    return {};
}

std::string name_of(const ServerKey& key) { return key.first + "/" + key.second; }

}  // namespace

std::map<ServerKey, WantedServer> wanted_servers(const ports::RoutingTable& table) {
    std::map<ServerKey, WantedServer> wanted;
    for (const auto& backend : table.backends)
        for (const auto& server : backend.servers)
            wanted.insert_or_assign({backend.id, server.id}, WantedServer{&backend, &server});
    return wanted;
}

bool is_at(const PresentServer& server, const ports::RouteServer& wanted) {
    return server.address == wanted.address && server.port == wanted.port;
}

std::vector<std::string> server_commands(const std::vector<PresentServer>& present,
                                         const ports::RoutingTable& table) {
    auto missing = wanted_servers(table);
    std::vector<std::string> lines;
    const auto say = [&lines](const Line& line) {
        if (!line.empty()) lines.push_back(join(line, "; "));
    };
    for (const auto& server : present) {
        const ServerKey key{server.backend, server.id};
        const auto found = missing.find(key);
        const bool stays = found != missing.end() && is_at(server, *found->second.server);
        say(stays ? adjust(name_of(key), server, found->second) : remove(name_of(key)));
        missing.erase(key);  // one that moved is added once it is gone
    }
    // One that is absent and draining has nothing to finish.
    for (const auto& [key, wanted] : missing)
        if (!wanted.server->draining) say(add(name_of(key), wanted));
    return lines;
}

}  // namespace ikada::haproxy
