// What makes HAProxy an application load balancer: conditions, headers, cookies, errors. Over the
// real one, on loopback.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/strings.hpp"
#include "haproxy/edge_testing.hpp"

namespace ikada::haproxy {
namespace {

using ports::FixedResponse;
using ports::ServerSight;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class HaproxyAlb : public HaproxyEdge {
  protected:
    // The frontend answers by its rules alone, each with its own number.
    void want_rules(std::vector<ports::RouteRule> rules) {
        auto table = web_table(port_, {});
        for (std::size_t i = 0; i < rules.size(); ++i)
            rules[i].action = FixedResponse{200, "text/plain", std::to_string(i)};
        table.frontends[0].rules = std::move(rules);
        table.frontends[0].otherwise = FixedResponse{200, "text/plain", "none"};
        balancer_->want(table);
        ASSERT_TRUE(eventually([&] { return get(port_, "any", "/").status != 0; }));
    }
    std::string matched(const std::string& request) { return send(port_, request).body; }
    bool is_up(const std::string& server) { return comes_to(server, ServerSight::Up); }
};

std::string request(const std::string& start, const std::string& headers = "") {
    return start + " HTTP/1.1\r\nHost: any\r\n" + headers + "\r\n";
}

std::string cookie_of(const Answer& answer, const std::string& name) {
    const auto at = answer.head.find("\r\nset-cookie: " + name + "=");
    if (at == std::string::npos) return "";
    const auto from = at + std::string_view{"\r\nset-cookie: "}.size();
    return answer.head.substr(from, answer.head.find(';', from) - from);
}

TEST_F(HaproxyAlb, matches_every_kind_of_condition) {
    std::vector<ports::RouteRule> rules(9);
    rules[0].methods = {"PURGE", "DELETE"};
    rules[1].headers = {{"User-Agent", {"*mobile, v?*"}}};
    rules[2].headers = {{"x-a", {"one"}}, {"X-B", {"two", "\\*"}}};
    rules[3].queries = {{{"Version", "v1*"}}};
    rules[4].queries = {{{std::nullopt, "*star*"}}, {{"k*y", ""}}};
    rules[5].sources = {"10.0.0.0/8"};
    rules[6].paths = {"/a*b*c?"};
    rules[7].hosts = {"*.x?.com"};
    rules[8].sources = {"10.0.0.0/8", "127.0.0.0/8"};
    rules[8].paths = {"/local"};
    want_rules(rules);

    EXPECT_EQ(matched(request("PURGE /")), "0");
    EXPECT_EQ(matched(request("Purge /")), "none");
    EXPECT_EQ(matched(request("GET /", "user-agent: My MOBILE, V2 x\r\n")), "1");
    EXPECT_EQ(matched(request("GET /", "X-A: zero\r\nX-A: One\r\nx-b: *\r\n")), "2");
    EXPECT_EQ(matched(request("GET /", "X-A: one\r\nX-B: three\r\n")), "none");
    EXPECT_EQ(matched(request("GET /?a=b&version=V12")), "3");
    EXPECT_EQ(matched(request("GET /?aversion=v1")), "none");
    EXPECT_EQ(matched(request("GET /?keey&x=my-star-s")), "4");
    EXPECT_EQ(matched(request("GET /?keey=1&x=my-star-s")), "none");
    EXPECT_EQ(matched(request("GET /axxbyybzzcQ?b")), "6");
    EXPECT_EQ(matched(request("GET /axxbyybzzc")), "none");
    EXPECT_EQ(get(port_, "a.X1.com:80", "/").body, "7");
    EXPECT_EQ(matched(request("GET /local")), "8");
}

TEST_F(HaproxyAlb, takes_a_thousand_host_rules_and_changes_of_them_without_a_reload) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1")});
    table.backends.push_back(backend("other", {two.as_server("2")}));
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    const int worker = worker_pid();
    auto& rules = table.frontends[0].rules;
    for (int i = 0; i < 1000; ++i)
        rules.push_back(rule({fmt::format("h{}.org", i)}, {}, to("other")));
    balancer_->want(table);
    ASSERT_TRUE(eventually([&] { return get(port_, "h999.org", "/").body == "two\n"; }));
    rules[0].action = to("web");
    rules.pop_back();
    balancer_->want(table);
    ASSERT_TRUE(eventually([&] { return get(port_, "H0.org", "/").body == "one\n"; }));
    ASSERT_TRUE(eventually([&] { return get(port_, "h999.org", "/").body == "one\n"; }));
    EXPECT_EQ(get(port_, "h998.org", "/").body, "two\n");
    EXPECT_EQ(worker_pid(), worker);
}

TEST_F(HaproxyAlb, tells_targets_about_the_client_as_an_alb_does) {
    Target web("web");
    balancer_->want(web_table(port_, {web.as_server("w")}));
    ASSERT_TRUE(is_up("w"));
    const auto echo = [&](const std::string& headers) {
        return send(port_, request("GET /echo", headers)).body;
    };
    const auto plain = echo("");
    EXPECT_THAT(plain, HasSubstr("x-forwarded-for: 127.0.0.1\r\n"));
    EXPECT_THAT(plain, HasSubstr(fmt::format("x-forwarded-port: {}\r\n", port_)));
    EXPECT_THAT(plain, HasSubstr(fmt::format("host: any:{}\r\n", port_)));
    const std::string id = "1-[0-9a-f]{8}-[0-9a-f]{24}";
    const auto trace = [](const std::string& text) {
        const auto at = text.find("x-amzn-trace-id: ") + 17;
        return text.substr(at, text.find('\r', at) - at);
    };
    EXPECT_THAT(trace(plain), testing::ContainsRegex("^Root=" + id + "$"));
    EXPECT_THAT(trace(echo("X-Amzn-Trace-Id: Root=1-2-3;CalledFrom=app\r\n")),
                testing::ContainsRegex("^Self=" + id + ";Root=1-2-3;CalledFrom=app$"));
    EXPECT_THAT(trace(echo("X-Amzn-Trace-Id: Self=1-9-9;Root=1-2-3\r\n")),
                testing::ContainsRegex("^Self=" + id + ";Root=1-2-3$"));
    EXPECT_THAT(trace(echo("X-Amzn-Trace-Id: a=b\r\n")),
                testing::ContainsRegex("^Root=" + id + ";a=b$"));
    const auto passed =
        echo("X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: gopher\r\nbad_name: x\r\n");
    EXPECT_THAT(passed, HasSubstr("x-forwarded-for: 9.9.9.9, 127.0.0.1\r\n"));
    EXPECT_THAT(passed, HasSubstr("x-forwarded-proto: http\r\n"));
    EXPECT_THAT(passed, HasSubstr("bad_name: x\r\n"));
}

TEST_F(HaproxyAlb, changes_headers_only_as_it_is_told) {
    Target web("web");
    auto table = web_table(port_, {web.as_server("w")});
    table.frontends[0].preserve_host = true;
    table.frontends[0].drop_invalid_headers = true;
    table.frontends[0].forwarded_client_port = true;
    auto quiet = table.frontends[0];
    quiet.id = "quiet";
    quiet.port = free_port();
    quiet.forwarded = ports::ForwardedHeaders::Remove;
    auto keeping = table.frontends[0];
    keeping.id = "keeping";
    keeping.port = free_port();
    keeping.forwarded = ports::ForwardedHeaders::Preserve;
    table.frontends.push_back(quiet);
    table.frontends.push_back(keeping);
    balancer_->want(table);
    ASSERT_TRUE(is_up("w"));
    const auto ask = request("GET /echo", "X-Forwarded-For: 9.9.9.9\r\nbad_name: x\r\n");
    const auto echo = send(port_, ask).body;
    EXPECT_THAT(echo, HasSubstr("host: any\r\n"));
    EXPECT_THAT(echo, Not(HasSubstr("bad_name")));
    EXPECT_THAT(echo, testing::ContainsRegex("x-forwarded-for: 9.9.9.9, 127.0.0.1:[0-9]+\r\n"));
    EXPECT_THAT(send(quiet.port, ask).body, Not(HasSubstr("x-forwarded-for")));
    EXPECT_THAT(send(keeping.port, ask).body, HasSubstr("x-forwarded-for: 9.9.9.9\r\n"));
}

TEST_F(HaproxyAlb, sets_headers_on_answers_and_drops_the_servers_name) {
    Target web("web");
    auto table = web_table(port_, {web.as_server("w")});
    const std::string policy = "default-src 'self'; x \"%[src]\" \\ # $HOME";
    table.frontends[0].answer_headers = {{"Content-Security-Policy", policy},
                                         {"X-Frame-Options", "DENY"}};
    table.frontends[0].drop_server_header = true;
    balancer_->want(table);
    ASSERT_TRUE(is_up("w"));
    for (const auto* what : {"GET /echo", "TRACE /"}) {  // a target's answer, the balancer's own
        const auto head = send(port_, request(what)).head;
        EXPECT_THAT(head, HasSubstr("content-security-policy: " + policy + "\r\n")) << what;
        EXPECT_THAT(head, HasSubstr("x-frame-options: DENY\r\n"));
        EXPECT_THAT(head, Not(HasSubstr("server: ")));
    }
}

TEST_F(HaproxyAlb, refuses_what_an_alb_refuses_with_its_pages) {
    want_rules({});
    const auto refused = send(port_, request("TRACE /"));
    EXPECT_EQ(refused.status, 405);
    EXPECT_THAT(refused.head, HasSubstr("server: awselb/2.0\r\n"));
    EXPECT_THAT(refused.body, HasSubstr("<center><h1>405 Not Allowed</h1></center>"));
    EXPECT_EQ(send(port_, request("CONNECT any:80")).status, 405);
    EXPECT_EQ(send(port_, "GET /\r\n nonsense\r\n\r\n").status, 400);
    EXPECT_EQ(send(port_, "GET / HTTP/1.1\r\n\r\n").status, 400);
    const std::string long_text(16 * 1024 + 1, 'a'), fitting(15 * 1024, 'a');
    EXPECT_EQ(get(port_, "any", "/" + long_text).status, 414);
    EXPECT_EQ(get(port_, "any", "/" + fitting).status, 200);
    EXPECT_EQ(send(port_, request("GET /", "X-A: " + long_text + "\r\n")).status, 400);
    std::string headers = "X-A: " + fitting + "\r\n";
    EXPECT_EQ(send(port_, request("GET /", headers)).status, 200);
    headers += "X-B: " + fitting + "\r\n";
    EXPECT_EQ(send(port_, request("GET /", headers)).status, 400);
}

TEST_F(HaproxyAlb, words_its_errors_as_an_alb) {
    Target one("one");
    auto table = web_table(port_, {one.as_server("1")});
    table.backends.push_back(backend("empty", {}));
    table.frontends[0].rules = {rule({"empty.org"}, {}, to("empty"))};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    const auto empty = get(port_, "empty.org", "/");
    EXPECT_EQ(empty.status, 503);
    EXPECT_THAT(empty.head, HasSubstr("server: awselb/2.0\r\n"));
    EXPECT_THAT(empty.body, HasSubstr("503 Service Temporarily Unavailable"));
    EXPECT_EQ(get(port_, "any", "/garbage").status, 502);
    const auto broken = get(port_, "any", "/broken");
    EXPECT_EQ(broken.status, 502);
    EXPECT_THAT(broken.body, HasSubstr("502 Bad Gateway"));
}

TEST_F(HaproxyAlb, tries_unhealthy_targets_where_none_is_healthy) {
    Target one("one"), two("two"), leaving("leaving");
    auto table = web_table(port_, {one.as_server("1"), two.as_server("2"), leaving.as_server("3")});
    balancer_->want(table);
    for (const auto* id : {"1", "2", "3"}) ASSERT_TRUE(is_up(id));
    table.backends[0].servers[2].draining = true;
    one.health_status = two.health_status = 500;
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Down));
    ASSERT_TRUE(comes_to("2", ServerSight::Down));
    const int drained = leaving.requests;
    for (int i = 0; i < 40; ++i) EXPECT_EQ(get(port_, "any", "/").status, 200);
    EXPECT_GT(one.requests, 0);
    EXPECT_GT(two.requests, 0);
    EXPECT_EQ(leaving.requests, drained);
    two.health_status = 200;
    ASSERT_TRUE(is_up("2"));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(get(port_, "any", "/").body, "two\n");
}

TEST_F(HaproxyAlb, keeps_a_client_at_its_target_by_a_cookie) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1"), two.as_server("2")});
    table.backends[0].stickiness = ports::Stickiness{};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    ASSERT_TRUE(is_up("2"));
    const auto first = get(port_, "any", "/");
    const auto cookie = cookie_of(first, "AWSALB");
    ASSERT_THAT(cookie, testing::ContainsRegex("^AWSALB=[0-9a-f]{32}-[0-9]+$"));
    EXPECT_EQ(cookie_of(first, "AWSALBCORS").substr(10), cookie.substr(6));
    const auto ask = [&](const std::string& with) {
        return send(port_, request("GET /", "Cookie: " + with + "\r\n")).body;
    };
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(cookie), first.body);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("AWSALBCORS" + cookie.substr(6)), first.body);

    const auto stale = cookie.substr(0, cookie.rfind('-')) + "-1000";
    EXPECT_TRUE(eventually([&] { return ask(stale) != first.body; }));
    const bool is_one = first.body == "one\n";
    table.backends[0].servers[is_one ? 0 : 1].draining = true;
    balancer_->want(table);
    ASSERT_TRUE(comes_to(is_one ? "1" : "2", ServerSight::Drained));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(cookie), is_one ? "two\n" : "one\n");
}

TEST_F(HaproxyAlb, keeps_a_client_at_its_target_by_the_applications_cookie) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1"), two.as_server("2")});
    table.backends[0].stickiness = ports::Stickiness{.lasts = Seconds{60}, .app_cookie = "SESSION"};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    ASSERT_TRUE(is_up("2"));
    EXPECT_EQ(cookie_of(get(port_, "any", "/"), "AWSALBAPP-0"), "");
    const auto first = get(port_, "any", "/login");
    const auto cookie = cookie_of(first, "AWSALBAPP-0");
    ASSERT_NE(cookie, "");
    const auto ask = [&](const std::string& with) {
        return send(port_, request("GET /", "Cookie: " + with + "\r\n"));
    };
    for (int i = 0; i < 10; ++i) {
        const auto answer = ask("SESSION=1; " + cookie);
        EXPECT_EQ(answer.body, first.body);
        EXPECT_NE(cookie_of(answer, "AWSALBAPP-0"), "");
    }
    EXPECT_TRUE(eventually([&] { return ask(cookie).body != first.body; }));
}

TEST_F(HaproxyAlb, keeps_a_client_at_its_target_group) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1")});
    table.backends.push_back(backend("other", {two.as_server("2")}));
    table.frontends[0].otherwise = ports::ForwardTo{{{"web", 1}, {"other", 1}}, Seconds{60}};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    ASSERT_TRUE(eventually([&] {
        const auto other = seen("2", "other");
        return other && other->sight == ServerSight::Up;
    }));
    const auto first = get(port_, "any", "/");
    const auto cookie = cookie_of(first, "AWSALBTG");
    ASSERT_NE(cookie, "");
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(send(port_, request("GET /", "Cookie: a=b; " + cookie + "\r\n")).body,
                  first.body);
}

TEST_F(HaproxyAlb, reuses_connections_to_targets_only_for_requests_that_may_be_repeated) {
    Target one("one");
    one.keeps_alive = true;
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(is_up("1"));
    Connection client(port_);
    const auto post = "POST / HTTP/1.1\r\nHost: any\r\nContent-Length: 2\r\n\r\nhi";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(client.get("any", "/").status, 200);
    EXPECT_EQ(one.connections, 1);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send(post).status, 200);
    EXPECT_EQ(one.connections, 4);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(client.get("any", "/").status, 200);
    EXPECT_EQ(one.connections, 4);
}

TEST_F(HaproxyAlb, lets_a_target_speak_websocket) {
    Target one("one");
    balancer_->want(web_table(port_, {one.as_server("1")}));
    ASSERT_TRUE(is_up("1"));
    Connection client(port_);
    const auto answer = client.send(request("GET /socket",
                                            "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    EXPECT_EQ(answer.status, 101);
    EXPECT_EQ(client.say("hello\n"), "one heard\n");
    EXPECT_EQ(client.say("again\n"), "one heard\n");
}

TEST_F(HaproxyAlb, counts_every_target_as_healthy_where_checks_are_off) {
    Target one("one");
    one.health_status = 500;
    auto table = web_table(port_, {one.as_server("1")});
    table.backends[0].probe.enabled = false;
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    EXPECT_EQ(get(port_, "any", "/").body, "one\n");
    EXPECT_EQ(one.checks, 0);
    table.backends[0].probe.enabled = true;
    balancer_->want(table);
    ASSERT_TRUE(comes_to("1", ServerSight::Down));
    table.backends[0].probe.enabled = false;
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
}

TEST_F(HaproxyAlb, gives_a_new_target_its_full_share_only_after_the_slow_start) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1")});
    table.backends[0].slow_start = Seconds{900};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    table.frontends[0].idle_timeout = Seconds{30};  // after a reload the first is no longer new
    balancer_->want(table);
    table.backends[0].servers.push_back(two.as_server("2"));
    balancer_->want(table);
    ASSERT_TRUE(is_up("2"));
    for (int i = 0; i < 100; ++i) EXPECT_EQ(get(port_, "any", "/").status, 200);
    EXPECT_GT(one.requests, 80);
    EXPECT_GT(two.requests, 0);
}

TEST_F(HaproxyAlb, counts_requests_and_answers) {
    Target one("one");
    auto table = web_table(port_, {one.as_server("1")});
    table.frontends[0].rules = {rule({"none.org"}, {}, ports::ForwardTo{})};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    const auto before = balancer_->counters();
    for (int i = 0; i < 5; ++i) get(port_, "any", "/");
    get(port_, "any", "/unavailable");
    get(port_, "none.org", "/");
    const auto grown = [&](int frontend, int server, std::size_t which) {
        const auto now = balancer_->counters();
        const auto& f = now.frontends.at("lb").answers;
        const auto& s = now.servers.at("web").at("1").answers;
        return f[which] - before.frontends.at("lb").answers[which] == frontend &&
               s[which] - before.servers.at("web").at("1").answers[which] == server;
    };
    EXPECT_TRUE(eventually([&] { return grown(5, 5, 0); }));
    EXPECT_TRUE(eventually([&] { return grown(2, 1, 3); }));
    const auto now = balancer_->counters().frontends.at("lb");
    EXPECT_EQ(now.requests - before.frontends.at("lb").requests, 7);
    EXPECT_GT(now.bytes_out, 0);
}

TEST_F(HaproxyAlb, chooses_targets_by_each_algorithm) {
    Target one("one"), two("two");
    auto table = web_table(port_, {one.as_server("1"), two.as_server("2")});
    table.backends[0].balancing = ports::Balancing::LeastOutstandingRequests;
    auto lot = backend("lot", {one.as_server("1"), two.as_server("2")});
    lot.balancing = ports::Balancing::WeightedRandom;
    table.backends.push_back(lot);
    table.frontends[0].rules = {rule({"lot.org"}, {}, to("lot"))};
    balancer_->want(table);
    ASSERT_TRUE(is_up("1"));
    ASSERT_TRUE(is_up("2"));
    std::thread client([&] { get(port_, "any", "/hold"); });
    ASSERT_TRUE(eventually([&] { return one.held + two.held == 1; }));
    const std::string idle = one.held == 1 ? "two\n" : "one\n";
    // HAProxy may count a request a moment longer than its client: a tie then, which may go wrong.
    int in_a_row = 0;
    EXPECT_TRUE(eventually([&] {
        in_a_row = get(port_, "any", "/").body == idle ? in_a_row + 1 : 0;
        return in_a_row == 16;
    }));
    one.let_go();
    two.let_go();
    client.join();
    EXPECT_TRUE(eventually([&] { return get(port_, "lot.org", "/").body == idle; }));
}

}  // namespace
}  // namespace ikada::haproxy
