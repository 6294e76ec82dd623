#include "haproxy/config.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/strings.hpp"
#include "haproxy/changes.hpp"
#include "haproxy/quoting.hpp"
#include "haproxy/routing.hpp"

namespace ikada::haproxy {
namespace {

using ports::Backend;
using ports::HealthProbe;
using ports::RoutingTable;

// How long a worker of an earlier configuration may finish its requests (ours).
constexpr Seconds kOldWorkerLifeMax{600};
// A target must accept within this (ALB gives it 10 s; less lets another target be tried in time).
constexpr Seconds kConnectTimeout{4};
// How soon a down server is tried again until it passes once: a new target is in use within about
// this. The passes after the first come at the probe's interval.
constexpr Millis kDownCheckInterval{1000};
// ELBv2 allows no less than 5 s; ours for tests. 0 would be no timeout.
constexpr Seconds kProbeTimeMin{1};

std::string global_section(const ConfigSettings& settings) {
    return fmt::format(
        "global\n"
        "    stats socket {} mode 600 level admin expose-fd listeners\n"
        "    server-state-file {}\n"
        "    hard-stop-after {}s\n"
        "    nbthread {}\n"
        "    maxconn {}\n"
        "    no strict-limits\n",
        quote(settings.stats_socket.string()), quote(settings.state_file.string()),
        kOldWorkerLifeMax.count(), settings.threads, settings.connections_max);
}

// http-server-close: a connection to a target carries one request, so no request can meet a
// connection that its stopping target is closing. idle-close-on-response: a client's idle
// connection outlives a reload until its next answer, so no request can meet our closing of it.
std::string defaults_section() {
    return fmt::format(
        "\ndefaults\n"
        "    mode http\n"
        "    option http-server-close\n"
        "    option idle-close-on-response\n"
        "    option forwardfor\n"
        "    option redispatch 1\n"
        "    retries 3\n"
        "    timeout connect {}s\n"
        "    timeout client 60s\n"
        "    timeout server 60s\n"
        "    timeout http-request 60s\n"
        "    load-server-state-from-file global\n",
        kConnectTimeout.count());
}

// Only what the matcher's grammar has: digits, commas, dashes.
std::string status_codes(const HealthProbe& probe) {
    const bool is_plain = !probe.status_codes.empty() &&
                          probe.status_codes.find_first_not_of("0123456789,-") == std::string::npos;
    return is_plain ? probe.status_codes : "200";
}

// A request line has no spaces or control characters; others go as they are.
std::string probe_path(const HealthProbe& probe) {
    std::string path = probe.path.starts_with('/') ? "" : "/";
    for (const char c : probe.path) {
        const auto code = static_cast<unsigned char>(c);
        path += code <= 0x20 || code >= 0x7f ? uri_encode({&c, 1}) : std::string{c};
    }
    return path;
}

// A request of which no byte was answered is tried on another target only if repeating it is safe.
// 503 means "no usable target"; where one was tried and could not be reached, ALB says 502.
std::string backend_section(const Backend& backend) {
    const auto timeout = std::max(kProbeTimeMin, backend.probe.timeout);
    return fmt::format(
        "\nbackend {}\n"
        "    balance roundrobin\n"
        "    retry-on conn-failure empty-response\n"
        "    http-request disable-l7-retry unless METH_GET\n"
        "    http-request set-timeout server var({})\n"
        "    http-request set-var(txn.had_target) bool(true) if {{ nbsrv gt 0 }}\n"
        "    http-response set-var(txn.answered) bool(true)\n"
        "    http-after-response set-status 502 reason 'Bad Gateway' if {{ status 503 }}"
        " {{ var(txn.had_target) -m found }} !{{ var(txn.answered) -m found }}\n"
        "    option httpchk\n"
        "    http-check send meth GET uri {} ver HTTP/1.1"
        " hdr Host '%[bc_dst]:%[bc_dst_port]' hdr User-Agent ELB-HealthChecker/2.0\n"
        "    http-check expect status {}\n"
        "    timeout check {}s\n",
        backend.id, kIdleVariable, quote(probe_path(backend.probe)), status_codes(backend.probe),
        timeout.count());
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
    for (const auto& frontend : table.frontends) text += frontend_section(frontend);
    for (const auto& backend : table.backends)
        text += backend_section(backend) + probe_comment(backend) + server_lines(backend, carried);
    return text;
}

}  // namespace

std::string server_words(const Backend& backend, const PresentServer& server) {
    const auto& probe = backend.probe;
    const auto interval = std::max(kProbeTimeMin, probe.interval).count();
    const auto port = probe.port ? fmt::format(" port {}", *probe.port) : "";
    return fmt::format(
        "{}:{} check{} inter {}s fastinter {}s downinter {}ms rise {} fall {} weight {}",
        server.address, server.port, port, interval, interval, kDownCheckInterval.count(),
        std::max(1, probe.healthy_threshold), std::max(1, probe.unhealthy_threshold),
        server.weight);
}

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
