#pragma once
// The request that opens an agent's websocket. Pure. Source: node-protocol.md, 2.1, 2.2 and 4.

#include <optional>
#include <string>

#include "net/http.hpp"

namespace ikada::nodes {

enum class Channel { Acs, Tcs };

struct UpgradeRequest {
    Channel channel = Channel::Acs;
    std::string container_instance_arn;
    std::string agent_version, agent_hash, docker_version;  // without its "DockerVersion: "
};

// Nothing for another path or without a container instance.
std::optional<UpgradeRequest> read_upgrade(const net::HttpRequest& request);

// {"<type>": "<message>"}, as agents read it.
net::HttpResponse refusal(int status, std::string_view type, std::string_view message);

}  // namespace ikada::nodes
