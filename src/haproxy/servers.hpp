#pragma once
// A server as HAProxy has it, and the marks we keep on it. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::haproxy {

// HAProxy's weight of a server is our memory: it survives us, and a reload.
constexpr int kWeightProven = 100;
// Has not passed a check yet. The first that it passes makes it proven and lets traffic in. (Nearly
// the other's weight: if HAProxy brings it up by itself while we are away, it gets its share.)
constexpr int kWeightNew = 99;
// Gets no new requests: drained, or added a moment ago and not yet marked down.
constexpr int kWeightClosed = 0;

struct PresentServer {
    std::string backend, id, address;
    int port = 0;
    int weight = kWeightClosed;
    bool is_up = false;
    bool in_maintenance = false;
    int passes = 0;           // checks passed in a row while not up
    Seconds unchanged_for{};  // since it last went up or down
    bool operator==(const PresentServer&) const = default;
};

// The answer to "show servers state" (management.txt, 9.3). Errors: kMalformed.
Result<std::vector<PresentServer>> parse_servers_state(std::string_view text);

// The same form, for server-state-file: servers start with the health they had.
std::string servers_state_file(const std::vector<PresentServer>& servers);

// The value behind "NAME: " in an answer to "show info".
std::optional<std::string> parse_info(std::string_view text, std::string_view name);

// Pids of the workers an earlier configuration left to finish, from "show proc" on the master's
// socket.
std::vector<int> parse_old_workers(std::string_view text);

}  // namespace ikada::haproxy
