// What clients and targets meet: the adapter over the real HAProxy, on loopback.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/strings.hpp"
#include "haproxy/edge_testing.hpp"

namespace ikada::haproxy {
namespace {

using ports::FixedResponse;
using ports::RedirectTo;
using ports::RoutingTable;
using ports::ServerSight;
using testing::HasSubstr;

TEST_F(HaproxyEdge, routes_by_host_and_path_in_the_order_of_the_rules) {
    Target blog("blog"), feed("feed"), web("web");
    auto table = web_table(port_, {web.as_server("w")});
    table.backends.push_back(backend("blog", {blog.as_server("b")}));
    table.backends.push_back(backend("feed", {feed.as_server("f")}));
    table.frontends[0].rules = {
        rule({"Blog.example.com"}, {}, to("blog")),
        rule({"*.example.com"}, {"/feed*", "/rss?"}, to("feed")),
        rule({"*.example.com"}, {},
             FixedResponse{404, "text/html", "it's \"not\" here: 100%\n\\o/ $HOME #1"}),
        rule({"old.org"}, {}, RedirectTo{"HTTPS", "new.org", "443", "/#{path}", "#{query}", 301}),
        rule({"copy.org"}, {},
             RedirectTo{"#{protocol}", "#{host}", "#{port}", "/50%/#{path}", "a=1&#{query}", 302}),
        rule({"none.org"}, {}, ports::ForwardTo{}),
    };
    balancer_->want(table);
    ASSERT_TRUE(comes_to("w", ServerSight::Up));
    ASSERT_TRUE(eventually([&] {
        const auto b = seen("b", "blog"), f = seen("f", "feed");
        return b && f && b->sight == ServerSight::Up && f->sight == ServerSight::Up;
    }));

    EXPECT_EQ(get(port_, "BLOG.example.COM:8080", "/feed").body, "blog\n");
    EXPECT_EQ(get(port_, "any.example.com", "/feed/1?x").body, "feed\n");
    EXPECT_EQ(get(port_, "any.example.com", "/rss2").body, "feed\n");
    EXPECT_EQ(get(port_, "any.example.com", "/rss").status, 404);
    EXPECT_EQ(get(port_, "any.example.com", "/Feed").status, 404);
    const auto fixed = get(port_, "any.example.com", "/");
    EXPECT_EQ(fixed.body, "it's \"not\" here: 100%\n\\o/ $HOME #1");
    EXPECT_THAT(fixed.head, HasSubstr("text/html"));
    const auto moved = get(port_, "old.org", "/a/b?c=d%20e");
    EXPECT_EQ(moved.status, 301);
    EXPECT_THAT(moved.head, HasSubstr("ocation: https://new.org:443/a/b?c=d%20e\r\n"));
    EXPECT_THAT(get(port_, "old.org", "/").head, HasSubstr("ocation: https://new.org:443/\r\n"));
    EXPECT_THAT(get(port_, "copy.org", "/x?y").head,
                HasSubstr(fmt::format("ocation: http://copy.org:{}/50%/x?a=1&y\r\n", port_)));
    EXPECT_EQ(get(port_, "none.org", "/").status, 503);
    EXPECT_EQ(get(port_, "other", "/").body, "web\n");
}

TEST_F(HaproxyEdge, tells_targets_where_a_request_came_from) {
    Target web("web");
    balancer_->want(web_table(port_, {web.as_server("w")}));
    ASSERT_TRUE(comes_to("w", ServerSight::Up));
    const auto echo = to_lower(get(port_, "a.b", "/echo").body);
    EXPECT_THAT(echo, HasSubstr("x-forwarded-for: 127.0.0.1\r\n"));
    EXPECT_THAT(echo, HasSubstr("x-forwarded-proto: http\r\n"));
    EXPECT_THAT(echo, HasSubstr(fmt::format("x-forwarded-port: {}\r\n", port_)));
    EXPECT_THAT(echo, HasSubstr(fmt::format("host: a.b:{}\r\n", port_)));
}

TEST_F(HaproxyEdge, shares_requests_by_weight) {
    Target one("one"), two("two");
    RoutingTable table = web_table(port_, {one.as_server("1")});
    table.backends.push_back(backend("other", {two.as_server("2")}));
    table.frontends[0].otherwise = ports::ForwardTo{{{"web", 1}, {"other", 3}}, {}};
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    ASSERT_TRUE(eventually([&] {
        const auto now = seen("2", "other");
        return now && now->sight == ServerSight::Up;
    }));
    for (int i = 0; i < 400; ++i) ASSERT_EQ(get(port_, "any", "/").status, 200);
    EXPECT_NEAR(one.requests, 100, 50);  // six standard deviations
}

TEST_F(HaproxyEdge, adds_and_removes_targets_without_a_reload) {
    Target one("one"), two("two");
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    const int worker = worker_pid();

    balancer_->want(web_table(port_, {one.as_server("1"), two.as_server("2")}));
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    ASSERT_TRUE(answers(port_, "/", "two\n"));

    balancer_->want(web_table(port_, {two.as_server("2")}));
    ASSERT_TRUE(eventually([&] { return !seen("1"); }));
    const int served = one.requests;
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get(port_, "any", "/").body, "two\n");
    EXPECT_EQ(one.requests, served);
    EXPECT_EQ(worker_pid(), worker);
}

TEST_F(HaproxyEdge, gives_a_new_target_no_traffic_before_it_passed_a_check) {
    Target good("good"), fresh("fresh");
    fresh.health_status = 500;
    auto table = web_table(port_, {good.as_server("g")});
    table.backends[0].probe.interval = Seconds{300};
    balancer_->want(table);
    ASSERT_TRUE(comes_to("g", ServerSight::Up));

    table.backends[0].servers.push_back(fresh.as_server("f"));
    Load load(port_);
    balancer_->want(table);
    ASSERT_TRUE(eventually([&] { return fresh.checks >= 2; }));
    ASSERT_TRUE(eventually([&] { return seen("f")->http_status == 500; }));
    EXPECT_EQ(seen("f")->sight, ServerSight::Checking);
    EXPECT_EQ(seen("f")->detail, "HTTP status 500");
    EXPECT_EQ(fresh.requests, 0);

    fresh.health_status = 200;  // one passed check is enough, well before the interval is over
    ASSERT_TRUE(eventually([&] { return fresh.requests > 0; }));
    ASSERT_TRUE(comes_to("f", ServerSight::Up));
    load.finish();
    EXPECT_EQ(load.bad, 0);
}

TEST_F(HaproxyEdge, takes_a_failing_target_out_and_back_in) {
    Target one("one"), two("two");
    balancer_->want(web_table(port_, {one.as_server("1"), two.as_server("2")}));
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    one.health_status = 404;
    ASSERT_TRUE(comes_to("1", ServerSight::Down));
    EXPECT_EQ(seen("1")->detail, "HTTP status 404");
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get(port_, "any", "/").body, "two\n");
    one.health_status = 200;
    EXPECT_TRUE(comes_to("1", ServerSight::Up));
}

TEST_F(HaproxyEdge, says_why_a_target_that_nobody_answers_for_is_down) {
    balancer_->want(
        web_table(port_, {{.id = "gone", .address = "127.0.0.1", .port = free_port()}}));
    ASSERT_TRUE(comes_to("gone", ServerSight::Down));
    EXPECT_EQ(seen("gone")->detail, "connection refused");
    EXPECT_TRUE(eventually([&] { return get(port_, "any", "/").status == 502; }));
}

TEST_F(HaproxyEdge, a_drained_target_finishes_its_requests_and_gets_no_new_ones) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1")});
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    Answer held;
    std::thread client([&] { held = get(port_, "any", "/hold"); });
    ASSERT_TRUE(eventually([&] { return one.held == 1; }));
    Connection kept(port_);
    EXPECT_EQ(kept.get("any", "/").body, "one\n");

    table.backends[0].servers.push_back(two.as_server("2"));
    balancer_->want(table);
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    table.backends[0].servers[0].draining = true;
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Draining));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(kept.get("any", "/").body, "two\n");

    one.let_go();
    client.join();
    EXPECT_EQ(held.body, "one\n");
    EXPECT_TRUE(comes_to("1", ServerSight::Drained));
}

TEST_F(HaproxyEdge, answers_502_where_a_target_fails_and_503_where_there_is_none) {
    auto one = std::make_unique<Target>("one");
    auto table = web_table(port_, {one->as_server("1")});
    table.backends[0].probe.interval = Seconds{300};
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    EXPECT_EQ(get(port_, "any", "/unavailable").status, 503);
    EXPECT_EQ(get(port_, "any", "/broken").status, 502);
    one.reset();
    EXPECT_EQ(get(port_, "any", "/").status, 502);
    table.backends[0].servers.clear();
    balancer_->want(table);
    EXPECT_TRUE(eventually([&] { return get(port_, "any", "/").status == 503; }));
}

TEST_F(HaproxyEdge, answers_504_where_a_target_is_silent_for_the_idle_timeout) {
    Target one("one");
    auto table = web_table(port_, {one.as_server("1")});
    table.frontends[0].idle_timeout = Seconds{1};
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    EXPECT_EQ(get(port_, "any", "/hold").status, 504);
}

TEST_F(HaproxyEdge, hostile_texts_stay_what_they_are) {
    Target one("one");
    const std::vector<std::string> texts{
        "'",  "\"", "\\", "$HOME", "%[src]", "%",   "-f",
        "--", "}",  "or", "[a-z]", "(",      "\\n", "{}'\"%#{host",
    };
    auto table = web_table(port_, {one.as_server("1")});
    auto& rules = table.frontends[0].rules;
    for (const auto& text : texts) {
        rules.push_back(
            rule({"fixed"}, {"/" + text}, FixedResponse{200, "text/plain", text + "\r\n "}));
        rules.push_back(
            rule({"moved"}, {"/" + text}, RedirectTo{"http", "h", "1", "/" + text, text, 302}));
        rules.push_back(rule({text + "*", "?" + text}, {"/*" + text}, FixedResponse{200, "", ""}));
    }
    for (const auto& text : {std::string{"a\nfrontend x\n  bind :1"}, std::string("\0\r\n", 3),
                             std::string{"a b # c"}, std::string{"\x7f\xff"}}) {
        rules.push_back(rule({text}, {text}, FixedResponse{200, text, text}));
        rules.push_back(rule({text}, {}, RedirectTo{text, text, text, text, text, 302}));
        rules.push_back(rule({"typed"}, {}, FixedResponse{200, "a/b\r\nInjected: yes", "typed"}));
    }
    rules.push_back(rule({"last"}, {"/last"}, FixedResponse{418, "a/b", "last"}));
    table.backends[0].probe.path = "a b\n'\"%[src]#";
    table.backends.push_back(backend("bad name", {}));
    table.backends[0].servers.push_back({"x; shutdown", "127.0.0.1", 80});
    balancer_->want(table);

    ASSERT_TRUE(answers(port_, "/", "one\n"));
    for (const auto& text : texts) {
        if (text.find('#') != std::string::npos) continue;  // no path of a request has it
        EXPECT_EQ(get(port_, "fixed", "/" + text).body, text + "\r\n ");
        EXPECT_THAT(get(port_, "moved", "/" + text).head,
                    HasSubstr("ocation: http://h:1/" + text + "?" + text + "\r\n"));
    }
    EXPECT_THAT(get(port_, "typed", "/").head, testing::Not(HasSubstr("\nInjected")));
    EXPECT_EQ(get(port_, "last", "/last?x").status, 418);
}

TEST_F(HaproxyEdge, a_target_that_dies_costs_no_request_that_another_can_answer) {
    Target one("one");
    auto two = std::make_unique<Target>("two");
    auto table = web_table(port_, {one.as_server("1"), two->as_server("2")});
    table.backends[0].probe.interval = Seconds{300};  // the balancer does not learn of it in time
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Up));
    ASSERT_TRUE(comes_to("2", ServerSight::Up));
    Load load(port_);
    ASSERT_TRUE(eventually([&] { return load.good > 100; }));
    two.reset();
    const int before = load.good;
    ASSERT_TRUE(eventually([&] { return load.good >= before + 500; }));
    load.finish();
    EXPECT_EQ(load.bad, 0);
}

TEST_F(HaproxyEdge, a_request_that_kills_its_target_meets_two_of_them_at_most) {
    std::array<Target, 4> targets{Target("0"), Target("1"), Target("2"), Target("3")};
    auto table = web_table(port_, {});
    for (auto& target : targets) {
        target.keeps_alive = true;
        table.backends[0].servers.push_back(target.as_server(std::to_string(target.port())));
    }
    balancer_->want(table);
    for (const auto& server : table.backends[0].servers)
        ASSERT_TRUE(comes_to(server.id, ServerSight::Up));
    EXPECT_EQ(get(port_, "any", "/broken").status, 502);
    int met = 0;
    for (const auto& target : targets) met += target.requests;
    EXPECT_LE(met, 2);
}

}  // namespace
}  // namespace ikada::haproxy
