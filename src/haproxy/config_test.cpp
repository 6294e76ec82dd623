#include "haproxy/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "haproxy/backends.hpp"
#include "haproxy/maps.hpp"
#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

using testing::HasSubstr;
using testing::Not;

const ConfigSettings kSettings{.folder = "/d"};

ports::RouteServer server(const std::string& id) {
    return {.id = id, .address = "10.0.0.1", .port = 8000};
}
PresentServer present(const std::string& id, int weight = kWeightProven) {
    return {.backend = "web", .id = id, .address = "10.0.0.1", .port = 8000, .weight = weight};
}
std::string fingerprint(const ports::RoutingTable& table) {
    return fingerprint_of(structure_of(table, kSettings));
}

TEST(Config, servers_are_not_structure) {
    auto table = web_table(80, {server("a")});
    const auto before = fingerprint(table);
    table.backends[0].servers = {server("b"), server("c")};
    table.backends[0].servers[0].draining = true;
    EXPECT_EQ(fingerprint(table), before);
}

TEST(Config, every_setting_of_probe_rule_and_frontend_is_structure) {
    const auto table = web_table(80, {});
    const std::vector<std::function<void(ports::RoutingTable&)>> edits{
        [](auto& t) { t.backends[0].probe.path = "/x"; },
        [](auto& t) { t.backends[0].probe.port = 99; },
        [](auto& t) { t.backends[0].probe.interval = Seconds{9}; },
        [](auto& t) { t.backends[0].probe.timeout = Seconds{9}; },
        [](auto& t) { t.backends[0].probe.healthy_threshold = 9; },
        [](auto& t) { t.backends[0].probe.unhealthy_threshold = 9; },
        [](auto& t) { t.backends[0].probe.status_codes = "200-299"; },
        [](auto& t) { t.backends.push_back(backend("other", {})); },
        [](auto& t) { t.backends[0].probe.enabled = false; },
        [](auto& t) { t.backends[0].probe.protocol = ports::ProbeProtocol::Https; },
        [](auto& t) { t.backends[0].balancing = ports::Balancing::WeightedRandom; },
        [](auto& t) { t.backends[0].slow_start = Seconds{30}; },
        [](auto& t) { t.backends[0].stickiness = ports::Stickiness{}; },
        [](auto& t) { t.frontends[0].forwarded = ports::ForwardedHeaders::Remove; },
        [](auto& t) { t.frontends[0].forwarded_client_port = true; },
        [](auto& t) { t.frontends[0].drop_invalid_headers = true; },
        [](auto& t) { t.frontends[0].port = 81; },
        [](auto& t) { t.frontends[0].idle_timeout = Seconds{9}; },
        [](auto& t) {
            t.frontends[0].otherwise = ports::FixedResponse{404, "", ""};
        },
        [](auto& t) { t.frontends[0].rules = {rule({"a"}, {"/b"}, to("web"))}; },
    };
    for (std::size_t i = 0; i < edits.size(); ++i) {
        auto edited = table;
        edits[i](edited);
        EXPECT_NE(fingerprint(edited), fingerprint(table)) << "edit " << i;
    }
}

TEST(Config, shows_its_fingerprint_whatever_servers_it_carries) {
    const auto table = web_table(80, {server("a")});
    const auto description = "description " + fingerprint(table) + "\n";
    EXPECT_THAT(config_text(table, kSettings, {}), HasSubstr(description));
    EXPECT_THAT(config_text(table, kSettings, {present("a")}), HasSubstr(description));
}

TEST(Config, writes_carried_servers_with_the_weight_they_had) {
    const auto table = web_table(80, {server("a")});
    EXPECT_THAT(config_text(table, kSettings, {present("a", kWeightNew)}),
                HasSubstr("\n    server a 10.0.0.1:8000 check inter 1s fastinter 1s "
                          "downinter 1000ms rise 2 fall 2 sni var(txn.own) "
                          "pool-max-conn 4096 pool-purge-delay 1000ms weight 99\n"));
}

TEST(Config, probes_another_port_where_the_probe_names_one) {
    auto table = web_table(80, {});
    table.backends[0].probe.port = 9000;
    EXPECT_THAT(server_words(table.backends[0], present("a")), HasSubstr(" check port 9000 inter"));
}

TEST(Config, refuses_to_quote_a_matcher_that_is_none) {
    auto table = web_table(80, {});
    table.backends[0].probe.status_codes = "200\n    server evil 1.2.3.4:80";
    EXPECT_THAT(structure_of(table, kSettings), HasSubstr("expect status 200\n    timeout check"));
}

TEST(Config, encodes_what_a_request_line_cannot_hold) {
    auto table = web_table(80, {});
    table.backends[0].probe.path = "a b\r\n?c=%20";
    EXPECT_THAT(structure_of(table, kSettings), HasSubstr("uri '/a%20b%0D%0A?c=%20' "));
}

TEST(BlamedFrontend, is_that_of_the_line_complained_about) {
    const std::string config = "global\n    x\n\nfrontend fe:1\n    a\n    b\n\nbackend w\n    c\n";
    const auto blamed = [&](int line) {
        return blamed_frontend(config, fmt::format("parsing [/d/haproxy.cfg.new:{}] : bad", line));
    };
    EXPECT_EQ(blamed(6), "fe:1");
    EXPECT_EQ(blamed(2), std::nullopt);
    EXPECT_EQ(blamed(9), std::nullopt);
    EXPECT_EQ(blamed(99), std::nullopt);
    EXPECT_EQ(blamed_frontend(config, "HAProxy ended"), std::nullopt);
}

TEST(CarriedOver, are_the_servers_that_stay_where_they_are) {
    auto table = web_table(80, {server("stays"), server("moved"), server("maint")});
    table.backends[0].servers[1].port = 8001;
    auto in_maintenance = present("maint");
    in_maintenance.in_maintenance = true;
    const auto carried =
        carried_over({present("stays"), present("moved"), present("left"), in_maintenance}, table);
    EXPECT_EQ(carried, std::vector<PresentServer>{present("stays")});
}

TEST(CarriedOver, get_no_new_requests_from_the_new_worker_if_they_drain) {
    auto table = web_table(80, {server("a")});
    table.backends[0].servers[0].draining = true;
    EXPECT_EQ(carried_over({present("a")}, table)[0].weight, kWeightClosed);
}

TEST(Routing, splits_by_weight_and_leaves_out_weight_zero) {
    auto table = web_table(80, {});
    table.frontends[0].otherwise = ports::ForwardTo{{{"a", 1}, {"b", 0}, {"c", 3}}, {}};
    const auto text = structure_of(table, kSettings);
    EXPECT_THAT(text, HasSubstr("set-var(txn.draw) rand(4)"));
    EXPECT_THAT(text, HasSubstr("str(a) if { var(txn.action) -m str =15888ffe4a29b684 } "
                                "!{ var(txn.group) -m found } { var(txn.draw) -m int lt 1 }"));
    EXPECT_THAT(text, HasSubstr("!{ var(txn.group) -m found } { var(txn.draw) -m int lt 4 }"));
    EXPECT_THAT(text, Not(HasSubstr("str(b)")));
}

TEST(Routing, a_host_rule_is_no_structure) {
    auto table = web_table(80, {});
    const auto before = fingerprint(table);
    for (int i = 0; i < 1000; ++i)
        table.frontends[0].rules.push_back(rule({fmt::format("h{}.org", i)}, {}, to("web")));
    EXPECT_EQ(fingerprint(table), before);
    const auto maps = maps_of(table, {});
    EXPECT_EQ(maps.at("hosts-fe:127.0.0.1:80-0.map").at("h7.org"), "web");
}

TEST(Routing, writes_every_condition) {
    auto table = web_table(80, {});
    auto all = rule({"A.Com", "B.*"}, {"/Path"}, to("web"));
    all.methods = {"GET"};
    all.sources = {"10.0.0.0/8", "fd00::/8", "nonsense"};
    all.headers = {{"X-A", {"v*"}}, {"bad name", {"v"}}};
    all.queries = {{{"k", "v*"}, {std::nullopt, "w"}}};
    table.frontends[0].rules = {all};
    EXPECT_THAT(
        structure_of(table, kSettings),
        HasSubstr("    acl host0 var(txn.host) -m str -- 'a.com'\n"
                  "    acl host0 var(txn.host) -m beg -- 'b.'\n"
                  "    acl path0 path -m str -- '/Path'\n"
                  "    acl method0 method -m str -- 'GET'\n"
                  "    acl source0 src 10.0.0.0/8\n"
                  "    acl source0 src fd00::/8\n"
                  "    acl header0.0 'req.fhdr(\"X-A\")' -m beg -i -- 'v'\n"
                  "    acl header0.1 always_false\n"
                  "    acl query0.0 query -m reg -i -- '(?:^|&)k=v[^&]*(?:&|$)'\n"
                  "    acl query0.0 query -m reg -i -- '(?:^|&)[^&=]*=w(?:&|$)'\n"
                  "    http-request set-var(txn.action) str(web) if !{ var(txn.action) -m found } "
                  "host0 path0 method0 source0 header0.0 header0.1 query0.0\n"));
}

}  // namespace
}  // namespace ikada::haproxy
