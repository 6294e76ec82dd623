#pragma once
// HTTP/1.1 requests as the sample program reads them. Pure. Only libc and libstdc++: the program is
// linked statically and runs FROM scratch.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ikada::sample {

constexpr std::size_t kHeadBytesMax = 16 * 1024;    // choice: ten times what a proxy sends
constexpr std::size_t kBodyBytesMax = 1024 * 1024;  // choice: bodies are read and dropped

struct Request {
    std::string method;
    std::string path;   // as sent, without the query
    std::string query;  // after '?', or empty
    std::string head;   // request line and headers, as received
    bool keep_alive = true;
    std::size_t body_bytes = 0;  // Content-Length
    bool operator==(const Request&) const = default;
};

// What the bytes received so far are.
struct Parsed {
    std::optional<Request> request;  // none yet, or never when refusal is set
    std::size_t head_bytes = 0;      // of `request`, blank line included
    int refusal = 0;                 // 0, or the HTTP status to answer before closing
};
Parsed parse_request(std::string_view bytes);

// The header's value, or none. `name` is in lower case.
std::optional<std::string_view> header(std::string_view head, std::string_view name);

// The query parameter as a number, `otherwise` when absent or not a number within 0 to `max`.
long number_in(std::string_view query, std::string_view name, long otherwise, long max);

// True if the query has `name`, with or without a value.
bool has_parameter(std::string_view query, std::string_view name);

}  // namespace ikada::sample
