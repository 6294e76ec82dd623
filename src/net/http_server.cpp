#include "net/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "base/log.hpp"
#include "net/await.hpp"
#include "net/http_connection.hpp"
#include "net/tls_context.hpp"

namespace ikada::net {
namespace {

constexpr std::chrono::milliseconds kStopGrace{500};         // for goodbyes of open connections
constexpr std::chrono::milliseconds kAcceptRetryDelay{100};  // when out of file descriptors

constexpr std::string_view kTurnedAway =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 21\r\nRetry-After: 1\r\n"
    "Connection: close\r\n\r\nToo many connections.";

std::string peer_of(const Tcp::socket& socket) {
    error_code failure;
    const auto endpoint = socket.remote_endpoint(failure);
    return failure ? std::string{} : endpoint.address().to_string();
}

class Listener : public Tracked, public std::enable_shared_from_this<Listener> {
  public:
    Listener(asio::io_context& io, std::shared_ptr<const ServerContext> context)
        : context_(std::move(context)),
          io_(io),
          strand_(asio::make_strand(io)),
          acceptor_(strand_),
          pause_(strand_) {}

    error_code bind(const Tcp::endpoint& endpoint, bool shared) {
        using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
        error_code failure;
        if (acceptor_.open(endpoint.protocol(), failure)) return failure;
        if (acceptor_.set_option(Tcp::acceptor::reuse_address(true), failure)) return failure;
        if (shared && acceptor_.set_option(ReusePort(true), failure)) return failure;
        if (acceptor_.bind(endpoint, failure)) return failure;
        if (acceptor_.listen(asio::socket_base::max_listen_connections, failure)) return failure;
        port_ = acceptor_.local_endpoint(failure).port();
        return failure;
    }

    void start() { asio::co_spawn(strand_, accept_all(shared_from_this()), asio::detached); }
    int port() const { return port_; }

    void stop() override {
        asio::post(strand_, [self = shared_from_this()] {
            error_code ignored;
            self->acceptor_.close(ignored);
            self->pause_.cancel();
        });
    }
    void abort() override { stop(); }

  private:
    // A coroutine starts later: `self` must be in its frame before.
    Awaitable<void> accept_all(std::shared_ptr<Listener> self) {
        while (self->acceptor_.is_open()) {
            asio::any_io_executor own = asio::make_strand(io_);
            auto [failure, socket] = co_await acceptor_.async_accept(own, kAwait);
            if (!failure) welcome(std::move(socket));
            if (failure && acceptor_.is_open()) co_await rest(failure);
        }
    }

    void welcome(Tcp::socket socket) {
        const auto address = peer_of(socket);
        if (const auto why = limit_reached(address)) {
            log::warn("http server: port {}: {}; turning away {}", port_, *why, address);
            return turn_away(std::move(socket));
        }
        error_code ignored;
        socket.set_option(Tcp::no_delay(true), ignored);
        auto channel = context_->tls ? Channel(std::move(socket), context_->tls->impl().current())
                                     : Channel(std::move(socket));
        const auto connection = std::make_shared<HttpConnection>(
            std::move(channel), context_->addresses->take(address), context_);
        context_->registry->add(connection);
        connection->start();
    }

    std::optional<std::string> limit_reached(const std::string& address) const {
        const auto& limits = context_->limits;
        // The listener itself has a seat in the registry, too.
        if (context_->registry->size() > limits.connections_max)
            return fmt::format("{} connections are open, the limit", limits.connections_max);
        if (context_->addresses->of(address) >= limits.connections_per_address_max)
            return fmt::format("{} connections from one address are open, the limit",
                               limits.connections_per_address_max);
        return std::nullopt;
    }

    // The socket's own buffer takes the answer, so nothing waits for a client that does not read.
    void turn_away(Tcp::socket socket) {
        if (context_->tls) return;
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(kTurnedAway.data(), kTurnedAway.size()), ignored);
        socket.shutdown(Tcp::socket::shutdown_send, ignored);
    }

    Awaitable<void> rest(error_code failure) {
        log::error("http server: port {} cannot accept: {}; trying again", port_,
                   failure.message());
        pause_.expires_after(kAcceptRetryDelay);
        co_await pause_.async_wait(kAwait);
    }

    const std::shared_ptr<const ServerContext> context_;
    asio::io_context& io_;
    const asio::any_io_executor strand_;
    Tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    int port_ = 0;
};

Result<Tcp::endpoint> resolve(asio::io_context& io, const std::string& address, int port) {
    error_code failure;
    Tcp::resolver resolver(io);
    const auto found =
        resolver.resolve(address, std::to_string(port), Tcp::resolver::passive, failure);
    if (failure || found.empty())
        return fail(kIoError, "cannot listen on {}: {}; give an address of this machine",
                    address_text(address, port), failure.message());
    return found.begin()->endpoint();
}

}  // namespace

struct HttpServer::Impl {
    asio::io_context& io;
    std::shared_ptr<const ServerContext> context;
    int port = 0;
};

Result<std::unique_ptr<HttpServer>> HttpServer::listen(Loop& loop, const Endpoint& where,
                                                       HttpHandler& handler,
                                                       HttpServerLimits limits) {
    auto& io = loop.impl().io;
    const auto& at = where.at;
    const auto endpoint = resolve(io, at.host, at.port);
    if (!endpoint) return endpoint.error();
    auto context = std::make_shared<const ServerContext>(ServerContext{handler, limits, where.tls});
    const auto listener = std::make_shared<Listener>(io, context);
    if (const auto failure = listener->bind(*endpoint, where.shared))
        return fail(kIoError, "cannot listen on {}: {}; stop what uses it or choose another",
                    address_text(at.host, at.port), failure.message());
    context->registry->add(listener);
    listener->start();
    return std::make_unique<HttpServer>(
        std::make_shared<Impl>(Impl{io, std::move(context), listener->port()}));
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

// On one of the loop's own threads it cannot wait for the connections: they need that thread.
HttpServer::~HttpServer() {
    const bool may_wait = !impl_->io.get_executor().running_in_this_thread();
    impl_->context->registry->stop_all(kStopGrace, may_wait);
}

int HttpServer::port() const { return impl_->port; }

}  // namespace ikada::net
