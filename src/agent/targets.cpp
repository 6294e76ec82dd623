#include "agent/targets.hpp"

#include "base/clock.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

std::string encode(const Query& query) {
    std::string text;
    for (const auto& [key, value] : query)
        text += fmt::format("{}{}={}", text.empty() ? '?' : '&', key, uri_encode(value));
    return text;
}

Result<LinkTarget> target_at(const AgentOptions& options, const std::string& endpoint,
                             const Query& query) {
    const auto url = net::parse_url(endpoint);
    if (!url) return url.error();
    LinkTarget target;
    target.host = url->address.host;
    target.port = url->address.port;
    auto& request = target.request;
    request.target = url->path + (url->path.ends_with('/') ? "ws" : "/ws") + encode(query);
    request.headers.push_back({"Host", host_header(url->address)});
    aws::sign(request, options.credentials, {options.region, "ecs"}, system_clock().now());
    return target;
}

}  // namespace

// Keys in alphabetical order, as the ECS agent sends them.
Result<LinkTarget> acs_target(const AgentOptions& options, Registration& registration, EcsApi& api,
                              const std::string& docker_version) {
    if (auto registered = registration.ensure(api); !registered) return registered.error();
    const auto arn = registration.arn();
    if (!arn) return arn.error();
    const auto found = registration.discover(api);
    if (!found) return found.error();
    return target_at(options, found->endpoint.value_or(""),
                     {{"agentHash", kAgentHash},
                      {"agentVersion", kAgentVersion},
                      {"clusterArn", options.cluster},
                      {"containerInstanceArn", *arn},
                      {"dockerVersion", "DockerVersion: " + docker_version},
                      {"protocolVersion", "2"},
                      {"sendCredentials", "true"},
                      {"seqNum", "1"}});
}

Result<LinkTarget> tcs_target(const AgentOptions& options, const Registration& registration,
                              EcsApi& api, const std::string& docker_version) {
    const auto arn = registration.arn();
    if (!arn) return arn.error();
    const auto found = registration.discover(api);
    if (!found) return found.error();
    return target_at(options, found->telemetry_endpoint.value_or(""),
                     {{"agentHash", kAgentHash},
                      {"agentVersion", kAgentVersion},
                      {"cluster", options.cluster},
                      {"containerInstance", *arn},
                      {"dockerVersion", docker_version}});
}

std::string tcs_frame(const AgentOptions& options, const LinkTarget& target,
                      const std::string& message, TimePoint now) {
    net::HttpRequest signed_part;
    signed_part.target = target.request.target;
    signed_part.body = message;
    if (const auto host = net::find_header(target.request.headers, "Host"))
        signed_part.headers.push_back({"Host", std::string(*host)});
    aws::sign(signed_part, options.credentials, {options.region, "ecs"}, now);
    std::string frame;
    for (const auto& header : signed_part.headers)
        frame += fmt::format("{}: {}\r\n", header.name, header.value);
    return frame + "\r\n" + message;
}

}  // namespace ikada::agent
