#pragma once
// Helpers of the tests in net/: a raw client that writes any bytes, and handlers to serve with.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http_server.hpp"

namespace ikada::net::testing {

constexpr std::chrono::seconds kPatience{20};  // far above what any step needs

template <class T>
T wait_for(std::future<T>& future) {
    if (future.wait_for(kPatience) != std::future_status::ready)
        throw std::runtime_error("the awaited event did not come");
    return future.get();
}

// A plain blocking socket to 127.0.0.1.
class RawClient {
  public:
    explicit RawClient(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{kPatience.count(), 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            ADD_FAILURE() << "cannot connect to port " << port;
    }
    ~RawClient() { vanish(); }

    // False when the server no longer takes it.
    bool write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    void end_writing() { ::shutdown(fd_, SHUT_WR); }
    void vanish() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

    // Reads until `mark` has come (returned with all before it) or the connection ends.
    std::string read_until(std::string_view mark) {
        while (true) {
            const auto found = pending_.find(mark);
            if (found != pending_.npos) return take(found + mark.size());
            if (!read_some()) return take(pending_.size());
        }
    }
    std::string read_to_end() {
        while (read_some()) {
        }
        return take(pending_.size());
    }

  private:
    bool read_some() {
        char piece[4096];
        const auto count = ::recv(fd_, piece, sizeof piece, 0);
        if (count > 0) pending_.append(piece, static_cast<std::size_t>(count));
        return count > 0;
    }
    std::string take(std::size_t count) {
        auto taken = pending_.substr(0, count);
        pending_.erase(0, count);
        return taken;
    }

    int fd_ = -1;
    std::string pending_;
};

// Answers by the functions given; by default echoes "METHOD target body".
class TestHandler : public HttpHandler {
  public:
    std::function<void(HttpRequest, Respond)> on_request = [](HttpRequest request,
                                                              Respond respond) {
        respond({.status = 200,
                 .headers = {},
                 .body = request.method + " " + request.target + " " + request.body + "\n"});
    };
    std::function<void(HttpRequest, DecideUpgrade)> on_upgrade = [](HttpRequest,
                                                                    DecideUpgrade decide) {
        decide(HttpResponse{.status = 404, .headers = {}, .body = "no websockets here"});
    };
    std::function<void(int, const HttpRequest&)> on_refuse = [](int, const HttpRequest&) {};

    void handle(HttpRequest request, Respond respond) override {
        on_request(std::move(request), std::move(respond));
    }
    HttpResponse refuse(int status, std::string_view reason, const HttpRequest& partial) override {
        on_refuse(status, partial);
        return {.status = status,
                .headers = {},
                .body = fmt::format("refused {}: {}\n", partial.target, reason)};
    }
    void upgrade(HttpRequest request, DecideUpgrade decide) override {
        on_upgrade(std::move(request), std::move(decide));
    }
};

// A loop, a handler and a server on a free port, taken down in the right order.
struct TestServer {
    Loop loop{2};
    TestHandler handler;
    std::unique_ptr<HttpServer> server;

    void start(HttpServerLimits limits = {}) {
        auto listening = HttpServer::listen(loop, {"127.0.0.1", 0}, handler, limits);
        ASSERT_TRUE(listening) << listening.error().message;
        server = *std::move(listening);
    }
    int port() const { return server->port(); }
};

}  // namespace ikada::net::testing
