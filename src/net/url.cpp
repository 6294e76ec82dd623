#include "base/strings.hpp"
#include "net/http_client.hpp"

namespace ikada::net {
namespace {

constexpr std::string_view kHttp = "http://", kHttps = "https://";
constexpr int kHttpsPort = 443;

struct HostPort {
    std::string_view host;
    std::string_view port;  // empty where none is given
};

// "[::1]:80" keeps the colons inside the brackets apart.
std::optional<HostPort> split_authority(std::string_view authority) {
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == authority.npos) return std::nullopt;
        const auto rest = authority.substr(end + 1);
        if (!rest.empty() && (rest[0] != ':' || rest.size() == 1)) return std::nullopt;
        return HostPort{authority.substr(1, end - 1), rest.substr(rest.empty() ? 0 : 1)};
    }
    const auto colon = authority.find(':');
    if (colon == authority.npos) return HostPort{authority, {}};
    if (colon + 1 == authority.size()) return std::nullopt;
    return HostPort{authority.substr(0, colon), authority.substr(colon + 1)};
}

std::string path_of(std::string_view rest) {
    const auto path = rest.substr(0, rest.find('#'));
    return path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

}  // namespace

Result<Url> parse_url(std::string_view text, Schemes schemes) {
    const auto malformed = [&](std::string_view why) {
        return fail(kMalformed, "bad URL '{}': {}; give http://host:port/path", text, why);
    };
    const auto begins_with = [&](std::string_view scheme) {
        return equals_ignoring_case(text.substr(0, scheme.size()), scheme);
    };
    const bool is_https = begins_with(kHttps) && schemes == Schemes::HttpAndHttps;
    if (!is_https && !begins_with(kHttp))
        return malformed(schemes == Schemes::Http ? "only http:// is spoken here"
                                                  : "neither http:// nor https://");
    const auto rest = text.substr(is_https ? kHttps.size() : kHttp.size());
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto parts = split_authority(authority);
    if (!parts || parts->host.empty() || parts->host.find('@') != parts->host.npos)
        return malformed("no host");

    Url url{{std::string(parts->host), is_https ? kHttpsPort : 80},
            path_of(rest.substr(authority.size())),
            is_https};
    if (parts->port.empty()) return url;
    const auto port = parse_int(parts->port);
    if (!port || *port < 1 || *port > 65535) return malformed("the port is not one of 1..65535");
    url.address.port = static_cast<int>(*port);
    return url;
}

Result<std::shared_ptr<const TlsTrust>> trust_for(const Url& url, const std::string& bundle) {
    if (!url.is_https) return std::shared_ptr<const TlsTrust>();
    return TlsTrust::make(bundle);
}

}  // namespace ikada::net
