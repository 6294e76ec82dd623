#include "client/credential_provider.hpp"

#include <array>

#include "base/json.hpp"
#include "base/strings.hpp"
#include "net/http_client.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

namespace ikada::client {
namespace {

constexpr Millis kProcessTimeout{60'000};
constexpr Millis kEndpointTimeout{5'000};
constexpr Millis kInstanceTimeout{1'000};  // off EC2 nobody answers: do not keep people waiting
constexpr auto kInstanceTokenSeconds = "21600";
const net::TcpAddress kInstanceMetadata{"169.254.169.254", 80};
constexpr auto kRolePath = "/latest/meta-data/iam/security-credentials/";
// Hosts that may be asked without TLS for a container's keys, as in AWS's SDKs.
constexpr std::array<std::string_view, 5> kPlainHosts{"127.0.0.1", "localhost", "::1",
                                                      "169.254.170.2", "169.254.170.23"};

Result<std::string> body_of(Result<net::HttpResponse> answer, std::string_view who) {
    if (!answer) return fail(kNoCredentials, "{} gave none: {}", who, answer.error().message);
    if (answer->status != 200)
        return fail(kNoCredentials, "{} gave none: HTTP {}", who, answer->status);
    return std::move(answer->body);
}

Result<Keys> fetch(const CommandSource& source) {
    // What it says on standard error is for people, not part of the answer.
    const auto ran = os::run({"/bin/sh", "-c", fmt::format("exec 2>/dev/null; {}", source.command)},
                             kProcessTimeout);
    if (!ran) return fail(kNoCredentials, "credential_process: {}", ran.error().message);
    if (ran->exit_code != 0)
        return fail(kNoCredentials, "credential_process `{}` ended with exit code {}",
                    source.command, ran->exit_code);
    return parse_keys(ran->text);
}

Result<std::string> authorization_of(const EndpointSource& source) {
    if (source.token_file.empty()) return source.token;
    const auto read = os::read_file(source.token_file);
    if (!read)
        return fail(kNoCredentials, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: {}",
                    read.error().message);
    return std::string(trim(*read));
}

Result<Keys> fetch(const EndpointSource& source) {
    const auto url = net::parse_url(source.url, net::Schemes::HttpAndHttps);
    if (!url) return fail(kNoCredentials, "container credentials: {}", url.error().message);
    const auto& host = url->address.host;
    if (!url->is_https && std::ranges::find(kPlainHosts, host) == kPlainHosts.end())
        return fail(kNoCredentials,
                    "container credentials: {} may be asked by https:// only, not {}", host,
                    source.url);
    const auto trust = net::trust_for(*url, "");
    if (!trust) return trust.error();
    const auto authorization = authorization_of(source);
    if (!authorization) return authorization.error();
    net::HttpRequest request{.target = url->path};
    if (!authorization->empty()) request.headers.push_back({"Authorization", *authorization});
    net::HttpClient http(url->address, *trust);
    const auto body = body_of(http.send(request, kEndpointTimeout), source.url);
    return body ? parse_keys(*body) : body.error();
}

Result<Keys> fetch(const InstanceSource&) {
    net::HttpClient http(kInstanceMetadata);
    constexpr std::string_view kWho = "this machine's instance metadata (169.254.169.254)";
    const auto hint = [&](const Error& error) {
        return fail(kNoCredentials,
                    "no credentials in environment or profile, and {}; set AWS_ACCESS_KEY_ID and "
                    "AWS_SECRET_ACCESS_KEY, AWS_PROFILE or --profile",
                    error.message);
    };
    const auto token = body_of(
        http.send({.method = "PUT",
                   .target = "/latest/api/token",
                   .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", kInstanceTokenSeconds}}},
                  kInstanceTimeout),
        kWho);
    if (!token) return hint(token.error());
    const net::Headers headers{{"X-aws-ec2-metadata-token", *token}};
    const auto role =
        body_of(http.send({.target = kRolePath, .headers = headers}, kEndpointTimeout), kWho);
    if (!role) return hint(role.error());
    const auto name = trim(std::string_view(*role).substr(0, role->find('\n')));
    const auto body =
        body_of(http.send({.target = fmt::format("{}{}", kRolePath, name), .headers = headers},
                          kEndpointTimeout),
                kWho);
    return body ? parse_keys(*body) : hint(body.error());
}

Result<Keys> fetch(const aws::Credentials& keys) { return Keys{keys}; }

}  // namespace

Result<Keys> parse_keys(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return fail(kNoCredentials, "not JSON: {}", document.error().message);
    Keys keys{{json::text(*document, "AccessKeyId"), json::text(*document, "SecretAccessKey"),
               json::text(*document, "Token", json::text(*document, "SessionToken"))}};
    if (keys.credentials.access_key_id.empty() || keys.credentials.secret_access_key.empty())
        return fail(kNoCredentials, "no AccessKeyId and SecretAccessKey in the answer");
    if (const auto end = json::text(*document, "Expiration"); !end.empty()) {
        keys.expires_at = parse_iso8601(end);
        if (!keys.expires_at) return fail(kNoCredentials, "Expiration '{}' is no time", end);
    }
    return keys;
}

Result<aws::Credentials> CredentialProvider::get(TimePoint now) {
    const auto is_fresh = [&] {
        return held_ && (!held_->expires_at || now + kRenewBefore < *held_->expires_at);
    };
    if (is_fresh()) return held_->credentials;
    auto fetched = std::visit([](const auto& source) { return fetch(source); }, source_);
    if (!fetched) return fetched.error();
    held_ = *std::move(fetched);
    return held_->credentials;
}

}  // namespace ikada::client
