#include "net/client_connection.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>

#include "net/tls_context.hpp"

namespace ikada::net {
namespace {

constexpr std::size_t kAnswerPiece = 64 * 1024;
constexpr std::size_t kUnixPathBytesMax = 107;  // sun_path of unix(7), less its terminator

}  // namespace

std::string address_text(const Address& address) {
    if (const auto* unix_socket = std::get_if<UnixAddress>(&address)) return unix_socket->path;
    const auto& tcp = std::get<TcpAddress>(address);
    return address_text(tcp.host, tcp.port);
}

error_code ClientConnection::open(const Address& address, Millis limit) {
    close();
    if (const auto* unix_socket = std::get_if<UnixAddress>(&address)) {
        if (unix_socket->path.size() > kUnixPathBytesMax) return asio::error::name_too_long;
        return connect(asio::local::stream_protocol::endpoint(unix_socket->path), limit);
    }
    const auto& tcp = std::get<TcpAddress>(address);
    error_code failure;
    Tcp::resolver resolver(io_);
    const auto found = resolver.resolve(tcp.host, std::to_string(tcp.port), failure);
    if (failure) return failure;
    failure = asio::error::host_not_found;
    for (const auto& entry : found) {
        failure = connect(entry.endpoint(), limit);
        if (!failure) break;
    }
    if (failure) return failure;
    error_code ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    return trust_ ? shake_hands(tcp.host, limit) : failure;
}

void ClientConnection::close() {
    error_code ignored;
    tls_.reset();
    socket_.close(ignored);
    buffer_.clear();
}

error_code ClientConnection::connect(const asio::generic::stream_protocol::endpoint& endpoint,
                                     Millis limit) {
    close();
    error_code outcome = asio::error::would_block;
    socket_.async_connect(endpoint, [&](error_code failure) { outcome = failure; });
    const auto failure = finish_step(outcome, limit);
    if (failure) close();
    return failure;
}

error_code ClientConnection::shake_hands(const std::string& host, Millis limit) {
    tls_.emplace(socket_, trust_->impl().context);
    expect_server(*tls_, host);
    error_code outcome = asio::error::would_block;
    tls_->async_handshake(asio::ssl::stream_base::client,
                          [&](error_code failure) { outcome = failure; });
    const auto failure = finish_step(outcome, limit);
    if (failure) close();
    return failure;
}

error_code ClientConnection::write(std::string_view bytes, Millis limit) {
    while (!bytes.empty()) {
        error_code outcome = asio::error::would_block;
        std::size_t written = 0;
        const auto piece = asio::buffer(bytes.data(), bytes.size());
        const auto done = [&](error_code failure, std::size_t count) {
            outcome = failure;
            written = count;
        };
        tls_ ? tls_->async_write_some(piece, done) : socket_.async_write_some(piece, done);
        if (const auto failure = finish_step(outcome, limit)) return failure;
        bytes.remove_prefix(written);
    }
    return {};
}

error_code ClientConnection::read_more(Millis limit) {
    error_code outcome = asio::error::would_block;
    std::size_t count = 0;
    const auto piece = buffer_.prepare(kAnswerPiece);
    const auto done = [&](error_code failure, std::size_t read) {
        outcome = failure;
        count = read;
    };
    tls_ ? tls_->async_read_some(piece, done) : socket_.async_read_some(piece, done);
    const auto failure = finish_step(outcome, limit);
    buffer_.commit(count);
    // Many servers close without TLS's own word; the parser knows whether the answer was whole.
    return failure == asio::ssl::error::stream_truncated ? asio::error::eof : failure;
}

// Runs the one pending step; past the limit it is cancelled, and what it had done counts.
error_code ClientConnection::finish_step(const error_code& outcome, Millis limit) {
    io_.restart();
    io_.run_for(limit);
    if (outcome != asio::error::would_block) return outcome;
    error_code ignored;
    socket_.cancel(ignored);
    io_.restart();
    io_.run();
    return outcome == asio::error::operation_aborted ? asio::error::timed_out : outcome;
}

}  // namespace ikada::net
