#include "net/request_reader.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <iterator>
#include <utility>

#include "base/strings.hpp"

namespace ikada::net {
namespace {

// Room for a chunk's head or trailers; a client that needs more is not speaking HTTP.
constexpr std::size_t kUnparsedBytesMax = 64 * 1024;

std::string text(boost::beast::string_view view) { return {view.data(), view.size()}; }

template <class Message>
Headers headers_of(const Message& message) {
    Headers headers;
    for (const auto& field : message)
        headers.push_back({text(field.name_string()), text(field.value())});
    return headers;
}

// The lines that the parser did not take: it stopped at the first that it could not read.
void add_unparsed_lines(HttpRequest& request, std::string_view rest) {
    for (auto end = rest.find("\r\n"); end != rest.npos && end > 0; end = rest.find("\r\n")) {
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        const auto colon = line.find(':');
        if (colon == line.npos || colon == 0) continue;
        request.headers.push_back(
            {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
    }
}

// "POST /path HTTP/9.9" gives method and target although the parser refused the line.
void add_start_line(HttpRequest& request, std::string_view& rest) {
    const auto end = std::min(rest.find_first_of("\r\n"), rest.size());
    const auto words = split(rest.substr(0, end), ' ');
    rest.remove_prefix(std::min(rest.size(), end + 2));
    if (words.size() < 2) return;
    request.method = words[0];
    request.target = words[1];
}

}  // namespace

RequestReader::RequestReader(std::shared_ptr<TimedSocket> socket, const HttpServerLimits& limits,
                             std::string peer)
    : socket_(std::move(socket)), limits_(limits), peer_(std::move(peer)) {}

Awaitable<bool> RequestReader::await_request() {
    socket_->expire_after(limits_.idle_timeout);
    skip_blank_lines();
    while (buffer_.size() == 0) {
        const error_code failure = co_await socket_->read_more(buffer_);
        if (failure) co_return false;
        skip_blank_lines();
    }
    co_return true;
}

Awaitable<std::optional<ReadFailure>> RequestReader::read_request() {
    socket_->expire_after(limits_.header_timeout);
    parser_.reset();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    head_bytes_ = 0;

    error_code failure = co_await feed_until(&Parser::is_header_done);
    if (!failure) socket_->expire_after(limits_.read_timeout);
    const auto head = field_count();
    if (!failure) failure = co_await invite_body();
    if (!failure) failure = co_await feed_until(&Parser::is_done);
    if (failure) co_return explain(failure);
    // The parser lays them beside the headers, where they would pass for such.
    if (field_count() != head) co_return ReadFailure{400, "trailers after a body are not taken"};
    socket_->never_expire();
    co_return std::nullopt;
}

Awaitable<error_code> RequestReader::feed_until(bool (Parser::*done)() const) {
    while (!((*parser_).*done)()) {
        error_code failure = http::error::need_more;
        if (buffer_.size() > 0) failure = parse_buffered();
        if (failure == http::error::need_more && buffer_.size() > kUnparsedBytesMax + head_bytes_)
            failure = http::error::buffer_overflow;
        if (failure == http::error::need_more) failure = co_await socket_->read_more(buffer_);
        if (failure) co_return failure;
    }
    co_return error_code{};
}

// Beast's header_limit bounds one call's bytes; the sum over calls is bounded here.
error_code RequestReader::parse_buffered() {
    const bool in_head = !parser_->is_header_done();
    error_code failure;
    const auto used = parser_->put(buffer_.data(), failure);
    buffer_.consume(used);
    if (!in_head) return failure;
    head_bytes_ += used;
    const auto pending = parser_->is_header_done() ? 0 : buffer_.size();
    const bool goes_on = !failure || failure == http::error::need_more;
    if (goes_on && head_bytes_ + pending > limits_.header_bytes) return http::error::header_limit;
    return failure;
}

Awaitable<error_code> RequestReader::invite_body() {
    const auto expect = parser_->get()[http::field::expect];
    if (parser_->is_done() || is_http10() || buffer_.size() > 0) co_return error_code{};
    if (!equals_ignoring_case(text(expect), "100-continue")) co_return error_code{};
    co_return co_await socket_->write("HTTP/1.1 100 Continue\r\n\r\n");
}

// RFC 9112, 2.2: empty lines before a request are to be ignored.
void RequestReader::skip_blank_lines() {
    const auto* bytes = static_cast<const char*>(buffer_.data().data());
    std::size_t blank = 0;
    while (blank < buffer_.size() && (bytes[blank] == '\r' || bytes[blank] == '\n')) ++blank;
    buffer_.consume(blank);
}

ReadFailure RequestReader::explain(error_code failure) const {
    if (failure == asio::error::timed_out) return {408, "the request did not arrive in time"};
    if (failure == asio::error::eof) return {400, "the request was broken off"};
    if (failure == http::error::header_limit) return {431, "the request's header is too large"};
    if (failure == http::error::body_limit) return {413, "the request's body is too large"};
    if (failure.category() == make_error_code(http::error::need_more).category())
        return {400, "not a valid HTTP request: " + failure.message()};
    return {};
}

std::ptrdiff_t RequestReader::field_count() const {
    const auto& message = parser_->get();
    return std::distance(message.begin(), message.end());
}

bool RequestReader::wants_websocket() const {
    return boost::beast::websocket::is_upgrade(parser_->get());
}

HttpRequest RequestReader::take_request() {
    auto& message = parser_->get();
    return {.method = text(message.method_string()),
            .target = text(message.target()),
            .headers = headers_of(message),
            .body = std::move(message.body()),
            .peer = peer_,
            .over_tls = socket_->is_tls()};
}

HttpRequest RequestReader::partial_request() const {
    const auto& message = parser_->get();
    HttpRequest request{.method = text(message.method_string()),
                        .target = text(message.target()),
                        .headers = headers_of(message),
                        .body = {},
                        .peer = peer_,
                        .over_tls = socket_->is_tls()};
    const auto data = buffer_.data();
    std::string_view rest(static_cast<const char*>(data.data()), data.size());
    if (request.target.empty()) add_start_line(request, rest);
    if (!parser_->is_header_done()) add_unparsed_lines(request, rest);
    return request;
}

}  // namespace ikada::net
