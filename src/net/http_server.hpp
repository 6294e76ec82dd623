#pragma once
// An HTTP/1.1 server: keep-alive, chunked bodies, Expect: 100-continue, websocket upgrades.

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"
#include "net/tls.hpp"
#include "net/websocket.hpp"

namespace ikada::net {

using Respond = std::function<void(HttpResponse)>;

// Takes the upgraded connection and says what to do with its events.
using AcceptWebSocket = std::function<WebSocketEvents(std::shared_ptr<WebSocket>)>;
// Called once: with an answer that refuses an upgrade, or with who takes the connection.
using DecideUpgrade = std::function<void(std::variant<HttpResponse, AcceptWebSocket>)>;

// What the program does with requests. Called on loop threads, for many connections at once.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;

    // `respond` is called once, from any thread, now or later; the next request of the connection
    // is read after it.
    virtual void handle(HttpRequest request, Respond respond) = 0;

    // The request could not be read (not HTTP, header or body over its limit, broken off). Gives
    // the answer; the connection is closed after it.
    //   status: 400, 408, 413 or 431. target: as far as it was read.
    virtual HttpResponse refuse(int status, std::string_view reason,
                                const HttpRequest& partial) = 0;

    // A websocket upgrade.
    virtual void upgrade(HttpRequest request, DecideUpgrade decide) = 0;
};

struct HttpServerLimits {
    std::size_t header_bytes = kRequestHeaderBytesMax;
    std::size_t body_bytes = kRequestBodyBytesMax;
    std::chrono::seconds header_timeout{10};   // from a request's first byte to its last header
    std::chrono::seconds read_timeout{30};     // for the body after it
    std::chrono::seconds idle_timeout{75};     // between requests of a connection
    int requests_per_connection_max = 10'000;  // the last is answered with Connection: close
    // Further connections get a 503 and are closed (under TLS, closed only).
    int connections_max = 4096;
    int connections_per_address_max = 1024;
};

struct Endpoint {
    TcpAddress at;
    std::shared_ptr<TlsContext> tls = nullptr;  // none: plain HTTP
    // Other sockets of the same user that say so too may listen there, or at the port of all
    // addresses; of those at this address the kernel takes any for a connection.
    bool shared = false;
};

class HttpServer {
  public:
    // Listens on the address (port 0: any free one) and serves until destroyed. The handler must
    // outlive it. Errors: kIoError, naming the address, when it cannot be bound.
    static Result<std::unique_ptr<HttpServer>> listen(Loop& loop, const Endpoint& endpoint,
                                                      HttpHandler& handler,
                                                      HttpServerLimits limits = {});
    ~HttpServer();  // closes the listener and every connection; pending responds do nothing
    int port() const;

    struct Impl;
    explicit HttpServer(std::shared_ptr<Impl> impl);

  private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace ikada::net
