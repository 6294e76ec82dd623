#include "haproxy/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

using testing::HasSubstr;
using testing::Not;

const ConfigSettings kSettings{.stats_socket = "/d/stats.sock", .state_file = "/d/servers.state"};

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
        [](auto& t) { t.frontends[0].port = 81; },
        [](auto& t) { t.frontends[0].idle_timeout = Seconds{9}; },
        [](auto& t) {
            t.frontends[0].otherwise = ports::FixedResponse{404, "", ""};
        },
        [](auto& t) { t.frontends[0].rules = {rule({"a"}, {}, to("web"))}; },
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
                          "downinter 1000ms rise 2 fall 2 weight 99\n"));
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
    table.frontends[0].otherwise = weighted({{"a", 1}, {"b", 0}, {"c", 3}});
    const auto text = structure_of(table, kSettings);
    EXPECT_THAT(text, HasSubstr("set-var(txn.draw) rand(4)"));
    EXPECT_THAT(text, HasSubstr("str(a) if !{ var(txn.backend) -m found } "
                                "{ var(txn.draw) -m int lt 1 }"));
    EXPECT_THAT(text, HasSubstr("str(c) if !{ var(txn.backend) -m found } "
                                "{ var(txn.draw) -m int lt 4 }"));
    EXPECT_THAT(text, Not(HasSubstr("str(b)")));
}

TEST(Routing, matches_hosts_in_lower_case_and_paths_as_they_are) {
    auto table = web_table(80, {});
    table.frontends[0].rules = {rule({"A.Com", "B.*"}, {"/Path"}, to("web"))};
    EXPECT_THAT(structure_of(table, kSettings),
                HasSubstr("    acl host0 var(txn.host) -m str -- 'a.com'\n"
                          "    acl host0 var(txn.host) -m beg -- 'b.'\n"
                          "    acl path0 path -m str -- '/Path'\n"
                          "    http-request set-var(txn.backend) str(web) if "
                          "!{ var(txn.backend) -m found } host0 path0\n"));
}

}  // namespace
}  // namespace ikada::haproxy
