#include "haproxy/maps.hpp"

#include <gtest/gtest.h>

#include <set>

#include "haproxy/stickiness.hpp"
#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

using ports::ServerSight;

ports::RouteServer server(const std::string& id, bool draining = false) {
    return {.id = id, .address = "10.0.0.1", .port = 80, .draining = draining};
}

TEST(Maps, without_a_healthy_server_those_may_serve_that_have_a_verdict_and_do_not_drain) {
    const auto table = web_table(80, {server("a"), server("b"), server("c", true), server("d")});
    ports::BalancerSeen seen;
    for (const auto* id : {"a", "c", "d"}) seen.servers["web"][id].sight = ServerSight::Down;
    EXPECT_EQ(maps_of(table, seen).at(kOpenMap),
              (MapEntries{{"web", "2"}, {"web/0", "a"}, {"web/1", "d"}}));
}

TEST(Maps, a_cookie_leads_to_no_server_that_drains) {
    auto table = web_table(80, {server("a"), server("b", true)});
    table.backends[0].stickiness = ports::Stickiness{};
    EXPECT_EQ(maps_of(table, {}).at(kKeptMap), (MapEntries{{cookie_token("web/a"), "a"}}));
}

TEST(Maps, are_those_that_the_configuration_names) {
    auto table = web_table(80, {server("a")});
    const std::string hosts = hosts_map(table.frontends[0], 0);
    const auto names = [&table] {
        std::set<std::string> all;
        for (const auto& [name, entries] : maps_of(table, {})) all.insert(name);
        return all;
    };
    EXPECT_EQ(names(), (std::set<std::string>{hosts, kOpenMap}));
    table.backends[0].stickiness = ports::Stickiness{};
    EXPECT_EQ(names(), (std::set<std::string>{hosts, kOpenMap, kKeptMap}));
    table.backends.clear();
    EXPECT_EQ(names(), std::set<std::string>{hosts});
}

TEST(Maps, are_read_back_as_haproxy_shows_them) {
    const auto shown = parse_map("0x55d0 a.com web\n0x55e0 b.com =12\n\n");
    ASSERT_TRUE(shown);
    EXPECT_EQ(*shown, (MapEntries{{"a.com", "web"}, {"b.com", "=12"}}));
    EXPECT_FALSE(parse_map("Unknown map identifier. Please use #<id> or <file>."));
}

TEST(Maps, change_entry_by_entry) {
    EXPECT_EQ(map_commands("/d x/m", {{"a", "1"}, {"b", "1"}, {"c", "1"}},
                           {{"a", "1"}, {"b", "2"}, {"d", "1"}}),
              (std::vector<std::string>{"set map /d\\ x/m b 2", "add map /d\\ x/m d 1",
                                        "del map /d\\ x/m c"}));
}

}  // namespace
}  // namespace ikada::haproxy
