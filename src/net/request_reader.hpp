#pragma once
// Reads the requests of one connection, one after another, within the server's limits.

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>

#include "net/http.hpp"
#include "net/http_server.hpp"
#include "net/timed_socket.hpp"

namespace ikada::net {

namespace http = boost::beast::http;

// Why a request could not be read. status: what to refuse it with; 0: nobody is there to answer.
struct ReadFailure {
    int status = 0;
    std::string reason;
};

class RequestReader {
  public:
    RequestReader(std::shared_ptr<TimedSocket> socket, const HttpServerLimits& limits,
                  std::string peer);

    // Waits for the first byte of the next request. False: closed, or idle too long.
    Awaitable<bool> await_request();
    // Reads all of it; answers "Expect: 100-continue" on the way.
    Awaitable<std::optional<ReadFailure>> read_request();

    // After read_request:
    bool keep_alive() const { return parser_->get().keep_alive(); }
    bool is_http10() const { return parser_->get().version() < 11; }
    bool is_head() const { return parser_->get().method() == http::verb::head; }
    bool wants_websocket() const;
    const http::request<http::string_body>& raw() const { return parser_->get(); }
    HttpRequest take_request();
    // After a failure: what of it could be made out.
    HttpRequest partial_request() const;

  private:
    using Parser = http::request_parser<http::string_body>;

    Awaitable<error_code> feed_until(bool (Parser::*done)() const);
    error_code parse_buffered();
    Awaitable<error_code> invite_body();
    std::ptrdiff_t field_count() const;
    void skip_blank_lines();
    ReadFailure explain(error_code failure) const;

    std::shared_ptr<TimedSocket> socket_;
    const HttpServerLimits& limits_;
    const std::string peer_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::size_t head_bytes_ = 0;
};

}  // namespace ikada::net
