// Loopback websockets against the real server end.

#include "nodes/acs_server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "base/json.hpp"
#include "net/http_server.hpp"
#include "net/websocket.hpp"

namespace ikada::nodes {
namespace {

constexpr Millis kPatience{20'000};

class FixedClock final : public Clock {
  public:
    TimePoint now() const override { return TimePoint{std::chrono::hours{12}} + ahead; }
    Seconds ahead{0};
};

// Gives every upgrade to the server as one caller.
class FrontDoor final : public net::HttpHandler {
  public:
    explicit FrontDoor(AcsServer& nodes) : nodes_(nodes) {}
    void handle(net::HttpRequest, net::Respond respond) override { respond({}); }
    net::HttpResponse refuse(int status, std::string_view, const net::HttpRequest&) override {
        return {.status = status, .headers = {}, .body = {}};
    }
    void upgrade(net::HttpRequest request, net::DecideUpgrade decide) override {
        nodes_.upgrade(request, caller, std::move(decide));
    }
    aws::Caller caller{"AKIA", "arn:instance", "id", "i-1"};

  private:
    AcsServer& nodes_;
};

// What came, in order, to be waited for.
class Journal {
  public:
    void add(std::string line) {
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::move(line));
        came_.notify_all();
    }
    bool wait_for(const std::string& part) {
        std::unique_lock lock(mutex_);
        return came_.wait_for(lock, kPatience, [&] { return holds(part); });
    }
    bool has(const std::string& part) {
        const std::lock_guard lock(mutex_);
        return holds(part);
    }

  private:
    bool holds(const std::string& part) const {
        for (const auto& line : lines_)
            if (line.find(part) != std::string::npos) return true;
        return false;
    }

    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::string> lines_;
};

class AcsServerTest : public ::testing::Test {
  protected:
    AcsServerTest() {
        server.on_events({.on_connection =
                              [this](const ports::NodeConnection& seen) {
                                  events.add(fmt::format("{} {}", seen.container_instance_arn,
                                                         seen.connected ? "connected" : "gone"));
                              },
                          .on_health =
                              [this](const std::vector<ports::ContainerHealthSeen>& seen) {
                                  for (const auto& one : seen)
                                      events.add(one.task_arn + " " + one.container + " " +
                                                 one.status);
                              },
                          .on_use =
                              [this](const std::vector<ports::ContainerUseSeen>& seen) {
                                  for (const auto& one : seen)
                                      events.add(fmt::format("{} {} uses {} %", one.task_arn,
                                                             one.container, one.cpu_percent));
                              }});
        auto listening = net::HttpServer::listen(loop, {"127.0.0.1", 0}, door);
        EXPECT_TRUE(listening);
        http = *std::move(listening);
    }

    Result<std::shared_ptr<net::WebSocket>> connect(const std::string& target, Journal& journal) {
        net::HttpRequest request;
        request.target = target;
        return net::connect_websocket(
            loop, {{"127.0.0.1", http->port()}, request, kPatience},
            {.on_message = [&](std::string text) { journal.add(std::move(text)); },
             .on_close =
                 [&](const net::CloseReason& reason) {
                     journal.add(fmt::format("closed {} {}", reason.code, reason.text));
                 }});
    }
    Result<std::shared_ptr<net::WebSocket>> connect_acs() {
        return connect("/acs/ws?containerInstanceArn=ci&agentVersion=1", agent);
    }
    std::string refusal() {
        const auto connected = connect_acs();
        return connected ? "accepted" : connected.error().message;
    }
    ports::NodeWants wants(std::vector<ports::NodeTask> tasks = {}) {
        return {"cluster", "ci", "i-1", std::move(tasks)};
    }
    static ports::NodeTask task(const std::string& arn) {
        return {arn, ports::NodeDesire::Running,
                [=] { return fmt::format(R"({{"arn":"{}","desiredStatus":"RUNNING"}})", arn); }};
    }

    Journal events, agent, other;
    FixedClock clock;
    net::Loop loop{2};
    AcsServer server{loop, clock};
    FrontDoor door{server};
    std::unique_ptr<net::HttpServer> http;
};

TEST_F(AcsServerTest, asks_an_unknown_instance_to_come_again_while_it_starts) {
    EXPECT_NE(refusal().find("503"), std::string::npos);
    clock.ahead = kStartGrace;
    EXPECT_NE(refusal().find("InvalidInstanceException"), std::string::npos);
}

TEST_F(AcsServerTest, refuses_another_instances_key) {
    server.want(wants());
    door.caller.instance_id = "i-2";
    const auto why = refusal();
    EXPECT_NE(why.find("403"), std::string::npos) << why;
    EXPECT_NE(why.find("AccessDeniedException"), std::string::npos) << why;
}

TEST_F(AcsServerTest, lets_the_root_hold_the_connections_of_an_instance_it_has_registered) {
    server.want(wants());
    door.caller = {"AKIA", "arn:root", "000000000000", std::nullopt};
    EXPECT_EQ(refusal(), "accepted");
    EXPECT_TRUE(connect("/tcs/ws?containerInstance=ci", other));
}

TEST_F(AcsServerTest, refuses_an_instances_key_where_the_root_registered_an_unnamed_instance) {
    auto unnamed = wants();
    unnamed.ec2_instance_id.clear();
    server.want(unnamed);
    EXPECT_NE(refusal().find("403"), std::string::npos);
}

TEST_F(AcsServerTest, refuses_a_deregistered_instance_until_it_registers_again) {
    server.want(wants());
    server.forget("ci");
    EXPECT_NE(refusal().find("InactiveInstanceException"), std::string::npos);
    server.want(wants());
    EXPECT_EQ(refusal(), "accepted");
}

TEST_F(AcsServerTest, tells_a_connected_agent_what_is_wanted_now_and_later) {
    server.want(wants({task("a")}));
    const auto connected = connect_acs();
    ASSERT_TRUE(connected);
    EXPECT_TRUE(agent.wait_for(R"("arn":"a")"));
    EXPECT_TRUE(events.wait_for("ci connected"));
    server.want(wants({task("a"), task("b")}));
    EXPECT_TRUE(agent.wait_for(R"("arn":"b")"));
}

TEST_F(AcsServerTest, notices_that_an_agent_has_gone) {
    server.want(wants());
    const auto connected = connect_acs();
    ASSERT_TRUE(connected);
    (*connected)->close(1000, "bye");
    EXPECT_TRUE(events.wait_for("ci gone"));
}

TEST_F(AcsServerTest, closes_the_connection_of_a_deregistered_instance) {
    server.want(wants());
    const auto connected = connect_acs();
    ASSERT_TRUE(connected);
    ASSERT_TRUE(events.wait_for("ci connected"));  // else there is nothing to close yet
    server.forget("ci");
    EXPECT_TRUE(agent.wait_for("closed 1001"));
    EXPECT_TRUE(events.wait_for("ci gone"));
}

TEST_F(AcsServerTest, lets_a_newer_connection_replace_the_older_one) {
    server.want(wants());
    const auto first = connect_acs();
    ASSERT_TRUE(first);
    ASSERT_TRUE(events.wait_for("ci connected"));  // else the server may see the second first
    const auto second = connect("/acs/ws?containerInstanceArn=ci", other);
    ASSERT_TRUE(second);
    EXPECT_TRUE(agent.wait_for("closed 1000 replaced"));
    server.want(wants({task("late")}));
    EXPECT_TRUE(other.wait_for(R"("arn":"late")"));
}

TEST_F(AcsServerTest, passes_on_the_health_of_the_instances_own_tasks_and_acknowledges_it) {
    server.want(wants({task("a")}));
    const auto connected = connect("/tcs/ws?containerInstance=ci", agent);
    ASSERT_TRUE(connected);
    (*connected)
        ->send(
            "Host: x\r\n\r\n"
            R"({"type":"PublishHealthRequest","message":{"tasks":[
            {"taskArn":"foreign","containers":[{"containerName":"w","healthStatus":"HEALTHY"}]},
            {"taskArn":"a","containers":[{"containerName":"w","healthStatus":"UNHEALTHY"}]}]}})");
    EXPECT_TRUE(agent.wait_for("AckPublishHealth"));
    EXPECT_TRUE(events.wait_for("a w UNHEALTHY"));
    EXPECT_FALSE(events.has("foreign"));
}

TEST_F(AcsServerTest, passes_on_what_the_instances_own_tasks_use_and_acknowledges_it) {
    server.want(wants({task("a")}));
    const auto connected = connect("/tcs/ws?containerInstance=ci", agent);
    ASSERT_TRUE(connected);
    const auto of_task = [](const std::string& arn) {
        const std::string set = R"({"sampleCount":1,"sum":7})";
        return fmt::format(
            R"({{"taskArn":"{}","containerMetrics":[{{"containerName":"w","cpuStatsSet":{},)"
            R"("memoryStatsSet":{}}}]}})",
            arn, set, set);
    };
    (*connected)
        ->send(
            fmt::format(R"({{"type":"PublishMetricsRequest","message":{{"taskMetrics":[{},{}]}}}})",
                        of_task("foreign"), of_task("a")));
    EXPECT_TRUE(agent.wait_for("AckPublishMetric"));
    EXPECT_TRUE(events.wait_for("a w uses 7 %"));
    EXPECT_FALSE(events.has("foreign"));
}

}  // namespace
}  // namespace ikada::nodes
