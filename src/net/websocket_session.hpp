#pragma once
// One open websocket, the same for both ends once the handshake is done.

#include <atomic>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "net/address_counts.hpp"
#include "net/asio.hpp"
#include "net/channel.hpp"
#include "net/registry.hpp"
#include "net/websocket.hpp"

namespace ikada::net {

// Kept alive by its pending read; runs on its stream's strand. send, close, stop and abort may be
// called on any thread.
class WebSocketSession : public Tracked, public std::enable_shared_from_this<WebSocketSession> {
  public:
    using Stream = boost::beast::websocket::stream<Channel>;

    // seat: kept as long as the session.
    explicit WebSocketSession(Channel channel, AddressCounts::Seat seat = {});
    Stream& stream() { return stream_; }

    // What the program holds; it does not keep the session alive.
    std::shared_ptr<WebSocket> handle();
    // Begins to deliver events. Once, on the strand, after the handshake.
    void start(WebSocketEvents events);

    void send(std::string message);
    void close(int code, std::string reason);
    void stop() override;
    void abort() override;

  private:
    void read_next();
    void deliver();
    void enqueue(std::string message);
    void write_next();
    void begin_close(CloseReason reason);
    void send_close();
    void shut();
    void finish(error_code why);
    CloseReason reason_for(error_code why) const;

    const AddressCounts::Seat seat_;
    Stream stream_;
    asio::steady_timer close_deadline_;
    WebSocketEvents events_;
    boost::beast::flat_buffer incoming_;
    std::deque<std::string> outgoing_;
    std::atomic<std::size_t> queued_bytes_ = 0;  // handed to send and not yet written
    std::optional<CloseReason> closing_;
    bool started_ = false;
    bool writing_ = false;
    bool finished_ = false;
};

}  // namespace ikada::net
