#include "net/http.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>

#include "base/strings.hpp"
#include "net/http_wire.hpp"

namespace ikada::net {
namespace {

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 3> kFraming{"Content-Length", "Transfer-Encoding",
                                                       "Connection"};
    return std::ranges::any_of(kFraming,
                               [&](auto ours) { return equals_ignoring_case(name, ours); });
}

// A line break inside a text would let its author write headers of his own.
void append_line_safe(std::string& out, std::string_view text) {
    for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    append_line_safe(out, name);
    out += ": ";
    append_line_safe(out, value);
    out += "\r\n";
}

std::string_view reason_phrase(int status) {
    const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
    const auto phrase = boost::beast::http::obsolete_reason(known);
    return {phrase.data(), phrase.size()};
}

}  // namespace

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
    for (const auto& header : headers)
        if (equals_ignoring_case(header.name, name)) return header.value;
    return std::nullopt;
}

std::string_view HttpRequest::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view(target).substr(mark + 1);
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string response_head(const HttpResponse& response, const Framing& framing) {
    auto out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
    for (const auto& header : response.headers)
        if (!is_ours(header.name)) append_header(out, header.name, header.value);
    if (has_body(response.status))
        append_header(out, "Content-Length", std::to_string(response.body.size()));
    if (framing.close) append_header(out, "Connection", "close");
    if (!framing.close && framing.http10) append_header(out, "Connection", "keep-alive");
    return out += "\r\n";
}

std::string request_head(const HttpRequest& request, std::string_view host) {
    std::string out;
    append_line_safe(out, request.method);
    out += ' ';
    append_line_safe(out, request.target.empty() ? "/" : request.target);
    out += " HTTP/1.1\r\n";
    if (!find_header(request.headers, "Host")) append_header(out, "Host", host);
    for (const auto& header : request.headers)
        if (!is_ours(header.name)) append_header(out, header.name, header.value);
    if (const auto connection = find_header(request.headers, "Connection"))
        append_header(out, "Connection", *connection);
    const bool silent = request.method == "GET" || request.method == "HEAD";
    if (!silent || !request.body.empty())
        append_header(out, "Content-Length", std::to_string(request.body.size()));
    return out += "\r\n";
}

}  // namespace ikada::net
