#include "cli/aws_client.hpp"

#include "base/clock.hpp"

namespace ikada::cli {
namespace {

constexpr std::string_view kTargetPrefix = "AmazonEC2ContainerServiceV20141113";
constexpr Millis kTimeout{10'000};
constexpr int kErrorStatusMin = 400;

}  // namespace

Result<EcsClient> EcsClient::open(const server::ClientProfile& profile) {
    auto url = net::parse_url(profile.endpoint_url);
    if (!url) return url.error();
    return EcsClient(profile, *std::move(url));
}

EcsClient::EcsClient(server::ClientProfile profile, net::Url url)
    : profile_(std::move(profile)), url_(std::move(url)), http_(url_.address) {}

Result<std::string> EcsClient::send(std::string_view operation, const schema::Type& type,
                                    const void* request) {
    auto call = aws::encode_json_call(kTargetPrefix, operation, type, request);
    call.headers.push_back({"Host", fmt::format("{}:{}", url_.address.host, url_.address.port)});
    aws::sign(call, {profile_.access_key_id, profile_.secret_access_key, ""},
              {profile_.region, "ecs"}, system_clock().now());
    auto answer = http_.send(call, kTimeout);
    if (!answer)
        return fail(kIoError, "{}; is ikada running there? `sudo ikada up` starts it",
                    answer.error().message);
    if (answer->status >= kErrorStatusMin) return aws::decode_json_error(*answer);
    return std::move(answer->body);
}

}  // namespace ikada::cli
