#include "agent/ecs_api.hpp"

#include "aws/protocol.hpp"
#include "base/clock.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kTargetPrefix = "AmazonEC2ContainerServiceV20141113";
constexpr int kErrorStatusFirst = 400;

}  // namespace

std::string host_header(const net::TcpAddress& address) {
    return fmt::format("{}:{}", address.host, address.port);
}

Result<EcsApi> EcsApi::open(const AgentOptions& options) {
    const auto url = net::parse_url(options.endpoint);
    if (!url) return url.error();
    return EcsApi(options, url->address);
}

Result<std::string> EcsApi::send(std::string_view operation, const schema::Type& input,
                                 const void* request) {
    auto call = aws::encode_json_call(kTargetPrefix, operation, input, request);
    call.headers.push_back({"Host", host_header(address_)});
    aws::sign(call, options_->credentials, {options_->region, "ecs"}, system_clock().now());
    auto answer = http_.send(call, kApiTimeout);
    if (!answer) return answer.error();
    if (answer->status >= kErrorStatusFirst) return aws::decode_json_error(*answer);
    return std::move(answer->body);
}

bool is_remote(const Error& error, std::string_view code) {
    return error.is(aws::kRemote) && error.message.starts_with(fmt::format("{}:", code));
}

}  // namespace ikada::agent
