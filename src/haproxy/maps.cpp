#include "haproxy/maps.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "haproxy/routing.hpp"
#include "haproxy/rule_plan.hpp"
#include "haproxy/stickiness.hpp"

namespace ikada::haproxy {
namespace {

using ports::Backend;
using ports::ServerSight;

// The path as one word of a command on the socket (management.txt, 9.3).
std::string command_word(const std::filesystem::path& file) {
    std::string word;
    for (const char c : file.string()) {
        if (c == ' ' || c == '\\' || c == ';') word += '\\';
        word += c;
    }
    return word;
}

bool has_verdict(const Backend& backend, const std::string& server,
                 const ports::BalancerSeen& seen) {
    const auto servers = seen.servers.find(backend.id);
    if (servers == seen.servers.end()) return false;
    const auto found = servers->second.find(server);
    return found != servers->second.end() && found->second.sight != ServerSight::Checking;
}

void add_open(MapEntries& open, const Backend& backend, const ports::BalancerSeen& seen) {
    int count = 0;
    for (const auto& server : backend.servers)
        if (!server.draining && has_verdict(backend, server.id, seen))
            open[fmt::format("{}/{}", backend.id, count++)] = server.id;
    if (count > 0) open[backend.id] = std::to_string(count);
}

void add_kept(MapEntries& kept, const Backend& backend) {
    for (const auto& server : backend.servers)
        if (!server.draining) kept[cookie_token(backend.id + "/" + server.id)] = server.id;
}

}  // namespace

std::string hosts_map(const ports::Frontend& frontend, std::size_t step) {
    return fmt::format("hosts-{}-{}.map", frontend_name(frontend), step);
}

Maps maps_of(const ports::RoutingTable& table, const ports::BalancerSeen& seen) {
    Maps maps;
    for (const auto& backend : table.backends) {
        add_open(maps[kOpenMap], backend, seen);
        if (backend.stickiness) add_kept(maps[kKeptMap], backend);
    }
    for (const auto& frontend : table.frontends) {
        const auto steps = plan_of(frontend.rules);
        for (std::size_t i = 0; i < steps.size(); ++i)
            if (i == 0 || !steps[i].hosts.empty())
                maps[hosts_map(frontend, i)] = {steps[i].hosts.begin(), steps[i].hosts.end()};
    }
    return maps;
}

std::string map_text(const MapEntries& entries) {
    std::string text;
    for (const auto& [key, value] : entries) text += key + " " + value + "\n";
    return text;
}

// "0x55d0c8a0b2f0 KEY VALUE"
Result<MapEntries> parse_map(std::string_view text) {
    MapEntries entries;
    for (const auto line : split(text, '\n')) {
        if (trim(line).empty()) continue;
        const auto words = split(trim(line), ' ');
        if (words.size() != 3 || !words[0].starts_with("0x"))
            return fail(kMalformed, "HAProxy's map has a strange line: {}", line);
        entries[std::string{words[1]}] = words[2];
    }
    return entries;
}

std::vector<std::string> map_commands(const std::filesystem::path& file, const MapEntries& present,
                                      const MapEntries& wanted) {
    const auto name = command_word(file);
    std::vector<std::string> commands;
    for (const auto& [key, value] : wanted) {
        const auto found = present.find(key);
        if (found == present.end())
            commands.push_back(fmt::format("add map {} {} {}", name, key, value));
        else if (found->second != value)
            commands.push_back(fmt::format("set map {} {} {}", name, key, value));
    }
    for (const auto& [key, value] : present)
        if (!wanted.contains(key)) commands.push_back(fmt::format("del map {} {}", name, key));
    return commands;
}

std::string show_map_command(const std::filesystem::path& file) {
    return "show map " + command_word(file);
}

std::string look_up(const std::filesystem::path& file) {
    return fmt::format("map_str(\"{}\")", file.string());
}

}  // namespace ikada::haproxy
