#include <array>
#include <boost/asio/connect.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <future>
#include <utility>

#include "base/strings.hpp"
#include "net/tls_context.hpp"
#include "net/websocket.hpp"
#include "net/websocket_session.hpp"

namespace ikada::net {
namespace {

std::string host_header(const TcpAddress& server) {
    constexpr int kHttpPort = 80;
    return server.port == kHttpPort ? server.host : address_text(server.host, server.port);
}

namespace ws = boost::beast::websocket;

using Connected = Result<std::shared_ptr<WebSocket>>;

constexpr std::size_t kRefusalTextBytesMax = 4096;

// Headers of the handshake that Beast writes itself.
bool belongs_to_handshake(std::string_view name) {
    constexpr std::array<std::string_view, 3> kOwn{"Connection", "Upgrade", "Content-Length"};
    if (to_lower(name).starts_with("sec-websocket-")) return true;
    return std::ranges::any_of(kOwn, [&](auto own) { return equals_ignoring_case(name, own); });
}

// A trust lives as long as its context is used.
Channel channel_for(const asio::any_io_executor& on, const std::shared_ptr<const TlsTrust>& trust) {
    if (!trust) return Channel(Tcp::socket(on));
    return Channel(Tcp::socket(on), Channel::SslContext(trust, &trust->impl().context));
}

// Resolve, connect, handshake, each step starting the next; the first to settle the promise, a step
// or the deadline, wins. Runs on the session's strand.
class Connector : public std::enable_shared_from_this<Connector> {
  public:
    Connector(asio::io_context& io, WebSocketDial dial, WebSocketEvents events)
        : server_(std::move(dial.server)),
          request_(std::move(dial.request)),
          events_(std::move(events)),
          strand_(asio::make_strand(io)),
          session_(std::make_shared<WebSocketSession>(channel_for(strand_, dial.trust))),
          resolver_(strand_),
          deadline_(strand_) {
        if (request_.target.empty()) request_.target = "/";
    }

    std::future<Connected> start(Millis timeout) {
        asio::post(strand_, [self = shared_from_this(), timeout] {
            self->watch(timeout);
            self->resolve();
        });
        return promise_.get_future();
    }

  private:
    void watch(Millis timeout) {
        deadline_.expires_after(timeout);
        deadline_.async_wait([self = shared_from_this(), timeout](error_code failure) {
            if (!failure) self->give_up(fmt::format("no answer within {} ms", timeout.count()));
        });
    }

    void resolve() {
        resolver_.async_resolve(
            server_.host, std::to_string(server_.port),
            [self = shared_from_this()](error_code failure, Tcp::resolver::results_type found) {
                if (failure) return self->give_up(failure.message());
                if (!self->settled_) self->connect(found);
            });
    }

    void connect(const Tcp::resolver::results_type& found) {
        asio::async_connect(session_->stream().next_layer().socket(), found,
                            [self = shared_from_this()](error_code failure, const auto&) {
                                if (failure) return self->give_up(failure.message());
                                if (!self->settled_) self->shake_hands();
                            });
    }

    void shake_hands() {
        auto& channel = session_->stream().next_layer();
        error_code ignored;
        channel.socket().set_option(Tcp::no_delay(true), ignored);
        if (!channel.is_tls()) return ask();
        channel.async_handshake_with(server_.host, [self = shared_from_this()](error_code failure) {
            if (failure) return self->give_up(failure.message());
            if (!self->settled_) self->ask();
        });
    }

    void ask() {
        auto& stream = session_->stream();
        stream.set_option(
            ws::stream_base::decorator([headers = request_.headers](ws::request_type& handshake) {
                for (const auto& header : headers) {
                    if (belongs_to_handshake(header.name)) continue;
                    if (equals_ignoring_case(header.name, "Host")) handshake.erase("Host");
                    handshake.insert(header.name, header.value);
                }
            }));
        stream.async_handshake(
            answer_, host_header(server_), request_.target,
            [self = shared_from_this()](error_code failure) { self->conclude(failure); });
    }

    void conclude(error_code failure) {
        if (settled_) return;
        if (failure == ws::error::upgrade_declined)
            return give_up(fmt::format("answered {}: {}", answer_.result_int(),
                                       answer_.body().substr(0, kRefusalTextBytesMax)));
        if (failure) return give_up(failure.message());
        settle(session_->handle());
        session_->start(std::move(events_));
    }

    void give_up(std::string_view reason) {
        settle(fail(kIoError, "websocket {}://{}{}: {}",
                    session_->stream().next_layer().is_tls() ? "wss" : "ws",
                    address_text(server_.host, server_.port), request_.path(), reason));
    }

    void settle(Connected result) {
        if (std::exchange(settled_, true)) return;
        deadline_.cancel();
        resolver_.cancel();
        if (!result) session_->abort();
        promise_.set_value(std::move(result));
    }

    const TcpAddress server_;
    HttpRequest request_;
    WebSocketEvents events_;
    const asio::any_io_executor strand_;
    const std::shared_ptr<WebSocketSession> session_;
    Tcp::resolver resolver_;
    asio::steady_timer deadline_;
    ws::response_type answer_;
    std::promise<Connected> promise_;
    bool settled_ = false;
};

}  // namespace

Result<std::shared_ptr<WebSocket>> connect_websocket(Loop& loop, WebSocketDial dial,
                                                     WebSocketEvents events) {
    auto& io = loop.impl().io;
    if (io.get_executor().running_in_this_thread())
        return fail(kIoError,
                    "websocket ws://{}: connecting would block its own loop; use another "
                    "thread",
                    address_text(dial.server.host, dial.server.port));
    const auto timeout = dial.timeout;
    return std::make_shared<Connector>(io, std::move(dial), std::move(events))
        ->start(timeout)
        .get();
}

}  // namespace ikada::net
