#pragma once
// HTTP/1.1 messages as plain values (RFC 9110, RFC 9112).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ikada::net {

struct Header {
    std::string name;
    std::string value;
};

using Headers = std::vector<Header>;

// The first header of that name, whatever its case.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";  // path and query as sent, not decoded
    Headers headers = {};
    std::string body = {};
    std::string peer = {};  // the client's address, for logs; empty on requests we send
    bool over_tls = false;  // how it came

    std::string_view path() const;   // target up to '?'
    std::string_view query() const;  // target after '?', or empty
};

struct HttpResponse {
    int status = 200;
    Headers headers = {};
    std::string body = {};
};

struct TcpAddress {
    std::string host;  // a name or an address
    int port = 80;
};

}  // namespace ikada::net
