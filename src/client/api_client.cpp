#include "client/api_client.hpp"

#include <algorithm>
#include <array>

#include "aws/protocol.hpp"

namespace ikada::client {
namespace {

constexpr Millis kAnswerTimeout{30'000};
constexpr Millis kPauseFirst{100}, kPauseMax{3'000};
constexpr int kErrorStatusMin = 400, kServerErrorStatusMin = 500;
// The codes by which AWS's services ask for a slower client.
constexpr std::array<std::string_view, 4> kThrottling{
    "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"};

bool is_worth_another_try(const Result<net::HttpResponse>& answer) {
    if (!answer) return answer.error().is(kIoError) || answer.error().is(net::kTimedOut);
    if (answer->status < kErrorStatusMin) return false;
    if (answer->status >= kServerErrorStatusMin) return true;
    const auto error = aws::decode_json_error(*answer);
    return std::ranges::any_of(kThrottling, [&](auto code) { return aws::is_remote(error, code); });
}

std::string host_header(const net::Url& url) {
    const auto& [host, port] = url.address;
    const bool is_usual = port == (url.is_https ? 443 : 80);
    return is_usual ? host : fmt::format("{}:{}", host, port);
}

Error explain(const Error& error, const net::Url& url) {
    if (!error.is(kIoError) && !error.is(net::kTimedOut)) return error;
    const bool is_distrust = error.message.find("certificate verify") != std::string::npos;
    return fail(kIoError, "{}; {}", error.message,
                is_distrust ? "name the file of its authority with AWS_CA_BUNDLE"
                : url.is_https
                    ? "is that the endpoint? --endpoint-url or AWS_ENDPOINT_URL name another"
                    : "is ikada running there? `sudo ikada up` starts it");
}

}  // namespace

ApiClient::ApiClient(Settings settings, Pace& pace, Seconds patience)
    : settings_(std::move(settings)),
      pace_(pace),
      patience_(patience),
      credentials_(settings_.credentials) {}

Result<ApiClient::Endpoint*> ApiClient::endpoint_of(std::string_view service) {
    if (const auto found = endpoints_.find(service); found != endpoints_.end())
        return &found->second;
    auto url = net::parse_url(settings_.endpoint_url(service), net::Schemes::HttpAndHttps);
    if (!url) return url.error();
    const auto trust = net::trust_for(*url, settings_.ca_bundle);
    if (!trust) return trust.error();
    net::HttpClient http(url->address, *trust);
    return &endpoints_.emplace(service, Endpoint{*std::move(url), std::move(http)}).first->second;
}

Result<net::HttpResponse> ApiClient::attempt(const JsonService& service, std::string_view operation,
                                             const std::string& body) {
    auto endpoint = endpoint_of(service.name);
    if (!endpoint) return endpoint.error();
    const auto now = pace_.now();
    const auto keys = credentials_.get(now);
    if (!keys) return keys.error();
    auto call = aws::encode_json_call(service.target_prefix, operation, body);
    call.headers.push_back({"Host", host_header((*endpoint)->url)});
    aws::sign(call, *keys, {settings_.region, std::string(service.name)}, now);
    return (*endpoint)->http.send(call, kAnswerTimeout);
}

Result<std::string> ApiClient::send(const JsonService& service, std::string_view operation,
                                    const std::string& body) {
    const auto give_up_at = pace_.now() + patience_;
    auto pause = kPauseFirst;
    auto answer = attempt(service, operation, body);
    while (is_worth_another_try(answer) && pace_.now() + pause < give_up_at && pace_.wait(pause)) {
        pause = std::min(2 * pause, kPauseMax);
        answer = attempt(service, operation, body);
    }
    if (!answer) {
        const auto endpoint = endpoint_of(service.name);
        return endpoint ? explain(answer.error(), (*endpoint)->url) : answer.error();
    }
    if (answer->status >= kErrorStatusMin) return aws::decode_json_error(*answer);
    return std::move(answer->body);
}

}  // namespace ikada::client
