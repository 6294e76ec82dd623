#pragma once
// A TCP connection, in the clear or under TLS: one type for all that reads and writes on it, so
// that HTTP and websockets are compiled once for both.

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <memory>
#include <utility>
#include <variant>

#include "net/asio.hpp"
#include "net/tls_context.hpp"

namespace ikada::net {

// An AsyncStream of Beast's. Moved from, it may only be assigned to or destroyed.
class Channel {
  public:
    using executor_type = Tcp::socket::executor_type;
    using SslContext = std::shared_ptr<asio::ssl::context>;

    explicit Channel(Tcp::socket socket) : stream_(std::move(socket)) {}
    // Needs a handshake before anything is read or written.
    Channel(Tcp::socket socket, SslContext context)
        : stream_(std::make_unique<Tls>(std::move(socket), std::move(context))) {}

    bool is_tls() const { return stream_.index() == 1; }
    // What lies beneath TLS.
    Tcp::socket& socket() { return is_tls() ? tls().next_layer() : std::get<0>(stream_); }
    executor_type get_executor() { return socket().get_executor(); }

    template <class Token>
    auto async_handshake(Token&& token) {
        return tls().async_handshake(asio::ssl::stream_base::server, std::forward<Token>(token));
    }
    // As a client of `host`, whose certificate must be for it.
    template <class Token>
    auto async_handshake_with(const std::string& host, Token&& token) {
        expect_server(tls(), host);
        return tls().async_handshake(asio::ssl::stream_base::client, std::forward<Token>(token));
    }
    // TLS's own goodbye: says that what came before was all.
    template <class Token>
    auto async_goodbye(Token&& token) {
        return tls().async_shutdown(std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (is_tls()) return tls().async_read_some(buffers, std::forward<Token>(token));
        return std::get<0>(stream_).async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (is_tls()) return tls().async_write_some(buffers, std::forward<Token>(token));
        return std::get<0>(stream_).async_write_some(buffers, std::forward<Token>(token));
    }

  private:
    using TlsStream = asio::ssl::stream<Tcp::socket>;
    struct Tls {
        Tls(Tcp::socket socket, SslContext from)
            : context(std::move(from)), stream(std::move(socket), *context) {}
        const SslContext context;  // a listener may have gone on to another
        TlsStream stream;
    };
    TlsStream& tls() { return std::get<1>(stream_)->stream; }

    std::variant<Tcp::socket, std::unique_ptr<Tls>> stream_;
};

// How Beast ends a websocket's connection.
inline void beast_close_socket(Channel& channel) {
    error_code ignored;
    channel.socket().close(ignored);
}
inline void teardown(boost::beast::role_type role, Channel& channel, error_code& failure) {
    boost::beast::websocket::teardown(role, channel.socket(), failure);
}
template <class Handler>
void async_teardown(boost::beast::role_type role, Channel& channel, Handler&& handler) {
    if (channel.is_tls()) {
        channel.async_goodbye(std::forward<Handler>(handler));
        return;
    }
    boost::beast::websocket::async_teardown(role, channel.socket(), std::forward<Handler>(handler));
}

}  // namespace ikada::net
