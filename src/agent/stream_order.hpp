#pragma once
// A stream that the control plane wants us to open, in Docker's terms. Pure.

#include <string>
#include <vector>

#include "agent/task.hpp"
#include "base/json.hpp"
#include "docker/client.hpp"

namespace ikada::agent {

struct StreamOrder {
    std::string id;
    std::string container;  // Docker's id
    bool is_command = false;
    docker::Client::LogsQuery logs = {};    // of what is no command
    std::vector<std::string> command = {};  // its words
    std::string why_not = {};               // set: there is nothing to carry
};

// An entry of IkadaStreamsMessage.streams[] (ecs/streams.hpp).
StreamOrder read_stream_order(const AgentState& state, const json::value& from);

// "SECONDS.NANOSECONDS" of "2026-11-29T09:13:40.123456789Z"; empty for what is no such time.
std::string docker_since(std::string_view time);

}  // namespace ikada::agent
