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

Result<std::string> EcsApi::send(const Call& call, const schema::Type& input, const void* request) {
    auto made =
        aws::encode_json_call(kTargetPrefix, call.operation, schema::to_json(input, request));
    made.headers.push_back({"Host", host_header(address_)});
    aws::sign(made, options_->credentials, {options_->region, "ecs"}, system_clock().now());
    last_answer_ = {};
    auto answer = http_.send(made, call.timeout);
    if (!answer) return answer.error();
    const auto id = net::find_header(answer->headers, "x-amzn-RequestId");
    last_answer_ = {answer->status, std::string(id.value_or(""))};
    if (answer->status >= kErrorStatusFirst) return aws::decode_json_error(*answer);
    return std::move(answer->body);
}

}  // namespace ikada::agent
