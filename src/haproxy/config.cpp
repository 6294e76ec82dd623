#include "haproxy/config.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/strings.hpp"
#include "haproxy/backends.hpp"
#include "haproxy/changes.hpp"
#include "haproxy/pages.hpp"
#include "haproxy/quoting.hpp"
#include "haproxy/routing.hpp"

namespace ikada::haproxy {
namespace {

using ports::Backend;
using ports::RoutingTable;

// How long a worker of an earlier configuration may finish its requests (ours).
constexpr Seconds kOldWorkerLifeMax{600};
constexpr std::string_view kConfigFile = "haproxy.cfg.new:";  // as complaints name it

// All headers of a request; more is answered 400. ALB takes 64 K: but every request that may be
// sent again is kept in a copy of its whole buffer, and with one so large that is most of HAProxy's
// work (measured: tests/measure/balancer.py). One header of 16 K, ALB's limit, fits.
constexpr int kHeaderBytesMax = 20 * 1024;
// What our own headers may add (ours).
constexpr int kRewriteBytesMax = 2 * 1024;

std::string global_section(const ConfigSettings& settings) {
    return fmt::format(
        "global\n"
        "    stats socket {} mode 600 level admin expose-fd listeners\n"
        "    server-state-file {}\n"
        "    hard-stop-after {}s\n"
        "    nbthread {}\n"
        "    maxconn {}\n"
        "    tune.bufsize {}\n"
        "    tune.maxrewrite {}\n"
        "    no strict-limits\n",
        quote((settings.folder / "stats.sock").string()),
        quote((settings.folder / "servers.state").string()), kOldWorkerLifeMax.count(),
        settings.threads, settings.connections_max, kHeaderBytesMax + kRewriteBytesMax,
        kRewriteBytesMax);
}

// idle-close-on-response: a client's idle
// connection outlives a reload until its next answer, so no request can meet our closing of it.
// retries: one, for a target that has just gone or closed its connection; a request that kills its
// target must not be led to all of them. (HAProxy counts both kinds of repeats as one.)
std::string defaults_section() {
    return fmt::format(
        "\ndefaults\n"
        "    mode http\n"
        "    option idle-close-on-response\n"
        "    option redispatch 1\n"
        "    retries 1\n"
        "    timeout connect {}s\n"
        "    timeout client 60s\n"
        "    timeout server 60s\n"
        "    timeout http-request 60s\n"
        "    load-server-state-from-file global\n"
        "{}",
        kConnectTimeout.count(), page_lines());
}

std::string server_lines(const Backend& backend, const std::vector<PresentServer>& carried) {
    std::string lines;
    for (const auto& server : carried)
        if (server.backend == backend.id)
            lines += fmt::format("    server {} {}\n", server.id, server_words(backend, server));
    return lines;
}

// What decides about the probe but stands on the servers' lines: part of the structure too.
std::string probe_comment(const Backend& backend) {
    return "    # each server: " + server_words(backend, PresentServer{}) + "\n";
}

std::string body_text(const RoutingTable& table, const ConfigSettings& settings,
                      const std::vector<PresentServer>& carried) {
    std::string text = global_section(settings) + defaults_section();
    for (const auto& frontend : table.frontends)
        text += frontend_section(frontend, settings.folder);
    for (const auto& backend : table.backends)
        text += backend_section(backend, settings.folder) + probe_comment(backend) +
                server_lines(backend, carried);
    return text;
}

}  // namespace

std::string structure_of(const RoutingTable& table, const ConfigSettings& settings) {
    return body_text(table, settings, {});
}

std::string fingerprint_of(const std::string& structure) {
    return "ikada-" + sha256_hex(structure).substr(0, 32);
}

std::string config_text(const RoutingTable& table, const ConfigSettings& settings,
                        const std::vector<PresentServer>& carried) {
    return fmt::format(
               "# Written by ikada; changes are overwritten.\n"
               "global\n    description {}\n",
               fingerprint_of(structure_of(table, settings))) +
           body_text(table, settings, carried);
}

std::optional<std::string> blamed_frontend(const std::string& config, std::string_view complaint) {
    const auto from = complaint.find(kConfigFile);
    if (from == std::string_view::npos) return {};
    const auto digits = complaint.substr(from + kConfigFile.size());
    const auto number = parse_int(digits.substr(0, digits.find_first_not_of("0123456789")));
    const auto lines = split(config, '\n');
    if (!number || *number < 1 || *number > static_cast<std::int64_t>(lines.size())) return {};
    for (auto i = static_cast<std::size_t>(*number); i-- > 0;) {
        constexpr std::string_view kStart = "frontend ";
        if (lines[i].starts_with(kStart)) return std::string{lines[i].substr(kStart.size())};
        if (!lines[i].empty() && lines[i][0] != ' ') return {};
    }
    return {};
}

std::vector<PresentServer> carried_over(const std::vector<PresentServer>& present,
                                        const RoutingTable& table) {
    const auto wanted = wanted_servers(table);
    std::vector<PresentServer> carried;
    for (const auto& server : present) {
        const auto found = wanted.find({server.backend, server.id});
        const bool stays =
            found != wanted.end() && is_at(server, *found->second.server) && !server.in_maintenance;
        if (!stays) continue;
        carried.push_back(server);
        if (found->second.server->draining) carried.back().weight = kWeightClosed;
    }
    return carried;
}

}  // namespace ikada::haproxy
