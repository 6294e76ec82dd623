#include "sample/healthcheck.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace ikada::sample {
namespace {

constexpr timeval kAnswerMax{2, 0};

int connect_to(const Url& url) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(url.port));
    const auto& host = url.host == "localhost" ? "127.0.0.1" : url.host;
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return -1;

    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kAnswerMax, sizeof kAnswerMax);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &kAnswerMax, sizeof kAnswerMax);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
        return socket;
    ::close(socket);
    return -1;
}

// "HTTP/1.1 200": enough of an answer to judge it.
bool says_2xx(int socket, const Url& url) {
    const auto ask =
        "GET " + url.path + " HTTP/1.1\r\nHost: " + url.host + "\r\nConnection: close\r\n\r\n";
    if (::send(socket, ask.data(), ask.size(), MSG_NOSIGNAL) < 0) return false;
    std::array<char, 12> start;
    const auto got = ::recv(socket, start.data(), start.size(), MSG_WAITALL);
    const std::string_view line(start.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    return line.size() == start.size() && line.starts_with("HTTP/1.") && line[9] == '2';
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    constexpr std::string_view kScheme = "http://";
    if (!text.starts_with(kScheme)) return std::nullopt;
    text.remove_prefix(kScheme.size());

    Url url;
    const auto slash = text.find('/');
    if (slash != std::string_view::npos) url.path = text.substr(slash);
    const auto authority = text.substr(0, slash);
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (url.host.empty()) return std::nullopt;
    if (colon == std::string_view::npos) return url;

    const auto port = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    const bool whole = error == std::errc{} && end == port.data() + port.size();
    return whole && url.port > 0 && url.port < 65536 ? std::optional{url} : std::nullopt;
}

bool is_healthy(const Url& url) {
    const int socket = connect_to(url);
    if (socket < 0) return false;
    const bool healthy = says_2xx(socket, url);
    ::close(socket);
    return healthy;
}

}  // namespace ikada::sample
