#include "sample/request.hpp"

#include <algorithm>
#include <charconv>

namespace ikada::sample {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_text(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts and returns what stands before `separator`; all of it when there is none.
std::string_view take(std::string_view& text, std::string_view separator) {
    const auto at = text.find(separator);
    const auto piece = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + separator.size());
    return piece;
}

std::optional<long> to_number(std::string_view text, long max) {
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (value < 0 || value > max) return std::nullopt;
    return value;
}

// The parameter's value, "" when it has none.
std::optional<std::string_view> parameter(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        auto value = take(query, "&");
        if (take(value, "=") == name) return value;
    }
    return std::nullopt;
}

bool wants_keep_alive(std::string_view head, std::string_view version) {
    const auto connection = header(head, "connection").value_or("");
    if (version == "HTTP/1.0") return same_text(connection, "keep-alive");
    return !same_text(connection, "close");
}

// 0 when the body can be read, else the status that refuses it.
int read_body_length(Request& request) {
    if (header(request.head, "transfer-encoding")) return 501;
    const auto text = header(request.head, "content-length");
    if (!text) return 0;
    const auto length = to_number(*text, 1L << 40);
    if (!length) return 400;
    if (static_cast<std::size_t>(*length) > kBodyBytesMax) return 413;
    request.body_bytes = static_cast<std::size_t>(*length);
    return 0;
}

Parsed refuse(int status) { return Parsed{std::nullopt, 0, status}; }

}  // namespace

Parsed parse_request(std::string_view bytes) {
    const auto blank = bytes.find("\r\n\r\n");
    if (blank == std::string_view::npos)
        return bytes.size() > kHeadBytesMax ? refuse(431) : Parsed{};
    if (blank > kHeadBytesMax) return refuse(431);

    Request request;
    request.head = bytes.substr(0, blank + 2);
    std::string_view rest = request.head;
    auto line = take(rest, "\r\n");
    request.method = take(line, " ");
    auto target = take(line, " ");
    if (request.method.empty() || target.empty() || target.front() != '/') return refuse(400);
    if (line != "HTTP/1.1" && line != "HTTP/1.0") return refuse(400);

    request.path = take(target, "?");
    request.query = target;
    request.keep_alive = wants_keep_alive(request.head, line);
    if (const int refusal = read_body_length(request)) return refuse(refusal);
    return Parsed{request, blank + 4, 0};
}

std::optional<std::string_view> header(std::string_view head, std::string_view name) {
    take(head, "\r\n");
    while (!head.empty()) {
        auto value = take(head, "\r\n");
        if (same_text(take(value, ":"), name)) return trimmed(value);
    }
    return std::nullopt;
}

long number_in(std::string_view query, std::string_view name, long otherwise, long max) {
    const auto text = parameter(query, name);
    return text ? to_number(*text, max).value_or(otherwise) : otherwise;
}

bool has_parameter(std::string_view query, std::string_view name) {
    return parameter(query, name).has_value();
}

}  // namespace ikada::sample
