#include "haproxy/backends.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.hpp"
#include "haproxy/maps.hpp"
#include "haproxy/pages.hpp"
#include "haproxy/quoting.hpp"
#include "haproxy/routing.hpp"
#include "haproxy/stickiness.hpp"

namespace ikada::haproxy {
namespace {

using ports::Backend;
using ports::Balancing;
using ports::HealthProbe;

// How soon a down server is tried again until it passes once: a new target is in use within about
// this. The passes after the first come at the probe's interval.
constexpr Millis kDownCheckInterval{1000};
// ELBv2 allows no less than 5 s; ours for tests. 0 would be no timeout.
constexpr Seconds kProbeTimeMin{1};
// Idle connections kept to a server (ours; HAProxy keeps none to a server added at run time unless
// told), and how often half of those not needed lately are closed.
constexpr int kIdleConnectionsMax = 4096;
constexpr Millis kIdlePurge{1000};

std::string_view balance_words(Balancing balancing) {
    switch (balancing) {
        case Balancing::RoundRobin:
            return "roundrobin";
        case Balancing::LeastOutstandingRequests:
            return "leastconn";
        case Balancing::WeightedRandom:
            return "random(1)";
    }
    return "roundrobin";
}

// A request that may be repeated goes over a connection that is open already: if its target closes
// that one at this moment, the request is sent again, elsewhere if need be. Any other request gets
// a connection of its own. (A server's "sni" is part of what a connection is known by, also where
// it is not used for TLS: a value that no other has finds no open connection.)
constexpr auto kReuseLines =
    "    http-reuse safe\n"
    "    retry-on conn-failure empty-response\n"
    "    acl repeatable method GET HEAD OPTIONS\n"
    "    acl has_body req.hdr(content-length) -m found\n"
    "    acl has_body req.hdr(transfer-encoding) -m found\n"
    "    http-request set-var(txn.own) uuid if !repeatable or has_body\n"
    "    http-request set-header Connection close if { var(txn.own) -m found }\n"
    "    http-request disable-l7-retry if { var(txn.own) -m found }\n";
constexpr auto kConnectionKey = "var(txn.own)";

// With no server healthy, ALB tries those that are not; without any target it says 503. That is
// also HAProxy's word for a target that cannot be reached, where ALB says 502 or 504.
std::string open_lines(const Backend& backend, const std::filesystem::path& folder) {
    const auto map = look_up(folder / kOpenMap);
    const auto count = quote(fmt::format("str({}),{},add(0)", backend.id, map));
    return fmt::format(
        "    acl none nbsrv eq 0\n"
        "    acl has_open var(txn.open) -m found\n"
        "    http-request set-var(txn.open) {1} if none\n"
        "    http-request set-var(txn.lot) rand(65536),mod(txn.open) if none has_open\n"
        "    http-request set-var-fmt(txn.lot) {0}/%[var(txn.lot)] if none has_open\n"
        "    http-request set-var(txn.forced) {2} if none has_open\n"
        "    http-request return {3} if none !{{ var(txn.forced) -m found }}\n"
        "    http-request set-var(txn.tried) date(0,ms)\n"
        "    force-persist if none\n",
        backend.id, count, quote("var(txn.lot)," + map), page_words(503));
}
constexpr auto kUseOpen = "    use-server %[var(txn.forced)] if { var(txn.forced) -m found }\n";

// Targets that refuse are given up well before one that does not answer at all (tries wait 1 s).
std::string unreachable_lines() {
    const auto time_out = Millis{kConnectTimeout}.count();
    const auto title = fmt::format("%[date(0,ms),sub(txn.tried),div({}),bool,iif(\"{}\",\"{}\")]",
                                   time_out, title_of(504), title_of(502));
    constexpr auto kUnreachable =
        "{ status 503 } { var(txn.tried) -m found } !{ var(txn.answered) -m found }";
    return fmt::format(
        "    http-error status 503 content-type text/html lf-string {0} hdr Server awselb/2.0 hdr "
        "Date '%[date,http_date]'\n"
        "    http-response set-var(txn.answered) bool(true)\n"
        "    http-after-response set-status 504 reason 'Gateway Time-out' if {1} {{ "
        "date(0,ms),sub(txn.tried) ge {2} }}\n"
        "    http-after-response set-status 502 reason 'Bad Gateway' if {1}\n",
        quote(page_titled(title)), kUnreachable, time_out);
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

std::string probe_lines(const HealthProbe& probe) {
    if (!probe.enabled) return "";
    return fmt::format(
        "    option httpchk\n"
        "    http-check send meth GET uri {} ver HTTP/1.1"
        " hdr Host '%[bc_dst]:%[bc_dst_port]' hdr User-Agent ELB-HealthChecker/2.0\n"
        "    http-check expect status {}\n"
        "    timeout check {}s\n",
        quote(probe_path(probe)), status_codes(probe),
        std::max(kProbeTimeMin, probe.timeout).count());
}

std::string probe_words(const HealthProbe& probe) {
    if (!probe.enabled) return "";
    const auto interval = std::max(kProbeTimeMin, probe.interval).count();
    const auto port = probe.port ? fmt::format(" port {}", *probe.port) : "";
    const auto tls = probe.protocol == ports::ProbeProtocol::Https ? " check-ssl verify none" : "";
    return fmt::format(" check{}{} inter {}s fastinter {}s downinter {}ms rise {} fall {}", tls,
                       port, interval, interval, kDownCheckInterval.count(),
                       std::max(1, probe.healthy_threshold),
                       std::max(1, probe.unhealthy_threshold));
}

}  // namespace

std::string backend_section(const Backend& backend, const std::filesystem::path& folder) {
    return fmt::format(
               "\nbackend {}\n"
               "    balance {}\n"
               "    http-request set-timeout server var({})\n",
               backend.id, balance_words(backend.balancing), kIdleVariable) +
           open_lines(backend, folder) + kReuseLines +
           target_cookie_lines(backend, look_up(folder / kKeptMap)) + kUseOpen +
           unreachable_lines() + probe_lines(backend.probe);
}

std::string server_words(const Backend& backend, const PresentServer& server) {
    const auto slow = backend.slow_start.count() > 0
                          ? fmt::format(" slowstart {}s", backend.slow_start.count())
                          : "";
    return fmt::format("{}:{}{}{} sni {} pool-max-conn {} pool-purge-delay {}ms weight {}",
                       server.address, server.port, probe_words(backend.probe), slow,
                       kConnectionKey, kIdleConnectionsMax, kIdlePurge.count(), server.weight);
}

}  // namespace ikada::haproxy
