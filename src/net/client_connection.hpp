#pragma once
// One blocking connection of an HttpClient: every step ends within the time it is given.

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "net/asio.hpp"
#include "net/http_client.hpp"

namespace ikada::net {

// "127.0.0.1:80" or the socket's path.
std::string address_text(const Address& address);

// For one thread at a time. Errors are asio's; timed_out when `limit` has passed.
class ClientConnection {
  public:
    // `trust`: with TLS.
    explicit ClientConnection(std::shared_ptr<const TlsTrust> trust) : trust_(std::move(trust)) {}

    error_code open(const Address& address, Millis limit);
    bool is_open() const { return socket_.is_open(); }
    void close();

    // `limit` counts from one piece that the peer took to the next.
    error_code write(std::string_view bytes, Millis limit);
    error_code read_more(Millis limit);
    boost::beast::flat_buffer& buffer() { return buffer_; }

  private:
    using Socket = asio::generic::stream_protocol::socket;

    error_code connect(const asio::generic::stream_protocol::endpoint& endpoint, Millis limit);
    error_code shake_hands(const std::string& host, Millis limit);
    error_code finish_step(const error_code& outcome, Millis limit);

    asio::io_context io_;
    Socket socket_{io_};
    std::shared_ptr<const TlsTrust> trust_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace ikada::net
