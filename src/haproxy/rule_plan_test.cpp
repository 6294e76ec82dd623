#include "haproxy/rule_plan.hpp"

#include <gtest/gtest.h>

#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

using Hosts = std::vector<std::pair<std::string, std::string>>;

TEST(RulePlan, looks_up_all_hosts_at_once_where_rules_ask_for_nothing_else) {
    const auto steps =
        plan_of({rule({"A.com", "b.com"}, {}, to("x")), rule({"c.com"}, {}, to("y"))});
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].hosts, (Hosts{{"a.com", "x"}, {"b.com", "x"}, {"c.com", "y"}}));
    EXPECT_FALSE(steps[0].rule);
}

TEST(RulePlan, the_first_rule_of_a_host_wins) {
    const auto steps = plan_of({rule({"a.com"}, {}, to("x")), rule({"a.com"}, {}, to("y"))});
    EXPECT_EQ(steps[0].hosts, (Hosts{{"a.com", "x"}}));
}

TEST(RulePlan, a_host_is_looked_up_after_the_earlier_rules_that_could_match_it) {
    const auto steps = plan_of({
        rule({}, {"/maintenance"}, to("m")),
        rule({"*.a.com"}, {}, to("wild")),
        rule({"x.a.com"}, {}, to("never")),
        rule({"b.com"}, {}, to("b")),
    });
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps[0].rule, 0U);
    EXPECT_TRUE(steps[0].hosts.empty());
    EXPECT_EQ(steps[1].rule, 1U);
    EXPECT_EQ(steps[1].hosts, (Hosts{{"b.com", "b"}}));
    EXPECT_EQ(steps[2].hosts, (Hosts{{"x.a.com", "never"}}));
}

TEST(RulePlan, a_host_is_looked_up_first_where_no_earlier_rule_could_match_it) {
    const auto steps = plan_of({
        rule({"*.a.com"}, {}, to("wild")),
        rule({"b.com"}, {"/x"}, to("path")),
        rule({"c.com"}, {}, to("c")),
    });
    EXPECT_EQ(steps[0].hosts, (Hosts{{"c.com", "c"}}));
    EXPECT_EQ(steps.size(), 3U);
}

TEST(RulePlan, actions_of_their_own_are_known_by_a_digest) {
    const auto steps = plan_of({rule({"a.com"}, {}, ports::FixedResponse{404, "", "no"}),
                                rule({"b.com"}, {}, ports::FixedResponse{404, "", "no"})});
    EXPECT_TRUE(steps[0].hosts[0].second.starts_with("="));
    EXPECT_EQ(steps[0].hosts[0].second, steps[0].hosts[1].second);
}

}  // namespace
}  // namespace ikada::haproxy
