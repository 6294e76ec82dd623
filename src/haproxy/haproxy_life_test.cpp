// Reloads, restarts, crashes and ends of the real HAProxy, on loopback.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "haproxy/edge_testing.hpp"
#include "os/process.hpp"

namespace ikada::haproxy {
namespace {

using ports::ServerSight;
using testing::HasSubstr;

class HaproxyLife : public HaproxyEdge {};

TEST_F(HaproxyLife, drops_no_request_when_the_structure_changes) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1"), two.as_server("2")});
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    Load load(port_);
    int worker = worker_pid();
    for (int i = 0; i < 5; ++i) {
        const int before = load.good;
        table.frontends[0].rules = {rule({fmt::format("h{}.org", i)}, {"/"}, to("web"))};
        balancer_->want(table);
        ASSERT_TRUE(eventually([&] { return worker_pid() != 0 && worker_pid() != worker; }));
        worker = worker_pid();
        ASSERT_TRUE(eventually([&] { return load.good >= before + 500; }));
    }
    load.finish();
    EXPECT_EQ(load.bad, 0) << "of " << load.good;
    EXPECT_EQ(seen("1")->sight, ServerSight::Up);
}

TEST_F(HaproxyLife, a_reload_neither_lets_a_down_target_in_nor_checks_an_up_one_anew) {
    Target good("good"), bad("bad");
    bad.health_status = 500;
    auto table = web_table(port_, {good.as_server("g"), bad.as_server("b")});
    balancer_->want(table);
    ASSERT_TRUE(comes_to("g", ServerSight::Up));
    ASSERT_TRUE(comes_to("b", ServerSight::Down));
    const int worker = worker_pid();
    Load load(port_);
    table.frontends[0].idle_timeout = Seconds{10};
    balancer_->want(table);
    ASSERT_TRUE(eventually([&] { return worker_pid() != 0 && worker_pid() != worker; }));
    const int before = load.good;
    ASSERT_TRUE(eventually([&] { return load.good >= before + 500; }));
    load.finish();
    EXPECT_EQ(load.bad, 0);
    EXPECT_EQ(bad.requests, 0);
}

TEST_F(HaproxyLife, a_drain_also_counts_the_requests_of_a_worker_before_a_reload) {
    Target one("one");
    auto table = web_table(port_, {one.as_server("1")});
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    Answer held;
    std::thread client([&] { held = get(port_, "any", "/hold"); });
    ASSERT_TRUE(eventually([&] { return one.held == 1; }));

    const int worker = worker_pid();
    table.frontends[0].idle_timeout = Seconds{10};
    table.backends[0].servers[0].draining = true;
    balancer_->want(table);
    ASSERT_TRUE(eventually([&] { return worker_pid() != 0 && worker_pid() != worker; }));
    ASSERT_TRUE(comes_to("1", ServerSight::Draining));
    one.let_go();
    client.join();
    EXPECT_EQ(held.body, "one\n");
    EXPECT_TRUE(comes_to("1", ServerSight::Drained));
}

TEST_F(HaproxyLife, haproxy_serves_on_without_the_adapter_and_is_adopted_by_the_next) {
    Target one("one"), two("two");
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    const int worker = worker_pid();
    Load load(port_);
    stop_adapter();
    const int before = load.good;
    ASSERT_TRUE(eventually([&] { return load.good >= before + 100; }));

    start_adapter();
    balancer_->want(web_table(port_, {one.as_server("1"), two.as_server("2")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    load.finish();
    EXPECT_EQ(worker_pid(), worker);
    EXPECT_EQ(load.bad, 0);
}

TEST_F(HaproxyLife, adopts_a_haproxy_whose_pid_file_is_lost) {
    Target one("one");
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    const int worker = worker_pid();
    stop_adapter();
    std::filesystem::remove(settings_.folder / "haproxy.pid");
    start_adapter();
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    EXPECT_EQ(worker_pid(), worker);
}

TEST_F(HaproxyLife, haproxy_killed_comes_back_with_its_healthy_targets_in_use) {
    Target one("one"), bad("bad");
    bad.health_status = 500;
    balancer_->want(web_table(port_, {one.as_server("1"), bad.as_server("b")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    for (const bool whole : {false, true}) {
        const int worker = worker_pid();
        const auto master = os::read_pid_file(settings_.folder / "haproxy.pid");
        ASSERT_TRUE(master);
        const auto victim = whole ? *master : *os::identify(worker);
        os::signal(victim, SIGKILL);
        ASSERT_TRUE(eventually([&] { return worker_pid() != 0 && worker_pid() != worker; }));
        EXPECT_TRUE(answers(port_, "/", "one\n"));
        ASSERT_TRUE(comes_to("1", ServerSight::Up));
    }
    for (int i = 0; i < 10; ++i) EXPECT_EQ(get(port_, "any", "/").body, "one\n");
    EXPECT_EQ(bad.requests, 0);
}

TEST_F(HaproxyLife, a_frontend_that_cannot_be_bound_does_not_hurt_the_others) {
    Target one("one");
    auto blocker = std::make_optional(listen_anywhere());
    const int blocked = blocker->port;
    auto table = web_table(port_, {one.as_server("1")});
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    Load load(port_);

    auto add = [&](const std::string& id, const std::string& address, int port) {
        auto frontend = table.frontends[0];
        frontend.id = id;
        frontend.address = address;
        frontend.port = port;
        table.frontends.push_back(frontend);
    };
    add("taken", "127.0.0.1", blocked);
    add("elsewhere", "203.0.113.7", 80);
    add("nonsense", "'; rm", 80);
    add("double", "127.0.0.1", port_);
    const int good_port = free_port();
    add("good", "127.0.0.1", good_port);
    balancer_->want(table);
    EXPECT_TRUE(answers(good_port, "/", "one\n"));
    ASSERT_TRUE(eventually([&] { return seen().errors.size() == 4; }));
    EXPECT_THAT(error_of("taken"), HasSubstr("Address already in use"));
    EXPECT_THAT(error_of("elsewhere"), HasSubstr("Cannot assign requested address"));
    EXPECT_THAT(error_of("nonsense"), HasSubstr("not an IPv4 address"));
    EXPECT_THAT(error_of("double"), HasSubstr("already served for lb"));

    blocker.reset();
    EXPECT_TRUE(answers(blocked, "/", "one\n"));
    EXPECT_TRUE(eventually([&] { return error_of("taken").empty(); }));
    load.finish();
    EXPECT_EQ(load.bad, 0);
}

TEST_F(HaproxyLife, a_frontend_that_haproxy_refuses_does_not_hurt_the_others) {
    Target one("one");
    auto table = web_table(port_, {one.as_server("1")});
    auto strange = table.frontends[0];
    strange.id = "strange";
    strange.port = free_port();
    strange.idle_timeout = Seconds{100'000'000};  // no timer of HAProxy's goes so far
    table.frontends.insert(table.frontends.begin(), strange);
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    EXPECT_EQ(get(port_, "any", "/").body, "one\n");
    EXPECT_THAT(error_of("strange"), HasSubstr("timer overflow"));
    EXPECT_EQ(error_of("lb"), "");
}

TEST_F(HaproxyLife, a_connection_from_before_a_reload_meets_the_rules_and_targets_of_today) {
    Target one("one"), two("two"), three("three");
    auto table = web_table(port_, {one.as_server("1"), two.as_server("2")});
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    Connection kept(port_);
    EXPECT_EQ(kept.get("any", "/").status, 200);
    Answer held;
    std::thread client([&] { held = get(port_, "any", "/hold"); });
    ASSERT_TRUE(eventually([&] { return one.held + two.held == 1; }));

    const auto worker = os::identify(worker_pid());
    ASSERT_TRUE(worker);
    table.frontends[0].idle_timeout = Seconds{10};
    table.backends[0].servers = {three.as_server("3")};
    balancer_->want(table);
    ASSERT_TRUE(eventually([&] { return worker_pid() != 0 && worker_pid() != worker->pid; }));
    ASSERT_TRUE(comes_to("3", ServerSight::Up));
    EXPECT_TRUE(os::is_alive(*worker));  // a request runs
    const auto answer = kept.get("any", "/echo");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(three.requests, 1);
    EXPECT_THAT(answer.body, HasSubstr("x-forwarded-for: 127.0.0.1\r\n"));
    EXPECT_EQ(kept.get("any", "/").status, 0);  // the answer said that it closes

    one.let_go();
    two.let_go();
    client.join();
    EXPECT_EQ(held.status, 200);
    EXPECT_TRUE(eventually([&] { return !os::is_alive(*worker); }));
}

TEST_F(HaproxyLife, stops_with_its_workers) {
    Target one("one");
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    const auto worker = os::identify(worker_pid());
    ASSERT_TRUE(worker);
    stop_adapter();
    stop_haproxy(settings_);
    EXPECT_TRUE(eventually([&] { return !os::is_alive(*worker); }));
    EXPECT_EQ(get(port_, "any", "/").status, 0);
}

}  // namespace
}  // namespace ikada::haproxy
