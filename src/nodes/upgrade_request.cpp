#include "nodes/upgrade_request.hpp"

#include <map>

#include "base/json.hpp"
#include "base/strings.hpp"

namespace ikada::nodes {
namespace {

constexpr std::string_view kDockerPrefix = "DockerVersion: ";

std::map<std::string, std::string> parameters(std::string_view query) {
    std::map<std::string, std::string> all;
    for (const auto part : split(query, '&')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        auto value = uri_decode(part.substr(equals + 1), true);
        if (value) all[std::string(part.substr(0, equals))] = *std::move(value);
    }
    return all;
}

}  // namespace

std::optional<UpgradeRequest> read_upgrade(const net::HttpRequest& request) {
    const bool acs = request.path() == "/acs/ws";
    if (!acs && request.path() != "/tcs/ws") return std::nullopt;
    auto given = parameters(request.query());
    UpgradeRequest read;
    read.channel = acs ? Channel::Acs : Channel::Tcs;
    read.container_instance_arn = given[acs ? "containerInstanceArn" : "containerInstance"];
    read.agent_version = given["agentVersion"];
    read.agent_hash = given["agentHash"];
    read.docker_version = given["dockerVersion"];
    if (read.docker_version.starts_with(kDockerPrefix))
        read.docker_version.erase(0, kDockerPrefix.size());
    if (read.container_instance_arn.empty()) return std::nullopt;
    return read;
}

net::HttpResponse refusal(int status, std::string_view type, std::string_view message) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = json::serialize(json::object{{type, message}})};
}

}  // namespace ikada::nodes
