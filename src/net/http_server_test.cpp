#include "net/http_server.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "net/testing.hpp"

namespace ikada::net {
namespace {

using testing::kPatience;
using testing::RawClient;
using ::testing::Test;
using testing::TestServer;
using testing::wait_for;

struct HttpServerTest : Test, TestServer {};

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(HttpServerTest, answers_several_requests_on_one_connection) {
    start();
    RawClient client(port());
    client.write(kGet);
    EXPECT_EQ(client.read_until("GET /a \n"),
              "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nGET /a \n");
    client.write("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_NE(client.read_until("hi\n").find("POST /b hi\n"), std::string::npos);
}

TEST_F(HttpServerTest, closes_after_the_answer_when_asked) {
    start();
    RawClient client(port());
    client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.read_to_end(),
              "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nGET / \n");
}

TEST_F(HttpServerTest, closes_after_an_answer_that_says_so) {
    handler.on_request = [](HttpRequest, Respond respond) {
        respond({.status = 503, .headers = {{"connection", "close"}}, .body = "bye"});
    };
    start();
    RawClient client(port());
    client.write(kGet);
    EXPECT_TRUE(client.read_to_end().ends_with("Connection: close\r\n\r\nbye"));
}

TEST_F(HttpServerTest, keeps_an_http_1_0_connection_only_on_request) {
    start();
    RawClient keeping(port());
    keeping.write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_NE(keeping.read_until("GET / \n").find("Connection: keep-alive"), std::string::npos);
    RawClient closing(port());
    closing.write("GET / HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(closing.read_to_end().ends_with("GET / \n"));
}

TEST_F(HttpServerTest, answers_pipelined_requests_in_order) {
    std::promise<Respond> held;
    handler.on_request = [&](HttpRequest request, Respond respond) {
        if (request.target == "/slow") return held.set_value(respond);
        respond({.status = 200, .headers = {}, .body = "fast\n"});
    };
    start();
    RawClient client(port());
    client.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
    auto slow = held.get_future();
    wait_for(slow)({.status = 200, .headers = {}, .body = "slow\n"});
    EXPECT_NE(client.read_until("\n\r\n").size(), 0U);
    EXPECT_EQ(client.read_until("slow\n"), "slow\n");
    EXPECT_NE(client.read_until("fast\n").find("200 OK"), std::string::npos);
}

TEST_F(HttpServerTest, reads_chunked_bodies) {
    start();
    RawClient client(port());
    client.write("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    client.write("6;ext=1\r\n world\r\n0\r\n\r\n");
    EXPECT_NE(client.read_until("world\n").find("POST /c hello world\n"), std::string::npos);
}

TEST_F(HttpServerTest, invites_the_body_of_a_client_that_waits_for_100_continue) {
    start();
    RawClient client(port());
    client.write("PUT /e HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.write("abc");
    EXPECT_TRUE(client.read_until("abc\n").ends_with("PUT /e abc\n"));
}

TEST_F(HttpServerTest, refuses_an_oversized_body_without_inviting_it) {
    start({.body_bytes = 10});
    RawClient client(port());
    client.write(
        "PUT /e HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, hands_over_headers_as_they_came) {
    std::promise<HttpRequest> seen;
    handler.on_request = [&](HttpRequest request, Respond respond) {
        seen.set_value(std::move(request));
        respond({});
    };
    start();
    RawClient client(port());
    client.write("GET /p?q=%41+b HTTP/1.1\r\nhOsT: x\r\nX-A: a  b,\tc;\"d\" \r\nX-A: 2\r\n\r\n");
    auto future = seen.get_future();
    const auto request = wait_for(future);
    EXPECT_EQ(request.target, "/p?q=%41+b");
    EXPECT_EQ(request.path(), "/p");
    EXPECT_EQ(request.query(), "q=%41+b");
    EXPECT_EQ(request.peer, "127.0.0.1");
    ASSERT_EQ(request.headers.size(), 3U);
    EXPECT_EQ(request.headers[0].name, "hOsT");
    EXPECT_EQ(request.headers[1].value, "a  b,\tc;\"d\"");
    EXPECT_EQ(request.headers[2].value, "2");
    EXPECT_EQ(find_header(request.headers, "x-a"), "a  b,\tc;\"d\"");
}

TEST_F(HttpServerTest, keeps_line_breaks_out_of_answered_headers) {
    handler.on_request = [](HttpRequest, Respond respond) {
        respond({.status = 204, .headers = {{"X-A", "1\r\nX-B: 2"}}, .body = "dropped"});
    };
    start();
    RawClient client(port());
    client.write(kGet);
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 204 No Content\r\nX-A: 1  X-B: 2\r\n\r\n");
}

TEST_F(HttpServerTest, answers_head_with_the_length_and_no_body) {
    start();
    RawClient client(port());
    client.write("HEAD /h HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.read_to_end().ends_with("Content-Length: 9\r\nConnection: close\r\n\r\n"));
}

struct Refusal {
    std::string sent;
    std::string answer;
};

class HttpServerRefusals : public TestServer, public ::testing::TestWithParam<Refusal> {};

TEST_P(HttpServerRefusals, are_answered_and_the_server_lives) {
    start({.header_bytes = 1000, .body_bytes = 10});
    RawClient client(port());
    client.write(GetParam().sent);
    client.end_writing();
    const auto answer = client.read_to_end();
    EXPECT_TRUE(answer.starts_with(GetParam().answer)) << answer;
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);

    RawClient next(port());
    next.write(kGet);
    EXPECT_TRUE(next.read_until("GET /a \n").starts_with("HTTP/1.1 200"));
}

INSTANTIATE_TEST_SUITE_P(
    Net, HttpServerRefusals,
    ::testing::Values(
        Refusal{"this is not http\r\n\r\n", "HTTP/1.1 400 "},
        Refusal{std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8), "HTTP/1.1 400 "},
        Refusal{"GET / HTTP/7.3\r\nHost: x\r\n\r\n", "HTTP/1.1 400 "},
        Refusal{"GET / HTTP/1.1\r\nbroken header\r\n\r\n", "HTTP/1.1 400 "},
        Refusal{"GET /a HTTP/1.1\r\nHost", "HTTP/1.1 400 "},
        Refusal{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", "HTTP/1.1 400 "},
        Refusal{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400 "},
        Refusal{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400 "},
        Refusal{
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 400 "},
        Refusal{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n" + std::string(11, 'b'),
                "HTTP/1.1 413 "},
        Refusal{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n" + std::string(11, 'b'),
                "HTTP/1.1 413 "},
        Refusal{"GET / HTTP/1.1\r\nX: " + std::string(1000, 'h') + "\r\n\r\n", "HTTP/1.1 431 "},
        Refusal{"GET /" + std::string(5000, 'u') + " HTTP/1.1\r\n\r\n", "HTTP/1.1 431 "}));

TEST_F(HttpServerTest, bounds_a_header_that_comes_in_many_small_lines) {
    start({.header_bytes = 1000});
    RawClient client(port());
    client.write("GET / HTTP/1.1\r\n");
    for (int i = 0; i < 200; ++i)
        if (!client.write("X-Line: 1\r\n")) break;
    EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, lets_a_client_that_still_sends_read_its_refusal) {
    start({.body_bytes = 10});
    RawClient client(port());
    client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
    EXPECT_TRUE(client.write(std::string(4000000, 'b')));
    client.end_writing();
    EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, tells_the_refusal_what_it_could_read) {
    std::promise<HttpRequest> seen;
    handler.on_refuse = [&](int, const HttpRequest& partial) { seen.set_value(partial); };
    start();
    RawClient client(port());
    client.write("POST /x HTTP/1.1\r\nX-Amz-Target: T.Op\r\nbad line\r\nContent-Type: a/b\r\n\r\n");
    auto future = seen.get_future();
    const auto partial = wait_for(future);
    EXPECT_EQ(partial.method, "POST");
    EXPECT_EQ(partial.target, "/x");
    EXPECT_EQ(find_header(partial.headers, "X-Amz-Target"), "T.Op");
    EXPECT_EQ(find_header(partial.headers, "Content-Type"), "a/b");
}

TEST_F(HttpServerTest, refuses_a_request_that_takes_too_long_with_408) {
    start({.read_timeout = std::chrono::seconds(1)});
    RawClient client(port());
    client.write("POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
    const auto answer = client.read_to_end();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
    EXPECT_NE(answer.find("refused /slow"), std::string::npos);
}

TEST_F(HttpServerTest, closes_an_idle_connection_without_a_word) {
    start({.idle_timeout = std::chrono::seconds(0)});
    EXPECT_EQ(RawClient(port()).read_to_end(), "");
}

TEST_F(HttpServerTest, says_at_once_when_an_address_has_too_many_connections) {
    start({.connections_per_address_max = 2});
    RawClient first(port());
    auto second = std::make_unique<RawClient>(port());
    for (auto* client : {&first, second.get()}) {
        client->write(kGet);
        client->read_until("GET /a \n");
    }
    const auto refusal = RawClient(port()).read_to_end();
    EXPECT_TRUE(refusal.starts_with("HTTP/1.1 503 ")) << refusal;
    EXPECT_NE(refusal.find("Connection: close"), std::string::npos);
    second->write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    second->read_to_end();
    second.reset();  // its place is free once the server has seen it end
    std::string answer;
    while (answer.find("GET /a \n") == answer.npos) {
        RawClient next(port());
        next.write(kGet);
        answer = next.read_until("GET /a \n");
    }
}

TEST_F(HttpServerTest, ends_a_connection_after_its_last_request) {
    start({.requests_per_connection_max = 2});
    RawClient client(port());
    client.write(kGet);
    EXPECT_EQ(client.read_until("GET /a \n").find("Connection: close"), std::string::npos);
    client.write(kGet);
    EXPECT_NE(client.read_to_end().find("Connection: close"), std::string::npos);
}

TEST_F(HttpServerTest, refuses_a_header_that_comes_too_slowly_with_408) {
    start({.header_timeout = std::chrono::seconds(1)});
    RawClient client(port());
    client.write("POST /slow HTTP/1.1\r\nHost: x\r\nX-A: ");
    EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 408 "));
}

TEST_F(HttpServerTest, refuses_trailers) {
    start();
    RawClient client(port());
    client.write(
        "POST /t HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\nhi\r\n0\r\nX-Amz-Target: T\r\n\r\n");
    const auto answer = client.read_to_end();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
    EXPECT_NE(answer.find("trailers"), std::string::npos);
}

TEST_F(HttpServerTest, turns_away_connections_above_its_limit) {
    start({.connections_max = 1});
    RawClient first(port());
    first.write(kGet);
    first.read_until("GET /a \n");
    RawClient second(port());
    EXPECT_TRUE(second.read_to_end().starts_with("HTTP/1.1 503 "));
    first.write(kGet);
    EXPECT_NE(first.read_until("GET /a \n"), "");
}

TEST_F(HttpServerTest, takes_an_answer_from_another_thread_and_only_the_first) {
    std::promise<Respond> held;
    handler.on_request = [&](HttpRequest, Respond respond) { held.set_value(std::move(respond)); };
    start();
    RawClient client(port());
    client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    auto future = held.get_future();
    const auto respond = wait_for(future);
    std::thread([&] { respond({.status = 200, .headers = {}, .body = "first"}); }).join();
    respond({.status = 500, .headers = {}, .body = "second"});
    EXPECT_TRUE(client.read_to_end().ends_with("\r\n\r\nfirst"));
}

TEST_F(HttpServerTest, closes_the_connection_of_a_request_that_nobody_will_answer) {
    handler.on_request = [](HttpRequest, Respond) {};
    start();
    RawClient client(port());
    client.write(kGet);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(HttpServerTest, survives_an_answer_to_a_client_that_went_away) {
    std::promise<Respond> held;
    handler.on_request = [&](HttpRequest request, Respond respond) {
        if (request.target == "/held") return held.set_value(std::move(respond));
        respond({.status = 200, .headers = {}, .body = "alive"});
    };
    start();
    RawClient client(port());
    client.write("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
    auto future = held.get_future();
    const auto respond = wait_for(future);
    client.vanish();
    respond({.status = 200, .headers = {}, .body = std::string(1000000, 'x')});
    RawClient next(port());
    next.write(kGet);
    EXPECT_TRUE(next.read_until("alive").ends_with("alive"));
}

TEST_F(HttpServerTest, may_be_destroyed_while_an_answer_is_pending) {
    std::promise<Respond> held;
    handler.on_request = [&](HttpRequest, Respond respond) { held.set_value(std::move(respond)); };
    start();
    RawClient client(port());
    client.write(kGet);
    auto future = held.get_future();
    const auto respond = wait_for(future);
    server.reset();
    EXPECT_EQ(client.read_to_end(), "");
    respond({});
}

TEST(HttpServer, ignores_an_answer_that_comes_after_its_loop) {
    Respond respond;
    {
        TestServer host;
        std::promise<Respond> held;
        host.handler.on_request = [&](HttpRequest, Respond r) { held.set_value(std::move(r)); };
        host.start();
        RawClient client(host.port());
        client.write(kGet);
        auto future = held.get_future();
        respond = wait_for(future);
    }
    respond({});
}

TEST_F(HttpServerTest, may_be_destroyed_while_other_threads_answer) {
    std::mutex mutex;
    std::vector<std::thread> answering;
    handler.on_request = [&](HttpRequest, Respond respond) {
        const std::lock_guard lock(mutex);
        answering.emplace_back([respond] { respond({.status = 200, .headers = {}, .body = "x"}); });
    };
    start();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<RawClient>(port()));
        clients.back()->write(kGet);
    }
    server.reset();
    for (auto& thread : answering) thread.join();
}

TEST_F(HttpServerTest, frees_its_port_and_says_when_one_is_taken) {
    start();
    const int taken = port();
    const auto second = HttpServer::listen(loop, {"127.0.0.1", taken}, handler);
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().is(kIoError));
    EXPECT_NE(second.error().message.find("127.0.0.1:" + std::to_string(taken)), std::string::npos);
    server.reset();
    EXPECT_TRUE(HttpServer::listen(loop, {"127.0.0.1", taken}, handler));
}

TEST_F(HttpServerTest, shares_a_port_with_those_that_share_it_too) {
    const auto first = HttpServer::listen(loop, {.at = {"127.0.0.1", 0}, .shared = true}, handler);
    ASSERT_TRUE(first);
    const int taken = (*first)->port();
    EXPECT_TRUE(HttpServer::listen(loop, {.at = {"127.0.0.1", taken}, .shared = true}, handler));
    EXPECT_TRUE(HttpServer::listen(loop, {.at = {"0.0.0.0", taken}, .shared = true}, handler));
    EXPECT_FALSE(HttpServer::listen(loop, {.at = {"127.0.0.1", taken}}, handler));
}

TEST_F(HttpServerTest, says_which_address_it_cannot_listen_on) {
    const auto server = HttpServer::listen(loop, {"192.0.2.1", 80}, handler);
    ASSERT_FALSE(server);
    EXPECT_NE(server.error().message.find("192.0.2.1:80"), std::string::npos);
}

TEST(Loop, runs_work_now_and_later) {
    Loop loop(1);
    std::promise<int> now;
    std::promise<int> later;
    loop.post([&] { now.set_value(1); });
    loop.post_after(std::chrono::milliseconds(1), [&] { later.set_value(2); });
    auto first = now.get_future();
    auto second = later.get_future();
    EXPECT_EQ(wait_for(first), 1);
    EXPECT_EQ(wait_for(second), 2);
}

}  // namespace
}  // namespace ikada::net
