#include "haproxy/changes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"
#include "base/strings.hpp"
#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

using Commands = std::vector<std::string>;

ports::RouteServer server(const std::string& id, bool draining = false) {
    return {.id = id, .address = "10.0.0.1", .port = 8000, .draining = draining};
}
PresentServer present(const std::string& id, int weight, bool is_up) {
    return {.backend = "web",
            .id = id,
            .address = "10.0.0.1",
            .port = 8000,
            .weight = weight,
            .is_up = is_up};
}
Commands commands(const std::vector<PresentServer>& now,
                  const std::vector<ports::RouteServer>& wanted) {
    return server_commands(now, web_table(80, wanted));
}

TEST(ServerCommands, are_none_when_all_is_as_wanted) {
    EXPECT_EQ(commands({present("a", kWeightProven, true), present("b", kWeightProven, false),
                        present("c", kWeightNew, false), present("d", kWeightClosed, true)},
                       {server("a"), server("b"), server("c"), server("d", true)}),
              Commands{});
}

TEST(ServerCommands, open_a_new_server_only_after_marking_it_down) {
    EXPECT_EQ(
        commands({}, {server("a")}),
        Commands{
            "add server web/a 10.0.0.1:8000 check inter 1s fastinter 1s downinter 1000ms "
            "rise 2 fall 2 sni var(txn.own) pool-max-conn 4096 pool-purge-delay 1000ms weight 0; "
            "enable health web/a; set server web/a state ready; "
            "set server web/a health down; set server web/a weight 99"});
}

TEST(ServerCommands, let_a_server_in_with_its_first_passed_check) {
    auto passed = present("a", kWeightNew, false);
    passed.passes = 1;
    EXPECT_EQ(commands({passed}, {server("a")}),
              Commands{"set server web/a health up; set server web/a weight 100"});
}

TEST(ServerCommands, leave_a_proven_server_to_its_thresholds) {
    auto recovering = present("a", kWeightProven, false);
    recovering.passes = 1;
    EXPECT_EQ(commands({recovering}, {server("a")}), Commands{});
}

TEST(ServerCommands, close_a_draining_server_and_do_not_add_one) {
    EXPECT_EQ(commands({present("a", kWeightProven, true)}, {server("a", true), server("b", true)}),
              Commands{"set server web/a weight 0"});
}

TEST(ServerCommands, remove_what_is_not_wanted_or_moved) {
    const std::string removal =
        "set server web/a state maint; shutdown sessions server web/a; del server web/a";
    EXPECT_EQ(commands({present("a", kWeightProven, true)}, {}), Commands{removal});
    auto elsewhere = server("a");
    elsewhere.address = "10.0.0.2";
    EXPECT_EQ(commands({present("a", kWeightProven, true)}, {elsewhere}), Commands{removal});
}

// As much of HAProxy as the commands touch.
class TwinHaproxy {
  public:
    void run(const std::string& command) {
        const auto words = split(command, ' ');
        const std::string name{words[0] == "shutdown" ? words[3] : words[2]};
        if (words[0] == "add") return add(name, command);
        const auto at = std::find_if(servers.begin(), servers.end(), [&](const auto& server) {
            return server.backend + "/" + server.id == name;
        });
        if (at == servers.end()) return;
        if (words[0] == "del" && at->in_maintenance) servers.erase(at);
        if (words[0] == "set") set(*at, words[3], words[4]);
    }
    // A server gets traffic unproven.
    bool leaks() const {
        return std::any_of(servers.begin(), servers.end(), [](const auto& server) {
            return server.is_up && server.weight == kWeightNew && !server.in_maintenance;
        });
    }
    std::vector<PresentServer> servers;

  private:
    void add(const std::string& name, const std::string& command) {
        const auto slash = name.find('/');
        PresentServer server;
        server.backend = name.substr(0, slash);
        server.id = name.substr(slash + 1);
        const auto words = split(command, ' ');
        const auto address = split(words[3], ':');
        server.address = address[0];
        server.port = static_cast<int>(*parse_int(address[1]));
        server.weight = static_cast<int>(*parse_int(words.back()));
        server.in_maintenance = true;
        servers.push_back(server);
    }
    static void set(PresentServer& server, std::string_view what, std::string_view value) {
        if (what == "weight") server.weight = static_cast<int>(*parse_int(value));
        if (what == "health") server.is_up = value == "up";
        if (what == "state" && value == "maint") server.in_maintenance = true;
        if (what == "state" && value == "ready") {
            server.is_up = server.is_up || server.in_maintenance;
            server.in_maintenance = false;
        }
    }
};

std::vector<ports::RouteServer> some_servers(Random& random) {
    std::vector<ports::RouteServer> wanted;
    for (const auto* id : {"a", "b", "c", "d"}) {
        if (!random.chance(0.6)) continue;
        wanted.push_back(server(id, random.chance(0.3)));
        wanted.back().port += static_cast<int>(random.below(2));
    }
    return wanted;
}

// Runs lines of commands; each may be cut short after any of its commands.
void run_some(TwinHaproxy& haproxy, const std::vector<std::string>& lines, Random& random) {
    for (const auto& line : lines)
        for (const auto command : split(line, ';')) {
            haproxy.run(std::string{trim(command)});
            ASSERT_FALSE(haproxy.leaks()) << command;
            if (random.chance(0.2)) break;
        }
}

TEST(ServerCommands, settle_from_anywhere_even_when_lines_are_cut_short) {
    constexpr int kStepsMax = 60;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        TwinHaproxy haproxy;
        for (int round = 0; round < 5; ++round) {
            const auto table = web_table(80, some_servers(random));
            int steps = 0;
            for (auto lines = server_commands(haproxy.servers, table); !lines.empty();
                 lines = server_commands(haproxy.servers, table)) {
                ASSERT_LT(++steps, kStepsMax) << "seed " << seed;
                ASSERT_NO_FATAL_FAILURE(run_some(haproxy, lines, random)) << "seed " << seed;
            }
        }
    }
}

}  // namespace
}  // namespace ikada::haproxy
