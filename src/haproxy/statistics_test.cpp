#include "haproxy/statistics.hpp"

#include <gtest/gtest.h>

namespace ikada::haproxy {
namespace {

TEST(Statistics, are_read_by_column_name) {
    const auto stats = parse_statistics(
        "# pxname,svname,scur,type,check_status,check_code,last_chk,hrsp_2xx,hrsp_5xx,stot,req_tot,"
        "cli_abrt,rtime,\n"
        "fe:1,FRONTEND,9,0,,,,7,2,,9,,,\n"
        "web,a,2,2,* L7STS,500,\"He said \"\"no\"\", twice\",3,1,5,,1,12,\n"
        "web,b,0,2,INI,,,,,,,,,\n"
        "web,BACKEND,2,1,,,,,,,,,,\n\n");
    ASSERT_TRUE(stats);
    ASSERT_EQ(stats->servers.size(), 2U);
    const auto& a = stats->servers.at({"web", "a"});
    EXPECT_EQ(a.running, 2);
    EXPECT_EQ(a.check_status, "L7STS");
    EXPECT_EQ(a.check_code, 500);
    EXPECT_EQ(a.last_check, "He said \"no\", twice");
    EXPECT_EQ(a.counted.requests, 5);
    EXPECT_EQ(a.counted.client_aborts, 1);
    EXPECT_EQ(a.counted.response_time, Millis{12});
    EXPECT_EQ(a.counted.answers, (std::array<std::int64_t, 4>{3, 0, 0, 1}));
    EXPECT_EQ(stats->servers.at({"web", "b"}).check_code, std::nullopt);
    ASSERT_EQ(stats->frontends.size(), 1U);
    EXPECT_EQ(stats->frontends.at("fe:1").requests, 9);
    EXPECT_EQ(stats->frontends.at("fe:1").active_connections, 9);
}

TEST(Statistics, refuse_what_has_no_header) {
    EXPECT_FALSE(parse_statistics(""));
    EXPECT_FALSE(parse_statistics("Permission denied\n"));
}

TEST(Counted, grows_on_whatever_worker_counts) {
    ports::ServerCounters total, first, second;
    first.requests = 10;
    first.response_time = Millis{5};
    add_counted(total, first, {});
    second.requests = 3;  // began anew
    add_counted(total, second, first);
    EXPECT_EQ(total.requests, 13);
    EXPECT_EQ(total.response_time, Millis{});
}

}  // namespace
}  // namespace ikada::haproxy
