#include "net/http_client.hpp"

#include <gtest/gtest.h>
#include <sys/un.h>

#include <filesystem>
#include <thread>

#include "net/testing.hpp"

namespace ikada::net {
namespace {

using testing::TestServer;
using testing::wait_for;

constexpr Millis kTimeout{20'000};

using Answers = std::vector<std::string>;

// Takes connections one after another and answers each with fixed bytes.
//   Every script entry is one connection: its answers, one a request; then it is closed.
class ScriptedServer {
  public:
    using Script = std::vector<Answers>;

    explicit ScriptedServer(Script script, const std::string& unix_path = {}) {
        unix_path.empty() ? bind_tcp() : bind_unix(unix_path);
        ::listen(fd_, 8);
        thread_ = std::thread([this, script = std::move(script)] {
            for (const auto& answers : script) serve_one(answers);
        });
    }
    ~ScriptedServer() {
        thread_.join();
        ::close(fd_);
    }
    Address address() const { return TcpAddress{"127.0.0.1", port_}; }
    const std::vector<std::string>& requests() {
        if (thread_.joinable()) thread_.join();
        thread_ = std::thread([] {});
        return requests_;
    }
    // Returns when `count` connections have been closed by the script.
    void wait_for_closed(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, testing::kPatience, [&] { return closed_ >= count; });
    }

  private:
    void bind_tcp() {
        fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    void bind_unix(const std::string& path) {
        fd_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        ::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    void serve_one(const Answers& answers) {
        const int client = ::accept(fd_, nullptr, nullptr);
        for (const auto& answer : answers) {
            char head[65536];
            const auto count = ::recv(client, head, sizeof head, 0);
            if (count <= 0) break;
            requests_.emplace_back(head, static_cast<std::size_t>(count));
            ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
        }
        ::close(client);
        const std::lock_guard lock(mutex_);
        ++closed_;
        changed_.notify_all();
    }

    int fd_ = -1;
    int port_ = 0;
    std::vector<std::string> requests_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int closed_ = 0;
    std::thread thread_;
};

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct HttpClientTest : ::testing::Test, TestServer {
    HttpClient client_of_server() { return HttpClient(TcpAddress{"127.0.0.1", port()}); }
};

TEST_F(HttpClientTest, sends_and_reads_whole_messages) {
    std::promise<HttpRequest> seen;
    handler.on_request = [&](HttpRequest request, Respond respond) {
        seen.set_value(request);
        respond({.status = 418, .headers = {{"X-A", "b  c"}}, .body = request.body + request.body});
    };
    start();
    auto client = client_of_server();
    const std::string body(500'000, 'b');
    const auto response = client.send(
        {.method = "POST", .target = "/t?u", .headers = {{"X-Sent", "1, 2"}}, .body = body},
        kTimeout);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 418);
    EXPECT_EQ(find_header(response->headers, "x-a"), "b  c");
    EXPECT_EQ(response->body.size(), 1'000'000U);
    auto future = seen.get_future();
    const auto request = wait_for(future);
    EXPECT_EQ(request.target, "/t?u");
    EXPECT_EQ(find_header(request.headers, "host"), "127.0.0.1:" + std::to_string(port()));
    EXPECT_EQ(find_header(request.headers, "content-length"), "500000");
    EXPECT_EQ(find_header(request.headers, "x-sent"), "1, 2");
    EXPECT_TRUE(request.body == body);
}

TEST_F(HttpClientTest, waits_no_longer_than_its_timeout_for_an_answer) {
    std::promise<Respond> held;
    handler.on_request = [&](HttpRequest, Respond respond) { held.set_value(std::move(respond)); };
    start();
    auto client = client_of_server();
    const auto response = client.send({.target = "/held?secret"}, Millis{100});
    auto future = held.get_future();
    const auto respond = wait_for(future);
    ASSERT_FALSE(response);
    EXPECT_TRUE(response.error().is(kTimedOut));
    EXPECT_EQ(response.error().message,
              "GET /held at 127.0.0.1:" + std::to_string(port()) + ": nothing for 100 ms");
}

TEST_F(HttpClientTest, waits_no_longer_than_its_timeout_for_a_connection) {
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listening, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size);
    ::listen(listening, 0);
    const int port = ntohs(address.sin_port);
    const testing::RawClient fills_the_backlog(port);
    HttpClient client(TcpAddress{"127.0.0.1", port});
    const auto response = client.send({}, Millis{100});
    ::close(listening);
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find("nothing for 100 ms"), std::string::npos);
}

TEST_F(HttpClientTest, names_the_address_that_refused_it) {
    start();
    const int free_port = port();
    server.reset();
    HttpClient client(TcpAddress{"127.0.0.1", free_port});
    const auto response = client.send({}, kTimeout);
    ASSERT_FALSE(response);
    EXPECT_TRUE(response.error().is(kIoError));
    EXPECT_NE(response.error().message.find("127.0.0.1:" + std::to_string(free_port)),
              std::string::npos);
}

TEST_F(HttpClientTest, reads_the_refusal_of_a_body_that_is_too_large) {
    start({.body_bytes = 10});
    auto client = client_of_server();
    const auto response = client.send(
        {.method = "PUT", .headers = {}, .body = std::string(3'000'000, 'b')}, kTimeout);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 413);
    EXPECT_EQ(client.send({}, kTimeout)->status, 200);
}

TEST(HttpClient, keeps_its_connection_between_calls) {
    ScriptedServer server({Answers{kOk, kOk}});
    HttpClient client(server.address());
    EXPECT_EQ(client.send({.target = "/1"}, kTimeout)->body, "ok");
    EXPECT_EQ(client.send({.target = "/2"}, kTimeout)->body, "ok");
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpClient, opens_a_new_connection_when_the_idle_one_was_closed) {
    ScriptedServer server({Answers{kOk}, Answers{kOk}});
    HttpClient client(server.address());
    EXPECT_TRUE(client.send({.target = "/1"}, kTimeout));
    server.wait_for_closed(1);
    const auto second = client.send({.method = "POST", .target = "/2", .body = "b"}, kTimeout);
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second->body, "ok");
}

TEST(HttpClient, does_not_send_again_what_a_fresh_connection_broke_off) {
    ScriptedServer server({Answers{""}});
    HttpClient client(server.address());
    const auto response = client.send({}, kTimeout);
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find("broken off"), std::string::npos);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(HttpClient, does_not_send_again_once_an_answer_has_begun) {
    ScriptedServer server({Answers{kOk, "HTTP/1.1 200 OK\r\nContent-Le"}});
    HttpClient client(server.address());
    EXPECT_TRUE(client.send({}, kTimeout));
    const auto response = client.send({}, kTimeout);
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find("broken off"), std::string::npos);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpClient, reads_a_body_that_ends_with_the_connection) {
    ScriptedServer server({Answers{"HTTP/1.1 200 OK\r\n\r\nall of it"}, Answers{kOk}});
    HttpClient client(server.address());
    EXPECT_EQ(client.send({}, kTimeout)->body, "all of it");
    EXPECT_EQ(client.send({}, kTimeout)->body, "ok");
}

TEST(HttpClient, passes_over_interim_answers) {
    ScriptedServer server({Answers{std::string("HTTP/1.1 100 Continue\r\n\r\n") + kOk}});
    HttpClient client(server.address());
    EXPECT_EQ(client.send({}, kTimeout)->body, "ok");
}

TEST(HttpClient, refuses_what_is_not_http) {
    ScriptedServer server({Answers{"SSH-2.0-OpenSSH\r\n"}});
    HttpClient client(server.address());
    const auto response = client.send({}, kTimeout);
    ASSERT_FALSE(response);
    EXPECT_TRUE(response.error().is(kIoError));
}

TEST(HttpClient, speaks_over_a_unix_socket) {
    const auto path = ::testing::TempDir() + "ikada-http-client-" + std::to_string(::getpid());
    {
        ScriptedServer server({Answers{kOk}}, path);
        HttpClient client(UnixAddress{path});
        EXPECT_EQ(client.send({.target = "/v1.41/_ping"}, kTimeout)->body, "ok");
        EXPECT_TRUE(server.requests()[0].starts_with("GET /v1.41/_ping HTTP/1.1\r\nHost: "));
    }
    std::filesystem::remove(path);
    HttpClient nobody(UnixAddress{path});
    const auto response = nobody.send({}, kTimeout);
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find(path), std::string::npos);
}

TEST(HttpClient, streams_a_chunked_body_as_it_comes) {
    ScriptedServer server(
        {Answers{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
                 kOk}});
    HttpClient client(server.address());
    std::string received;
    const auto response = client.stream({}, kTimeout, [&](std::string_view piece) {
        received += piece;
        return true;
    });
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(received, "onetwo");
    EXPECT_EQ(response->body, "");
    EXPECT_EQ(client.send({}, kTimeout)->body, "ok");
}

TEST(HttpClient, stops_an_endless_stream_when_told) {
    ScriptedServer server(
        {Answers{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n", "never"},
         Answers{kOk}});
    HttpClient client(server.address());
    const auto response = client.stream({}, kTimeout, [](std::string_view) { return false; });
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(client.send({}, kTimeout)->body, "ok");
}

TEST(HttpClient, ends_a_stream_that_falls_silent) {
    ScriptedServer server(
        {Answers{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n", "never"}});
    HttpClient client(server.address());
    std::string received;
    const auto response = client.stream({}, Millis{100}, [&](std::string_view piece) {
        received += piece;
        return true;
    });
    ASSERT_FALSE(response);
    EXPECT_EQ(received, "one");
    EXPECT_NE(response.error().message.find("nothing for 100 ms"), std::string::npos);
}

TEST(Url, splits_into_address_and_path) {
    const auto full = parse_url("http://example.com:8080/a/b?c=d#e");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->address.host, "example.com");
    EXPECT_EQ(full->address.port, 8080);
    EXPECT_EQ(full->path, "/a/b?c=d");
    EXPECT_EQ(parse_url("http://h")->path, "/");
    EXPECT_EQ(parse_url("http://h")->address.port, 80);
    EXPECT_EQ(parse_url("http://h?q")->path, "/?q");
    EXPECT_EQ(parse_url("HTTP://[::1]:81/")->address.host, "::1");
    EXPECT_EQ(parse_url("http://[::1]:81/")->address.port, 81);
    const auto secure = parse_url("https://h/a", Schemes::HttpAndHttps);
    ASSERT_TRUE(secure);
    EXPECT_TRUE(secure->is_https);
    EXPECT_EQ(secure->address.port, 443);
    EXPECT_FALSE(parse_url("http://h", Schemes::HttpAndHttps)->is_https);
    EXPECT_FALSE(parse_url("https://h"));
}

TEST(Url, refuses_other_schemes_and_bad_ports) {
    for (const auto* bad :
         {"https://h/", "h:80", "", "http://", "http://:80/", "http://h:/", "http://h:0/",
          "http://h:65536/", "http://h:8x/", "http://u@h/", "http://[::1/", "http://[::1]x/"}) {
        const auto url = parse_url(bad);
        ASSERT_FALSE(url) << bad;
        EXPECT_TRUE(url.error().is(kMalformed));
        EXPECT_NE(url.error().message.find(bad), std::string::npos);
    }
}

}  // namespace
}  // namespace ikada::net
