#include "elbv2/conditions.hpp"

#include <gmock/gmock.h>

namespace ikada::elbv2 {
namespace {

using shapes::RuleCondition;
using testing::HasSubstr;
using Values = std::vector<std::string>;

RuleCondition plain(const std::string& field, Values values) {
    RuleCondition condition;
    condition.field = field;
    condition.values = std::move(values);
    return condition;
}

RuleCondition header(const std::string& name, Values values) {
    RuleCondition condition;
    condition.field = "http-header";
    condition.http_header_config.emplace().http_header_name = name;
    condition.http_header_config->values = std::move(values);
    return condition;
}

RuleCondition query(std::vector<shapes::QueryStringKeyValuePair> pairs) {
    RuleCondition condition;
    condition.field = "query-string";
    condition.query_string_config.emplace().values = std::move(pairs);
    return condition;
}

std::string refusal(const std::vector<RuleCondition>& conditions) {
    const auto read = read_conditions(conditions);
    return read ? "" : read.error().message;
}

TEST(Conditions, come_back_as_they_were_given) {
    RuleCondition host;
    host.field = "host-header";
    host.host_header_config.emplace().values = Values{"*.example.com"};
    RuleCondition method;
    method.field = "http-request-method";
    method.http_request_method_config.emplace().values = Values{"GET"};
    RuleCondition source;
    source.field = "source-ip";
    source.source_ip_config.emplace().values = Values{"10.0.0.0/8"};
    const std::vector<RuleCondition> given{header("X-Beta", {"y?s"}), method, query({{"v", "2"}}),
                                           source};
    const auto read = read_conditions(given);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(show_conditions(*read), given);

    // Hosts and paths answer in both spellings.
    const auto shown = show_conditions(*read_conditions({host}));
    EXPECT_EQ(shown[0].values, Values{"*.example.com"});
    EXPECT_EQ(shown[0].host_header_config, host.host_header_config);
}

TEST(Conditions, both_spellings_mean_the_same) {
    auto both = plain("path-pattern", {"/a"});
    both.path_pattern_config.emplace().values = Values{"/a"};
    EXPECT_EQ(refusal({both}), "");
    both.path_pattern_config->values = Values{"/b"};
    EXPECT_THAT(refusal({both}), HasSubstr("cannot specify both"));
}

TEST(Conditions, a_rule_has_at_most_five_values_of_all_fields_together) {
    EXPECT_EQ(refusal({plain("host-header", {"a", "b", "c", "d", "e"})}), "");
    EXPECT_EQ(refusal({plain("host-header", {"a", "b", "c"}), query({{{}, "1"}, {{}, "2"}}),
                       plain("source-ip", {"10.0.0.0/8"})}),
              "A rule can only have '5' condition values");
}

TEST(Conditions, a_rule_has_at_most_five_wildcards) {
    EXPECT_EQ(refusal({plain("path-pattern", {"/*/*/*", "/??"})}), "");
    EXPECT_EQ(refusal({plain("path-pattern", {"/*/*/*", "/??", "/?"})}),
              "A rule can only have '5' condition wildcards");
    EXPECT_EQ(refusal({query({{{}, "\\*\\*\\?\\?\\*\\*"}})}), "");
}

TEST(Conditions, one_of_each_field_but_headers_and_queries) {
    EXPECT_EQ(
        refusal({header("A", {"1"}), header("B", {"1"}), query({{{}, "1"}}), query({{{}, "2"}})}),
        "");
    EXPECT_EQ(refusal({plain("source-ip", {"10.0.0.0/8"}), plain("source-ip", {"::/0"})}),
              "A rule can only have one 'source-ip' condition");
}

TEST(Conditions, refuse_what_can_never_match) {
    const std::string longer(129, 'a');
    for (const auto& bad :
         {plain("host-header", {longer}), plain("host-header", {"a b"}), plain("host-header", {""}),
          plain("host-header", {}), plain("path-pattern", {"/a b"}),
          plain("source-ip", {"10.0.0.1"}), plain("source-ip", {"10.0.0.0/33"}),
          plain("source-ip", {"2001:db8::/129"}), plain("http-request-method", {"get"}),
          plain("http-request-method", {"GET*"}), header("Host", {"a"}), header("A B", {"a"}),
          header(std::string(41, 'a'), {"a"}), header("A", {}), query({}),
          plain("http-header", {"a"}), plain("cookie", {"a"})})
        EXPECT_NE(refusal({bad}), "") << bad.field.value_or("");
    EXPECT_NE(refusal({}), "");
}

}  // namespace
}  // namespace ikada::elbv2
