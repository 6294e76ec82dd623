#pragma once
// A client just big enough for a container health check in an image that has nothing else.

#include <optional>
#include <string>
#include <string_view>

namespace ikada::sample {

struct Url {
    std::string host;  // an IPv4 address or "localhost"
    int port = 80;
    std::string path = "/";
    bool operator==(const Url&) const = default;
};

// "http://HOST[:PORT][/PATH]", else none. Pure.
std::optional<Url> parse_url(std::string_view text);

// True when `url` answers 200 to 299 within 2 s. Blocks.
bool is_healthy(const Url& url);

}  // namespace ikada::sample
