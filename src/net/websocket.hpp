#pragma once
// Websockets, both ends (RFC 6455). Pings are answered by themselves.

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"
#include "net/tls.hpp"

namespace ikada::net {

// How a session ended. code: the peer's close code; 1006 where it went without one (RFC 6455, 7.4).
struct CloseReason {
    int code = 1006;
    std::string text;
};

// One open connection. Safe from any thread; calls after the end do nothing.
class WebSocket {
  public:
    virtual ~WebSocket() = default;
    // Queues one message; messages leave in order. A peer that lets more than
    // kWebSocketQueueBytesMax pile up is closed with 1008.
    virtual void send(std::string message) = 0;
    virtual void close(int code, std::string reason) = 0;
};

constexpr std::size_t kWebSocketQueueBytesMax = 16 * 1024 * 1024;
constexpr std::size_t kWebSocketMessageBytesMax = 4 * 1024 * 1024;  // ours; larger ones close 1009

// What to do with a connection's events. All calls for one connection come one after another, on
// loop threads; on_close comes exactly once, last.
struct WebSocketEvents {
    std::function<void(std::string message)> on_message;
    std::function<void(CloseReason)> on_close;
    bool binary = false;  // what we send is bytes, not text
};

struct WebSocketDial {
    TcpAddress server;
    HttpRequest request;  // target and extra headers; its method is GET, its Host is kept if given
    Millis timeout;       // for the whole handshake
    std::shared_ptr<const TlsTrust> trust = {};  // speaks TLS and believes these
};

// Connects to ws://host:port/target, or wss:// with `trust`. Blocks until the handshake is done.
//   Errors: kIoError (refused, timed out; a non-101 answer, with status and body in the message).
Result<std::shared_ptr<WebSocket>> connect_websocket(Loop& loop, WebSocketDial dial,
                                                     WebSocketEvents events);

}  // namespace ikada::net
