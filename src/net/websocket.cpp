#include "net/websocket.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "net/websocket_accept.hpp"
#include "net/websocket_session.hpp"

namespace ikada::net {
namespace {

namespace ws = boost::beast::websocket;

constexpr std::chrono::seconds kHandshakeMax{10};
// A peer that answers nothing, pings included, for this long is gone (choice: half a heartbeat).
constexpr std::chrono::seconds kSilenceMax{60};
constexpr std::chrono::seconds kCloseMax{5};     // from our close to the end of the connection
constexpr std::size_t kCloseTextBytesMax = 123;  // RFC 6455, 5.5: control frames hold 125 bytes
constexpr int kGoingAway = 1001;
constexpr int kPolicyViolation = 1008;

class WebSocketHandle : public WebSocket {
  public:
    explicit WebSocketHandle(std::weak_ptr<WebSocketSession> session)
        : session_(std::move(session)) {}

    void send(std::string message) override {
        if (const auto session = session_.lock()) session->send(std::move(message));
    }
    void close(int code, std::string reason) override {
        if (const auto session = session_.lock()) session->close(code, std::move(reason));
    }

  private:
    const std::weak_ptr<WebSocketSession> session_;
};

// At most `limit` bytes, not cutting a UTF-8 character in two.
void shorten(std::string& text, std::size_t limit) {
    if (text.size() <= limit) return;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    text.resize(limit);
}

}  // namespace

WebSocketSession::WebSocketSession(Channel channel, AddressCounts::Seat seat)
    : seat_(std::move(seat)), stream_(std::move(channel)), close_deadline_(stream_.get_executor()) {
    stream_.set_option(ws::stream_base::timeout{kHandshakeMax, kSilenceMax, true});
    stream_.read_message_max(kWebSocketMessageBytesMax);
    stream_.auto_fragment(false);
}

std::shared_ptr<WebSocket> WebSocketSession::handle() {
    return std::make_shared<WebSocketHandle>(weak_from_this());
}

void WebSocketSession::start(WebSocketEvents events) {
    events_ = std::move(events);
    stream_.binary(events_.binary);
    started_ = true;
    read_next();
}

void WebSocketSession::send(std::string message) {
    const auto size = message.size();
    if (queued_bytes_.fetch_add(size) + size > kWebSocketQueueBytesMax) {
        queued_bytes_.fetch_sub(size);
        close(kPolicyViolation, "too many unread messages");
        return;
    }
    asio::post(stream_.get_executor(),
               [self = shared_from_this(), message = std::move(message)]() mutable {
                   self->enqueue(std::move(message));
               });
}

void WebSocketSession::close(int code, std::string reason) {
    shorten(reason, kCloseTextBytesMax);
    asio::post(stream_.get_executor(),
               [self = shared_from_this(), code, reason = std::move(reason)]() mutable {
                   self->begin_close({code, std::move(reason)});
               });
}

void WebSocketSession::stop() { close(kGoingAway, "server is stopping"); }

void WebSocketSession::abort() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->shut(); });
}

void WebSocketSession::read_next() {
    stream_.async_read(incoming_, [self = shared_from_this()](error_code failure, std::size_t) {
        if (failure) return self->finish(failure);
        self->deliver();
        self->read_next();
    });
}

void WebSocketSession::deliver() {
    const auto bytes = incoming_.data();
    std::string message(static_cast<const char*>(bytes.data()), bytes.size());
    incoming_.consume(bytes.size());
    if (events_.on_message) events_.on_message(std::move(message));
}

void WebSocketSession::enqueue(std::string message) {
    if (finished_ || closing_) return;
    outgoing_.push_back(std::move(message));
    if (!writing_) write_next();
}

void WebSocketSession::write_next() {
    if (outgoing_.empty() && closing_) return send_close();
    if (outgoing_.empty() || finished_) return;
    writing_ = true;
    stream_.async_write(asio::buffer(outgoing_.front()),
                        [self = shared_from_this()](error_code failure, std::size_t) {
                            self->writing_ = false;
                            self->queued_bytes_.fetch_sub(self->outgoing_.front().size());
                            self->outgoing_.pop_front();
                            if (!failure) self->write_next();
                            // Otherwise the pending read fails, too, and ends the session.
                        });
}

// Messages queued before go out first, unless they are the reason. A peer that does not take part
// is cut off at the deadline.
void WebSocketSession::begin_close(CloseReason reason) {
    if (finished_ || closing_) return;
    if (!started_) return shut();
    const bool flooded = reason.code == kPolicyViolation;
    closing_ = std::move(reason);
    if (flooded) outgoing_.resize(std::min<std::size_t>(outgoing_.size(), writing_ ? 1 : 0));
    close_deadline_.expires_after(kCloseMax);
    close_deadline_.async_wait([weak = weak_from_this()](error_code failure) {
        const auto self = weak.lock();
        if (!failure && self) self->shut();
    });
    if (!writing_) write_next();
}

void WebSocketSession::send_close() {
    const ws::close_reason reason(static_cast<ws::close_code>(closing_->code), closing_->text);
    stream_.async_close(reason, [self = shared_from_this()](error_code) {});
}

void WebSocketSession::shut() {
    error_code ignored;
    stream_.next_layer().socket().close(ignored);
}

void WebSocketSession::finish(error_code why) {
    if (std::exchange(finished_, true)) return;
    close_deadline_.cancel();
    shut();
    const auto events = std::exchange(events_, {});
    if (events.on_close) events.on_close(reason_for(why));
}

CloseReason WebSocketSession::reason_for(error_code why) const {
    const auto& peer = stream_.reason();
    if (peer.code == ws::close_code::none) return {1006, why.message()};
    return {static_cast<int>(peer.code), std::string(peer.reason.data(), peer.reason.size())};
}

void accept_websocket(Upgrade upgrade, Registry& registry) {
    const auto session =
        std::make_shared<WebSocketSession>(std::move(upgrade.channel), std::move(upgrade.seat));
    registry.add(session);
    session->stream().async_accept(
        upgrade.request, [session, accept = std::move(upgrade.accept)](error_code failure) {
            if (failure) return log::info("websocket: handshake failed: {}", failure.message());
            session->start(accept(session->handle()));
        });
}

}  // namespace ikada::net
