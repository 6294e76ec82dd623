#pragma once
// A connection whose waits end at a deadline and leave it usable, so that a 408 can still be sent.
// (Beast's own timeouts close the socket.)

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <string_view>

#include "net/asio.hpp"
#include "net/channel.hpp"

namespace ikada::net {

template <class T>
using Awaitable = asio::awaitable<T>;

// All calls on the socket's strand. Held by shared_ptr: its timer may outlast its owner.
class TimedSocket : public std::enable_shared_from_this<TimedSocket> {
  public:
    explicit TimedSocket(Channel channel);

    bool is_tls() const { return channel_.is_tls(); }
    // The deadline of all that follows, until set anew.
    void expire_after(std::chrono::milliseconds limit);
    void never_expire();

    // First of all, on a channel with TLS; nothing otherwise.
    Awaitable<error_code> shake_hands();
    // Appends the next bytes. Errors: asio::error::timed_out at the deadline, eof, resets.
    Awaitable<error_code> read_more(boost::beast::flat_buffer& into);
    Awaitable<error_code> write(std::string_view head, std::string_view body = {});
    // Ends our side and reads on until the peer ends its own or the deadline: closing with unread
    // bytes would reset the connection and take our last answer from the peer.
    Awaitable<void> linger();
    void close();
    // The bare channel; this one is closed afterwards.
    Channel release();

  private:
    Channel channel_;
    asio::steady_timer deadline_;
    bool expired_ = false;
};

}  // namespace ikada::net
