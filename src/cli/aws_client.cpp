#include "cli/aws_client.hpp"

#include "base/clock.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kTimeout{10'000};
constexpr int kErrorStatusMin = 400;

}  // namespace

Result<AwsClient> AwsClient::open(const server::ClientProfile& profile,
                                  const aws::Service& service) {
    auto url = net::parse_url(profile.endpoint_url);
    if (!url) return url.error();
    return AwsClient(profile, service, *std::move(url));
}

AwsClient::AwsClient(server::ClientProfile profile, const aws::Service& service, net::Url url)
    : profile_(std::move(profile)), service_(service), url_(std::move(url)), http_(url_.address) {}

Result<std::string> AwsClient::send(std::string_view operation, const schema::Type& type,
                                    const void* request) {
    auto call = aws::encode_json_call(service_.target_prefix, operation, type, request);
    call.headers.push_back({"Host", fmt::format("{}:{}", url_.address.host, url_.address.port)});
    aws::sign(call, {profile_.access_key_id, profile_.secret_access_key, ""},
              {profile_.region, std::string(service_.name)}, system_clock().now());
    auto answer = http_.send(call, kTimeout);
    if (!answer)
        return fail(kIoError, "{}; is ikada running there? `sudo ikada up` starts it",
                    answer.error().message);
    if (answer->status >= kErrorStatusMin) return aws::decode_json_error(*answer);
    return std::move(answer->body);
}

}  // namespace ikada::cli
