#include "haproxy/tally.hpp"

#include <gtest/gtest.h>

#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

Statistics counted(std::int64_t requests) {
    Statistics stats;
    stats.frontends["fe:127.0.0.1:80"].requests = requests;
    stats.servers[{"web", "a"}].counted.requests = requests;
    return stats;
}

TEST(Tally, sums_workers_and_leaves_out_what_was_before_us) {
    const auto table = web_table(80, {{.id = "a", .address = "10.0.0.1", .port = 80}});
    Tally tally;
    tally.add(1, counted(100));
    tally.add(1, counted(105));
    tally.add(2, counted(7));
    tally.add(1, counted(106));
    const auto told = tally.told(table);
    EXPECT_EQ(told.frontends.at("lb").requests, 13);
    EXPECT_EQ(told.servers.at("web").at("a").requests, 13);
}

}  // namespace
}  // namespace ikada::haproxy
