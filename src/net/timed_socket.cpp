#include "net/timed_socket.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <utility>

#include "net/await.hpp"

namespace ikada::net {

constexpr std::size_t kReadPiece = 16 * 1024;

TimedSocket::TimedSocket(Channel channel)
    : channel_(std::move(channel)), deadline_(channel_.get_executor()) {}

void TimedSocket::expire_after(std::chrono::milliseconds limit) {
    expired_ = false;
    deadline_.expires_after(limit);
    deadline_.async_wait([weak = weak_from_this()](error_code failure) {
        const auto self = weak.lock();
        if (failure || !self) return;
        if (self->deadline_.expiry() > std::chrono::steady_clock::now()) return;  // set anew
        self->expired_ = true;
        error_code ignored;
        self->channel_.socket().cancel(ignored);
    });
}

void TimedSocket::never_expire() {
    expired_ = false;
    deadline_.expires_at(asio::steady_timer::time_point::max());
}

Awaitable<error_code> TimedSocket::shake_hands() {
    if (!channel_.is_tls()) co_return error_code{};
    auto [failure] = co_await channel_.async_handshake(kAwait);
    co_return failure;
}

Awaitable<error_code> TimedSocket::read_more(boost::beast::flat_buffer& into) {
    if (expired_) co_return asio::error::timed_out;
    auto [failure, count] = co_await channel_.async_read_some(into.prepare(kReadPiece), kAwait);
    into.commit(count);
    if (failure && expired_) co_return asio::error::timed_out;
    co_return failure;
}

Awaitable<error_code> TimedSocket::write(std::string_view head, std::string_view body) {
    if (expired_) co_return asio::error::timed_out;
    const std::array<asio::const_buffer, 2> pieces{asio::buffer(head.data(), head.size()),
                                                   asio::buffer(body.data(), body.size())};
    auto [failure, count] = co_await asio::async_write(channel_, pieces, kAwait);
    if (failure && expired_) co_return asio::error::timed_out;
    co_return failure;
}

Awaitable<void> TimedSocket::linger() {
    error_code failure;
    if (channel_.is_tls()) co_await channel_.async_goodbye(kAwait);
    channel_.socket().shutdown(Tcp::socket::shutdown_send, failure);
    boost::beast::flat_buffer waste;
    while (!failure) {
        failure = co_await read_more(waste);
        waste.clear();
    }
    close();
}

void TimedSocket::close() {
    error_code ignored;
    channel_.socket().close(ignored);
    deadline_.cancel();
}

Channel TimedSocket::release() {
    deadline_.cancel();
    return std::exchange(channel_, Channel(Tcp::socket(channel_.get_executor())));
}

}  // namespace ikada::net
