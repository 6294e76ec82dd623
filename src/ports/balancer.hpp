#pragma once
// Port to the load balancer's data plane: ikada hands over a whole routing table, a value; the
// adapter makes the balancer equal to it and tells what it sees.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace ikada::ports {

// A server of a backend. id is unique in its backend and stable: a target that leaves and comes
// back has another id.
struct RouteServer {
    std::string id;       // [A-Za-z0-9_.:-]+
    std::string address;  // IPv4
    int port = 0;
    bool draining = false;  // gets no new requests, finishes those it has
    bool operator==(const RouteServer&) const = default;
};

// ELBv2 target group health check settings.
enum class ProbeProtocol { Http, Https };  // certificates of targets are not verified, as ALB
struct HealthProbe {
    bool enabled = true;  // off: every target counts as healthy
    ProbeProtocol protocol = ProbeProtocol::Http;
    std::string path = "/";
    std::optional<int> port;  // none: the traffic port
    Seconds interval{30};
    Seconds timeout{5};
    int healthy_threshold = 5;
    int unhealthy_threshold = 2;
    std::string status_codes = "200";  // ELBv2's matcher: "200", "200,202", "200-299"
    bool operator==(const HealthProbe&) const = default;
};

enum class Balancing { RoundRobin, LeastOutstandingRequests, WeightedRandom };

// A client comes back to the server that answered it first, as long as that takes requests.
struct Stickiness {
    Seconds lasts{86'400};
    std::string app_cookie;  // follows this cookie of the application; empty: our own cookie AWSALB
    bool operator==(const Stickiness&) const = default;
};

// With no server healthy, all that are not draining get requests (ALB fails open).
struct Backend {
    std::string id;  // [A-Za-z0-9_.:-]+
    HealthProbe probe;
    Balancing balancing = Balancing::RoundRobin;
    std::optional<Stickiness> stickiness;
    Seconds slow_start{0};  // a server that becomes healthy gets its full share only after so long
    std::vector<RouteServer> servers;
    bool operator==(const Backend&) const = default;
};

struct WeightedBackend {
    std::string backend_id;
    int weight = 1;
    bool operator==(const WeightedBackend&) const = default;
};
struct ForwardTo {
    std::vector<WeightedBackend> backends;  // none with weight > 0: 503
    std::optional<Seconds> sticky_for;      // a client stays with its backend (cookie AWSALBTG)
    bool operator==(const ForwardTo&) const = default;
};
// Each part as ELBv2 writes it, with #{protocol} #{host} #{port} #{path} #{query} to be filled in.
struct RedirectTo {
    std::string protocol, host, port, path, query;
    int status = 302;
    bool operator==(const RedirectTo&) const = default;
};
struct FixedResponse {
    int status = 200;
    std::string content_type, body;
    bool operator==(const FixedResponse&) const = default;
};
using RouteAction = std::variant<ForwardTo, RedirectTo, FixedResponse>;

// All given conditions must hold; each holds if one of its values matches. Patterns are ELBv2's:
// '*' is any run of characters, '?' is one, "\*" and "\?" mean themselves. Paths and methods
// match exactly, the others whatever their case.
struct HeaderCondition {
    std::string name;                   // whatever its case
    std::vector<std::string> patterns;  // one of the header's values matches one of these
    bool operator==(const HeaderCondition&) const = default;
};
struct QueryPair {
    std::optional<std::string> key;  // pattern; none: any key
    std::string value;               // pattern
    bool operator==(const QueryPair&) const = default;
};
struct RouteRule {
    std::vector<std::string> hosts;    // patterns; empty: any
    std::vector<std::string> paths;    // patterns, without the query
    std::vector<std::string> methods;  // "GET"
    std::vector<std::string> sources;  // CIDR blocks of the connection's client: "10.0.0.0/8"
    std::vector<HeaderCondition> headers;
    std::vector<std::vector<QueryPair>> queries;
    RouteAction action;
    bool operator==(const RouteRule&) const = default;
};

// What happens to X-Forwarded-For. (-Proto and -Port always tell the listener's, as ALB.)
enum class ForwardedHeaders { Append, Preserve, Remove };

struct Frontend {
    std::string id;
    std::string address;
    int port = 0;
    Seconds idle_timeout{60};
    ForwardedHeaders forwarded = ForwardedHeaders::Append;
    bool forwarded_client_port = false;  // X-Forwarded-For gets "address:port"
    bool preserve_host = false;          // targets see the Host header as it came, port included
    bool drop_invalid_headers =
        false;  // names that do not match [-A-Za-z0-9]+ do not reach targets
    std::map<std::string, std::string> answer_headers;  // set on every answer, also our own
    bool drop_server_header = false;                    // answers have no Server header
    std::vector<RouteRule> rules;                       // in order; the first that matches wins
    RouteAction otherwise;
    bool operator==(const Frontend&) const = default;
};

struct RoutingTable {
    std::vector<Frontend> frontends;
    std::vector<Backend> backends;
    bool operator==(const RoutingTable&) const = default;
};

// What the balancer sees of one server.
enum class ServerSight {
    Checking,  // no verdict yet
    Up,        // passes its checks
    Down,      // fails them
    Draining,  // drained, requests still running
    Drained,   // drained, nothing running
};
enum class ProbeFault {
    None,
    TimedOut,
    Unreachable,  // no connection: refused, reset, no route
    WrongStatus,  // answered with a status that the matcher has not
    NotHttp,      // answered something else
};
struct ServerSeen {
    ServerSight sight = ServerSight::Checking;
    std::string detail;  // the last check's outcome in words, for logs: "HTTP status 500"
    std::optional<int> http_status;
    ProbeFault fault = ProbeFault::None;  // of the last check
    bool operator==(const ServerSeen&) const = default;
};
// backend id → server id → seen. `errors`: frontends that could not be served: frontend id → why.
struct BalancerSeen {
    std::map<std::string, std::map<std::string, ServerSeen>> servers;
    std::map<std::string, std::string> errors;
    bool operator==(const BalancerSeen&) const = default;
};

// Counted since the adapter began; only what is of the moment ever falls. What the balancer
// answered by itself is in the frontends' counters alone.
struct FrontendCounters {
    std::int64_t requests = 0, new_connections = 0, rejected_connections = 0;
    std::int64_t bytes_in = 0, bytes_out = 0;
    std::array<std::int64_t, 4> answers{};  // 2xx, 3xx, 4xx, 5xx
    std::int64_t active_connections = 0;    // of the moment
    bool operator==(const FrontendCounters&) const = default;
};
struct ServerCounters {
    std::int64_t requests = 0, connection_errors = 0;
    std::int64_t client_aborts = 0;         // clients that left before the answer (ALB's 460)
    std::array<std::int64_t, 4> answers{};  // 2xx, 3xx, 4xx, 5xx
    Millis response_time{};                 // of the moment: the average of the last requests
    bool operator==(const ServerCounters&) const = default;
};
struct BalancerCounters {
    std::map<std::string, FrontendCounters> frontends;                     // by id
    std::map<std::string, std::map<std::string, ServerCounters>> servers;  // by backend, server
    bool operator==(const BalancerCounters&) const = default;
};

// Level-triggered: only the last wanted table counts; the adapter retries until it holds.
class Balancer {
  public:
    virtual ~Balancer() = default;

    // Returns at once; safe from any thread. Equal tables cost nothing.
    virtual void want(RoutingTable table) = 0;

    // `seen` is called from the adapter's thread, when something changed since the last call.
    virtual void on_seen(std::function<void(BalancerSeen)> seen) = 0;

    // As of the last look, a second or so ago. Safe from any thread.
    virtual BalancerCounters counters() = 0;
};

}  // namespace ikada::ports
