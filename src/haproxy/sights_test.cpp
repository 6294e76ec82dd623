#include "haproxy/sights.hpp"

#include <gtest/gtest.h>

#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

using ports::ProbeFault;
using ports::ServerSeen;
using ports::ServerSight;

// One server "a" of backend "web" whose probe is every 30 s, two failures make it unhealthy.
class Sights : public testing::Test {
  protected:
    Sights() {
        table.backends[0].probe.interval = Seconds{30};
        present.backend = "web";
        present.id = "a";
        present.address = "10.0.0.1";
        present.port = 80;
    }
    ServerSeen seen() { return sights(table, {present}, {{{"web", "a"}, stat}}).at("web").at("a"); }

    ports::RoutingTable table = web_table(80, {{.id = "a", .address = "10.0.0.1", .port = 80}});
    PresentServer present;
    ServerStat stat;
};

TEST_F(Sights, a_proven_server_is_up_or_down) {
    present.weight = kWeightProven;
    present.is_up = true;
    stat = {.running = 0, .check_status = "L7OK", .check_code = 200, .last_check = ""};
    EXPECT_EQ(seen(), (ServerSeen{ServerSight::Up, "HTTP status 200", 200, ProbeFault::None}));
    present.is_up = false;
    stat = {.running = 0, .check_status = "L7TOUT", .check_code = {}, .last_check = ""};
    EXPECT_EQ(seen(), (ServerSeen{ServerSight::Down, "timed out", {}, ProbeFault::TimedOut}));
}

TEST_F(Sights, a_new_server_is_being_checked_until_its_threshold_of_failures_could_have_passed) {
    present.weight = kWeightNew;
    stat = {.running = 0, .check_status = "L7STS", .check_code = 500, .last_check = ""};
    present.unchanged_for = Seconds{29};
    EXPECT_EQ(seen(),
              (ServerSeen{ServerSight::Checking, "HTTP status 500", 500, ProbeFault::WrongStatus}));
    present.unchanged_for = Seconds{30};
    EXPECT_EQ(seen(),
              (ServerSeen{ServerSight::Down, "HTTP status 500", 500, ProbeFault::WrongStatus}));
}

TEST_F(Sights, a_server_without_a_finished_check_is_never_down) {
    present.weight = kWeightNew;
    present.unchanged_for = Seconds{1000};
    stat.check_status = "INI";
    EXPECT_EQ(seen(), (ServerSeen{ServerSight::Checking, "", {}, ProbeFault::None}));
}

TEST_F(Sights, a_server_haproxy_has_not_yet_or_has_elsewhere_is_being_checked) {
    EXPECT_EQ(sights(table, {}, {}).at("web").at("a"), ServerSeen{});
    present.weight = kWeightProven;
    present.is_up = true;
    present.address = "10.0.0.9";
    EXPECT_EQ(seen().sight, ServerSight::Checking);
}

TEST_F(Sights, a_draining_server_is_drained_when_nothing_runs) {
    table.backends[0].servers[0].draining = true;
    present.weight = kWeightClosed;
    stat.running = 1;
    EXPECT_EQ(seen().sight, ServerSight::Draining);
    stat.running = 0;
    EXPECT_EQ(seen().sight, ServerSight::Drained);
    EXPECT_EQ(sights(table, {}, {}).at("web").at("a").sight, ServerSight::Drained);
}

TEST_F(Sights, tells_connection_failures_in_words) {
    present.weight = kWeightProven;
    stat.check_status = "L4CON";
    stat.last_check = "Connection refused";
    EXPECT_EQ(seen().detail, "connection refused");
    stat.last_check = "No route to host";
    EXPECT_EQ(seen().detail, "No route to host");
    stat.check_status = "L4TOUT";
    EXPECT_EQ(seen().detail, "timed out");
}

TEST_F(Sights, servers_the_table_has_not_are_not_told) {
    present.id = "left";
    EXPECT_FALSE(sights(table, {present}, {}).at("web").contains("left"));
}

TEST(AddRunning, sums_the_requests_of_workers) {
    ServerStats stats;
    stats[{"web", "a"}].running = 1;
    ServerStats other;
    other[{"web", "a"}].running = 2;
    other[{"web", "b"}].running = 3;
    add_running(stats, other);
    EXPECT_EQ((stats[{"web", "a"}].running), 3);
    EXPECT_EQ((stats[{"web", "b"}].running), 3);
}

}  // namespace
}  // namespace ikada::haproxy
