#include "net/websocket.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "net/testing.hpp"

namespace ikada::net {
namespace {

using testing::RawClient;
using testing::TestServer;
using testing::wait_for;

constexpr Millis kTimeout{20'000};
constexpr std::string_view kUpgrade =
    "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// The events of one end, to be waited for.
class Recorder {
  public:
    WebSocketEvents events() {
        return {.on_message = [this](std::string text) { push(std::move(text)); },
                .on_close =
                    [this](CloseReason reason) {
                        ++closes_;
                        closed_.set_value(std::move(reason));
                    }};
    }
    std::string next_message() {
        std::unique_lock lock(mutex_);
        if (!came_.wait_for(lock, testing::kPatience, [&] { return !messages_.empty(); }))
            throw std::runtime_error("no message came");
        auto text = std::move(messages_.front());
        messages_.erase(messages_.begin());
        return text;
    }
    CloseReason close_reason() {
        auto future = closed_.get_future();
        return wait_for(future);
    }
    int closes() const { return closes_; }

  private:
    void push(std::string text) {
        const std::lock_guard lock(mutex_);
        messages_.push_back(std::move(text));
        came_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::string> messages_;
    std::promise<CloseReason> closed_;
    std::atomic<int> closes_ = 0;
};

// A server whose end of the (one) websocket is recorded; with `echo` it sends back what comes.
struct WebSocketTest : ::testing::Test {
    Recorder at_server;
    Recorder at_client;
    std::promise<std::shared_ptr<WebSocket>> accepted;
    TestServer host;

    void SetUp() override { serve(false); }

    void serve(bool echo) {
        host.server.reset();
        host.handler.on_upgrade = [this, echo](HttpRequest, DecideUpgrade decide) {
            decide(AcceptWebSocket([this, echo](std::shared_ptr<WebSocket> socket) {
                accepted.set_value(socket);
                auto events = at_server.events();
                if (echo) events.on_message = [socket](std::string text) { socket->send(text); };
                return events;
            }));
        };
        host.start();
    }

    Result<std::shared_ptr<WebSocket>> try_connect(HttpRequest request = {.target = "/ws?a=b"}) {
        return connect_websocket(host.loop,
                                 {{"127.0.0.1", host.port()}, std::move(request), kTimeout},
                                 at_client.events());
    }
    std::shared_ptr<WebSocket> connect() {
        auto socket = try_connect();
        if (!socket) throw std::runtime_error(socket.error().message);
        return *socket;
    }
    std::shared_ptr<WebSocket> server_end() {
        auto future = accepted.get_future();
        return wait_for(future);
    }
};

TEST_F(WebSocketTest, echoes_small_and_300_kib_messages) {
    serve(true);
    const auto client = connect();
    const std::string large(300 * 1024, 'x');
    client->send("hello");
    client->send(large);
    EXPECT_EQ(at_client.next_message(), "hello");
    EXPECT_TRUE(at_client.next_message() == large);
}

TEST_F(WebSocketTest, sends_from_both_ends_in_order) {
    const auto client = connect();
    const auto server = server_end();
    for (int i = 0; i < 500; ++i) {
        client->send("c" + std::to_string(i));
        server->send("s" + std::to_string(i));
    }
    for (int i = 0; i < 500; ++i) {
        EXPECT_EQ(at_server.next_message(), "c" + std::to_string(i));
        EXPECT_EQ(at_client.next_message(), "s" + std::to_string(i));
    }
}

TEST_F(WebSocketTest, sends_from_the_moment_it_is_accepted) {
    host.handler.on_upgrade = [this](HttpRequest, DecideUpgrade decide) {
        decide(AcceptWebSocket([this](std::shared_ptr<WebSocket> socket) {
            socket->send("welcome");
            return at_server.events();
        }));
    };
    const auto client = connect();
    EXPECT_EQ(at_client.next_message(), "welcome");
}

TEST_F(WebSocketTest, reassembles_a_message_from_its_frames) {
    RawClient client(host.port());
    client.write(kUpgrade);
    EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
    // Masked with zeros, a payload stays as it is (RFC 6455, 5.2).
    const std::string mask(4, '\0');
    client.write("\x01\x83" + mask + "abc");
    client.write("\x89\x80" + mask);  // a ping between the frames
    client.write(std::string("\x00\x83", 2) + mask + "def");
    client.write("\x80\x81" + mask + "g");
    EXPECT_EQ(at_server.next_message(), "abcdefg");
    EXPECT_EQ(client.read_until(std::string("\x8a\x00", 2)), std::string("\x8a\x00", 2));
}

TEST_F(WebSocketTest, tells_the_server_how_the_client_closed) {
    const auto client = connect();
    client->send("last words");
    client->close(1000, "ConnectionExpired: Reconnect to continue");
    EXPECT_EQ(at_server.next_message(), "last words");
    const auto reason = at_server.close_reason();
    EXPECT_EQ(reason.code, 1000);
    EXPECT_EQ(reason.text, "ConnectionExpired: Reconnect to continue");
    EXPECT_EQ(at_client.close_reason().code, 1000);
    client->send("after the end");
    client->close(1000, "again");
}

TEST_F(WebSocketTest, tells_the_client_how_the_server_closed) {
    const auto client = connect();
    server_end()->close(4001, std::string(200, 'r'));
    const auto reason = at_client.close_reason();
    EXPECT_EQ(reason.code, 4001);
    EXPECT_EQ(reason.text, std::string(123, 'r'));
    EXPECT_EQ(at_server.close_reason().code, 4001);
}

TEST_F(WebSocketTest, reports_a_client_that_vanishes_as_1006) {
    RawClient client(host.port());
    client.write(kUpgrade);
    client.read_until("\r\n\r\n");
    client.vanish();
    EXPECT_EQ(at_server.close_reason().code, 1006);
}

TEST_F(WebSocketTest, closes_a_connection_whose_message_is_too_large) {
    const auto client = connect();
    client->send(std::string(kWebSocketMessageBytesMax + 1, 'x'));
    EXPECT_EQ(at_client.close_reason().code, 1009);
    at_server.close_reason();
}

TEST_F(WebSocketTest, closes_a_peer_that_lets_too_much_pile_up) {
    RawClient client(host.port());
    client.write(kUpgrade);
    client.read_until("\r\n\r\n");
    const auto server = server_end();
    const std::string piece(1024 * 1024, 'x');
    for (int i = 0; i < 40; ++i) server->send(piece);
    // Reading on, the client finds the close frame: 0x88, length, 1008 = 0x03f0.
    const auto rest = client.read_until("\x03\xf0too many unread messages");
    EXPECT_TRUE(rest.ends_with("too many unread messages"));
    EXPECT_LT(rest.size(), kWebSocketQueueBytesMax);
    client.vanish();
    EXPECT_EQ(at_server.close_reason().code, 1006);
}

TEST_F(WebSocketTest, ends_every_connection_once_when_the_server_is_destroyed) {
    const auto client = connect();
    const auto server = server_end();
    host.server.reset();
    EXPECT_EQ(at_server.closes(), 1);
    EXPECT_EQ(at_client.close_reason().code, 1001);
    EXPECT_EQ(at_client.closes(), 1);
    server->send("into the void");
}

TEST_F(WebSocketTest, ends_also_connections_of_silent_peers_when_the_server_is_destroyed) {
    RawClient client(host.port());
    client.write(kUpgrade);
    client.read_until("\r\n\r\n");
    server_end();
    host.server.reset();
    EXPECT_EQ(at_server.closes(), 1);
    EXPECT_EQ(at_server.close_reason().code, 1006);
}

TEST_F(WebSocketTest, sends_the_clients_headers_and_target) {
    std::promise<HttpRequest> seen;
    host.handler.on_upgrade = [&](HttpRequest request, DecideUpgrade decide) {
        seen.set_value(std::move(request));
        decide(HttpResponse{.status = 403, .headers = {}, .body = "{\"InactiveInstance\":1}"});
    };
    const auto refused = try_connect({.target = "/ws?a=b",
                                      .headers = {{"Host", "acs.example:1234"},
                                                  {"X-Amz-Date", "20260101T000000Z"},
                                                  {"Authorization", "AWS4  x, y=z"}}});
    auto future = seen.get_future();
    const auto request = wait_for(future);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.target, "/ws?a=b");
    EXPECT_EQ(find_header(request.headers, "host"), "acs.example:1234");
    EXPECT_EQ(find_header(request.headers, "authorization"), "AWS4  x, y=z");
    EXPECT_EQ(find_header(request.headers, "x-amz-date"), "20260101T000000Z");

    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is(kIoError));
    EXPECT_NE(refused.error().message.find("answered 403: {\"InactiveInstance\":1}"),
              std::string::npos);
}

TEST_F(WebSocketTest, decides_about_an_upgrade_later_and_from_another_thread) {
    std::thread deciding;
    host.handler.on_upgrade = [&](HttpRequest, DecideUpgrade decide) {
        deciding = std::thread([this, decide] {
            decide(AcceptWebSocket([this](std::shared_ptr<WebSocket> socket) {
                socket->send("at last");
                return at_server.events();
            }));
        });
    };
    const auto client = connect();
    EXPECT_EQ(at_client.next_message(), "at last");
    deciding.join();
}

TEST_F(WebSocketTest, says_who_refused_the_connection) {
    const int free_port = host.port();
    host.server.reset();
    const auto socket = connect_websocket(host.loop, {{"127.0.0.1", free_port}, {}, kTimeout}, {});
    ASSERT_FALSE(socket);
    EXPECT_TRUE(socket.error().is(kIoError));
    EXPECT_NE(socket.error().message.find("127.0.0.1:" + std::to_string(free_port)),
              std::string::npos);
}

TEST_F(WebSocketTest, gives_up_on_a_server_that_does_not_answer) {
    std::promise<DecideUpgrade> held;
    host.handler.on_upgrade = [&](HttpRequest, DecideUpgrade decide) {
        held.set_value(std::move(decide));
    };
    const auto socket =
        connect_websocket(host.loop, {{"127.0.0.1", host.port()}, {}, Millis{100}}, {});
    auto future = held.get_future();
    const auto decide = wait_for(future);
    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().message.find("no answer within 100 ms"), std::string::npos);
}

TEST_F(WebSocketTest, does_not_block_the_loop_it_connects_on) {
    std::promise<bool> refused;
    host.loop.post([&] { refused.set_value(!try_connect()); });
    auto future = refused.get_future();
    EXPECT_TRUE(wait_for(future));
}

}  // namespace
}  // namespace ikada::net
