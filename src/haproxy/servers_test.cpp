#include "haproxy/servers.hpp"

#include <gtest/gtest.h>

namespace ikada::haproxy {
namespace {

// As HAProxy 2.6.12 prints it.
constexpr auto kState =
    "1\n"
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight "
    "srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state "
    "srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl "
    "srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n"
    "3 b1 1 s1 127.0.0.1 0 0 99 99 40 15 3 2 6 0 0 0 - 9001 - 0 0 - - 0\n"
    "3 b1 2 s2 127.0.0.1 2 1 100 99 7 15 3 3 6 0 0 0 - 9002 - 0 0 - - 0\n"
    "\n";

TEST(ServersState, is_read_as_haproxy_prints_it) {
    const auto servers = parse_servers_state(kState);
    ASSERT_TRUE(servers);
    ASSERT_EQ(servers->size(), 2u);
    const PresentServer first{.backend = "b1",
                              .id = "s1",
                              .address = "127.0.0.1",
                              .port = 9001,
                              .weight = 99,
                              .is_up = false,
                              .in_maintenance = false,
                              .passes = 2,
                              .unchanged_for = Seconds{40}};
    EXPECT_EQ((*servers)[0], first);
    EXPECT_TRUE((*servers)[1].is_up);
    EXPECT_TRUE((*servers)[1].in_maintenance);
    EXPECT_EQ((*servers)[1].weight, 100);
}

TEST(ServersState, written_and_read_again_keeps_health_weight_and_time) {
    auto servers = *parse_servers_state(kState);
    servers[0].passes = 0;
    servers[1].passes = 0;
    servers[1].in_maintenance = false;
    const auto again = parse_servers_state(servers_state_file(servers));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, servers);
}

TEST(ServersState, refuses_other_versions_and_broken_lines) {
    for (const auto* text : {"", "2\n", "1\n3 b1 1\n", "Unknown command\n"}) {
        const auto servers = parse_servers_state(text);
        ASSERT_FALSE(servers) << text;
        EXPECT_TRUE(servers.error().is(kMalformed));
    }
}

TEST(Info, gives_the_value_behind_a_name) {
    constexpr auto kText = "Name: HAProxy\nPid: 7451\ndescription: ikada-124\n\n";
    EXPECT_EQ(parse_info(kText, "Pid"), "7451");
    EXPECT_EQ(parse_info(kText, "description"), "ikada-124");
    EXPECT_EQ(parse_info(kText, "Uptime"), std::nullopt);
}

TEST(OldWorkers, are_those_below_their_heading) {
    EXPECT_EQ(parse_old_workers("#<PID> <type> <reloads> <uptime> <version>\n"
                                "1162            master          5 [failed: 0]   0d00h02m07s\n"
                                "# workers\n1271            worker          1\n"
                                "# old workers\n1233            worker          3\n"
                                "1234            worker          2\n"
                                "# programs\n1244            foo             0\n\n"),
              (std::vector<int>{1233, 1234}));
    EXPECT_EQ(parse_old_workers(""), std::vector<int>{});
}

}  // namespace
}  // namespace ikada::haproxy
