#include "client/stream_dialer.hpp"

namespace ikada::client {
namespace {

constexpr Millis kDialTimeout{10'000};
constexpr std::string_view kScheme = "://";

std::string path_of(std::string_view url) {
    const auto scheme = url.find(kScheme);
    const auto host = scheme == url.npos ? 0 : scheme + kScheme.size();
    const auto path = url.find('/', host);
    return path == url.npos ? "/" : std::string(url.substr(path));
}

}  // namespace

Result<std::unique_ptr<net::FrameStream>> StreamDialer::dial(const std::string& stream_url,
                                                             const std::string& token) {
    auto url = net::parse_url(settings_.endpoint_url("ecs"), net::Schemes::HttpAndHttps);
    if (!url) return url.error();
    net::WebSocketDial dial{url->address, {}, kDialTimeout, {}};
    dial.request.target = path_of(stream_url);
    dial.request.headers.push_back({"Authorization", "Bearer " + token});
    const auto trusted = trust(*url);
    if (!trusted) return trusted.error();
    dial.trust = *trusted;
    return net::FrameStream::dial(loop_, std::move(dial));
}

Result<std::shared_ptr<const net::TlsTrust>> StreamDialer::trust(const net::Url& url) {
    if (trust_) return *trust_;
    auto made = net::trust_for(url, settings_.ca_bundle);
    if (made) trust_ = *made;
    return made;
}

}  // namespace ikada::client
