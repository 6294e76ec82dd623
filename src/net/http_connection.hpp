#pragma once
// One client's connection to an HttpServer.

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "net/address_counts.hpp"
#include "net/http_server.hpp"
#include "net/http_wire.hpp"
#include "net/registry.hpp"
#include "net/request_reader.hpp"
#include "net/timed_socket.hpp"

namespace ikada::net {

// What all connections of a server share.
struct ServerContext {
    HttpHandler& handler;
    const HttpServerLimits limits;
    const std::shared_ptr<TlsContext> tls = nullptr;
    const std::shared_ptr<AddressCounts> addresses = std::make_shared<AddressCounts>();
    const std::shared_ptr<Registry> registry = std::make_shared<Registry>();
};

// Lives as long as its coroutine; everything runs on the socket's strand but stop, abort and
// take_answer, which may be called on any thread.
class HttpConnection : public Tracked, public std::enable_shared_from_this<HttpConnection> {
  public:
    using Answer = std::variant<HttpResponse, AcceptWebSocket>;

    HttpConnection(Channel channel, AddressCounts::Seat seat,
                   std::shared_ptr<const ServerContext> context);
    void start();
    void stop() override;
    void abort() override;
    // The handler's answer; nothing: it let go of `respond` without one.
    void take_answer(std::optional<Answer> answer);

  private:
    // A coroutine starts later: `self` must be in its frame before.
    Awaitable<void> serve(std::shared_ptr<HttpConnection> self);
    Awaitable<bool> serve_one();
    Awaitable<void> refuse(ReadFailure failure);
    Awaitable<bool> answer_request();
    Awaitable<bool> answer_upgrade();
    Awaitable<std::optional<Answer>> wait_for_answer();
    Awaitable<bool> write(HttpResponse response, Framing framing);

    const std::shared_ptr<const ServerContext> context_;
    AddressCounts::Seat seat_;
    const asio::any_io_executor strand_;
    const std::string peer_;
    const std::shared_ptr<TimedSocket> socket_;
    RequestReader reader_;
    asio::steady_timer wake_;  // cancelled when there is an answer or an end
    std::optional<Answer> answer_;
    int requests_left_;
    bool stopping_ = false;
    bool writing_ = false;
};

}  // namespace ikada::net
