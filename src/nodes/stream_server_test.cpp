// Loopback streams: both ends dial in against the real server end.

#include "nodes/stream_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "base/crypto.hpp"
#include "base/json.hpp"
#include "net/frame_stream.hpp"
#include "net/http_server.hpp"
#include "net/websocket.hpp"
#include "nodes/acs_server.hpp"

namespace ikada::nodes {
namespace {

constexpr Millis kDialPatience{20'000};

class SetClock final : public Clock {
  public:
    TimePoint now() const override { return TimePoint{std::chrono::hours{12}} + Seconds{ahead}; }
    std::atomic<int> ahead{0};
};

// As the gateway does: a token first, then the caller of the signature.
class StreamDoor final : public net::HttpHandler {
  public:
    explicit StreamDoor(StreamServer& streams) : streams_(streams) {}
    void handle(net::HttpRequest, net::Respond respond) override { respond({}); }
    net::HttpResponse refuse(int status, std::string_view, const net::HttpRequest&) override {
        return {.status = status, .headers = {}, .body = {}};
    }
    void upgrade(net::HttpRequest request, net::DecideUpgrade decide) override {
        if (!streams_.upgrade_by_token(request, decide))
            streams_.upgrade(request, caller, std::move(decide));
    }
    aws::Caller caller{"AKIA", "arn:instance", "id", "i-1"};

  private:
    StreamServer& streams_;
};

class StreamServerTest : public ::testing::Test {
  protected:
    using Dialed = Result<std::unique_ptr<net::FrameStream>>;

    StreamServerTest() {
        acs.want({"cluster", "ci", "i-1", {}});
        auto listening = net::HttpServer::listen(loop, {{"127.0.0.1", 0}}, door);
        EXPECT_TRUE(listening);
        http = *std::move(listening);
        streams.open({"s1", "secret", "ci", "i-1", R"({"id":"s1"})"});
    }
    Dialed dial(net::Headers headers) {
        net::HttpRequest request;
        request.target = "/streams/s1";
        request.headers = std::move(headers);
        return net::FrameStream::dial(loop,
                                      {{"127.0.0.1", http->port()}, request, kDialPatience, {}});
    }
    Dialed client(const std::string& token = "secret") {
        return dial({{"Authorization", "Bearer " + token}});
    }
    Dialed agent() { return dial({{"Authorization", "AWS4-HMAC-SHA256 …"}}); }

    // The next frames, at least so many.
    static std::vector<StreamFrame> next(net::FrameStream& stream, std::size_t count) {
        std::vector<StreamFrame> all;
        while (all.size() < count && !stream.ended()) {
            stream.wait(kDialPatience);
            for (auto& frame : stream.take()) all.push_back(std::move(frame));
        }
        return all;
    }
    static std::string end_of(net::FrameStream& stream) {
        while (!stream.ended()) {
            stream.wait(kDialPatience);
            stream.take();
        }
        return fmt::format("{} {}", stream.ended()->code, stream.ended()->text);
    }

    SetClock clock;
    net::Loop loop{2};
    AcsServer acs{loop, clock};
    StreamServer streams{loop, clock, acs};
    StreamDoor door{streams};
    std::unique_ptr<net::HttpServer> http;
};

TEST_F(StreamServerTest, carries_what_each_end_says_whoever_comes_first) {
    const auto a = agent();
    ASSERT_TRUE(a);
    (*a)->send({FrameKind::Output, "early"});
    const auto c = client();
    ASSERT_TRUE(c);
    EXPECT_EQ(next(**c, 1), (std::vector<StreamFrame>{{FrameKind::Output, "early"}}));
    const std::string bytes("\0\xff", 2);
    (*c)->send({FrameKind::Input, bytes});
    EXPECT_EQ(next(**a, 1), (std::vector<StreamFrame>{{FrameKind::Input, bytes}}));
    (*a)->send({FrameKind::Exit, "3"});
    (*a)->end(1000, "");
    EXPECT_EQ(next(**c, 1), (std::vector<StreamFrame>{{FrameKind::Exit, "3"}}));
    EXPECT_EQ(end_of(**c), "1000 ");
}

TEST_F(StreamServerTest, tells_what_an_agent_said_that_has_gone_before_its_client_came) {
    {
        const auto a = agent();
        ASSERT_TRUE(a);
        (*a)->send({FrameKind::Failure, "no such container"});
        (*a)->end(1000, "");
        EXPECT_EQ(end_of(**a), "1000 ");
    }
    const auto c = client();
    ASSERT_TRUE(c);
    EXPECT_EQ(next(**c, 1), (std::vector<StreamFrame>{{FrameKind::Failure, "no such container"}}));
    EXPECT_EQ(end_of(**c), "1000 ");
}

TEST_F(StreamServerTest, lets_each_end_in_once_and_nobody_else) {
    EXPECT_NE(client("guessed").error().message.find("404"), std::string::npos);
    door.caller.instance_id = "i-2";
    EXPECT_NE(agent().error().message.find("404"), std::string::npos);
    door.caller.instance_id = "i-1";
    const auto first = client();
    ASSERT_TRUE(first);
    EXPECT_FALSE(client());
    const auto a = agent();
    ASSERT_TRUE(a);
    EXPECT_FALSE(agent());
}

TEST_F(StreamServerTest, says_why_when_the_agent_does_not_come) {
    const auto c = client();
    ASSERT_TRUE(c);
    clock.ahead = 31;
    EXPECT_EQ(end_of(**c), "1011 the agent of i-1 opens no streams");
    EXPECT_FALSE(agent());
}

TEST_F(StreamServerTest, ends_the_agents_end_when_the_client_goes) {
    const auto a = agent();
    ASSERT_TRUE(a);
    {
        const auto c = client();
        ASSERT_TRUE(c);
        (*c)->send({FrameKind::Input, "x"});
        EXPECT_EQ(next(**a, 1).size(), 1u);
    }
    EXPECT_EQ(end_of(**a), "1001 no longer wanted");
}

TEST_F(StreamServerTest, stops_an_end_that_has_filled_the_others_room) {
    const auto a = agent(), c = client();
    ASSERT_TRUE(a && c);
    const std::string piece(64 * 1024, 'x');
    std::int64_t sent = 0;
    while ((*a)->has_room()) {
        (*a)->send({FrameKind::Output, piece});
        sent += static_cast<std::int64_t>(piece.size());
    }
    EXPECT_EQ(sent, kStreamWindow);
    EXPECT_EQ(next(**c, 4).size(), 4u);
    while (!(*a)->has_room()) {
        (*a)->wait(kDialPatience);
        (*a)->take();
    }
}

TEST_F(StreamServerTest, tells_awss_plugin_to_use_ours_in_its_own_form) {
    std::promise<std::string> told;
    net::HttpRequest request;
    request.target = "/streams/s1";
    const auto plugin = net::connect_websocket(
        loop, {{"127.0.0.1", http->port()}, request, kDialPatience, {}},
        {.on_message = [&](std::string message) { told.set_value(std::move(message)); },
         .on_close = {},
         .binary = false});
    ASSERT_TRUE(plugin);
    const auto message = told.get_future().get();
    constexpr std::size_t kHeader = 116, kLength = 4, kDigest = 80, kDigestLength = 32;
    const auto payload = message.substr(kHeader + kLength);
    EXPECT_EQ(message.substr(0, 4), std::string("\0\0\0\x74", 4));
    EXPECT_EQ(message.substr(4, 32), "channel_closed                  ");
    EXPECT_EQ(message.substr(kDigest, kDigestLength), sha256(payload));
    EXPECT_EQ(static_cast<unsigned char>(message[kHeader + 2]) * 256 +
                  static_cast<unsigned char>(message[kHeader + 3]),
              payload.size());
    const auto closed = json::parse(payload);
    ASSERT_TRUE(closed);
    EXPECT_EQ(json::text(*closed, "SessionId"), "ecs-execute-command-s1");
    EXPECT_NE(json::text(*closed, "Output").find("use `ikada exec"), std::string::npos);
    EXPECT_TRUE(client());  // the session is left to who has its token
}

}  // namespace
}  // namespace ikada::nodes
