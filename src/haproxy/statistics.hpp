#pragma once
// The answer to "show stat" (management.txt, 9.1), as far as we look at it. Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

struct ServerStat {
    int running = 0;           // requests in flight
    std::string check_status;  // "L7OK", "L4CON" …; "INI" before the first
    std::optional<int> check_code;
    std::string last_check;  // in words, may be empty
    ports::ServerCounters counted{};
};
using ServerKey = std::pair<std::string, std::string>;  // backend, id
using ServerStats = std::map<ServerKey, ServerStat>;

struct Statistics {
    std::map<std::string, ports::FrontendCounters> frontends;  // by HAProxy's name
    ServerStats servers;
};

// Columns are found by name, so that another version's do not shift ours. Errors: kMalformed.
Result<Statistics> parse_statistics(std::string_view csv);

// What is counted since `before`, added to `total`; a counter that fell began anew. What is of the
// moment (active connections, response time) is taken as it is.
void add_counted(ports::FrontendCounters& total, const ports::FrontendCounters& now,
                 const ports::FrontendCounters& before);
void add_counted(ports::ServerCounters& total, const ports::ServerCounters& now,
                 const ports::ServerCounters& before);

}  // namespace ikada::haproxy
