#include "ecs/cluster_query.hpp"

#include <gtest/gtest.h>

namespace ikada::ecs {
namespace {

ContainerInstance an_instance() {
    ContainerInstance made;
    made.ec2_instance_id = "i-0abc";
    made.availability_zone = "us-east-1d";
    made.agent_connected = true;
    made.agent_version = "1.80.0";
    made.registered_at = *parse_iso8601("2018-06-18T22:28:28Z");
    made.attributes = {{"ecs.instance-type", "t2.small"}, {"stack", "prod"}, {"rank", "10"}};
    made.attributes.push_back({"gpu", std::nullopt});
    return made;
}

bool matches(std::string_view text, const InstanceTasks& tasks = {}) {
    const auto query = parse_cluster_query(text);
    EXPECT_TRUE(query) << (query ? "" : query.error().message);
    return query && query->matches(an_instance(), tasks);
}

// The error of an expression that is wrong.
std::string fault(std::string_view text) {
    const auto query = parse_cluster_query(text);
    EXPECT_FALSE(query) << text;
    if (query) return "";
    EXPECT_EQ(query.error().kind->code, "InvalidParameterException");
    return query.error().message;
}

TEST(ClusterQuery, compares_attributes) {
    EXPECT_TRUE(matches("attribute:stack == prod"));
    EXPECT_TRUE(matches("attribute:stack equals prod"));
    EXPECT_FALSE(matches("attribute:stack != prod"));
    EXPECT_TRUE(matches("attribute:colour not_equals red"));
    EXPECT_TRUE(matches("attribute:stack=='prod'"));
    EXPECT_TRUE(matches("attribute:rank > 9"));
    EXPECT_FALSE(matches("attribute:rank less_than 9"));
    EXPECT_FALSE(matches("attribute:colour >= a"));
    EXPECT_TRUE(matches("attribute:ecs.availability-zone == us-east-1d"));
}

TEST(ClusterQuery, asks_whether_an_attribute_exists) {
    EXPECT_TRUE(matches("attribute:gpu exists"));
    EXPECT_FALSE(matches("attribute:gpu !exists"));
    EXPECT_TRUE(matches("attribute:colour not_exists"));
}

TEST(ClusterQuery, looks_for_values_in_lists) {
    EXPECT_TRUE(matches("attribute:stack in [test, prod]"));
    EXPECT_TRUE(matches("attribute:stack in [prod]"));
    EXPECT_FALSE(matches("attribute:stack !in [test,prod]"));
    EXPECT_TRUE(matches("attribute:stack not_in ['a b', test]"));
}

TEST(ClusterQuery, matches_patterns_against_the_whole_value) {
    EXPECT_TRUE(matches("attribute:ecs.instance-type =~ t2.*"));
    EXPECT_TRUE(matches("attribute:ecs.instance-type matches (t2|m4)\\.[a-z]+"));
    EXPECT_FALSE(matches("attribute:ecs.instance-type =~ t2"));
    EXPECT_TRUE(matches("attribute:ecs.instance-type !~ g2.*"));
    EXPECT_TRUE(matches("(attribute:ecs.instance-type =~ (t2).*)"));
}

TEST(ClusterQuery, asks_about_the_agent_and_the_instance) {
    EXPECT_TRUE(matches("agentConnected == true"));
    EXPECT_FALSE(matches("agentConnected==false"));
    EXPECT_TRUE(matches("agentVersion > 1.9.9"));
    EXPECT_TRUE(matches("agentVersion == 1.80"));
    EXPECT_TRUE(matches("ec2InstanceId in [i-0abc, i-1]"));
}

TEST(ClusterQuery, compares_dates_in_each_documented_form) {
    EXPECT_TRUE(matches("registeredAt == 2018-06-18T22:28:28Z"));
    EXPECT_TRUE(matches("registeredAt == 2018-06-18T22:28:28"));
    EXPECT_TRUE(matches("registeredAt == 2018-06-18T22:28:28+00:00"));
    EXPECT_TRUE(matches("registeredAt == 2018-06-19T00:28:28+02:00"));
    EXPECT_TRUE(matches("registeredAt > 2018-06-18"));
    EXPECT_TRUE(matches("registeredAt < 2018-06-19"));
}

TEST(ClusterQuery, asks_about_tasks) {
    const InstanceTasks tasks{2, 1, {{"service:db", 2}, {"family:job", 1}}};
    EXPECT_TRUE(matches("runningTasksCount <= 2", tasks));
    EXPECT_TRUE(matches("task:group == service:db", tasks));
    EXPECT_FALSE(matches("task:group != service:db", tasks));
    EXPECT_TRUE(matches("task:group != service:web", tasks));
    EXPECT_TRUE(matches("task:group =~ service:.*", tasks));
    EXPECT_FALSE(matches("not(task:group == service:db)", tasks));
    EXPECT_TRUE(parse_cluster_query("task:group == x or agentConnected == true")->asks_for_tasks());
    EXPECT_FALSE(parse_cluster_query("agentConnected == true")->asks_for_tasks());
}

TEST(ClusterQuery, combines_expressions_not_before_and_before_or) {
    EXPECT_TRUE(matches("attribute:stack == prod or attribute:gpu !exists and attribute:x exists"));
    EXPECT_FALSE(
        matches("(attribute:stack == prod or attribute:gpu !exists) && attribute:x exists"));
    EXPECT_TRUE(matches("!attribute:x exists && agentConnected == true"));
    EXPECT_FALSE(matches("not attribute:stack == prod || attribute:x exists"));
    EXPECT_TRUE(
        matches("attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone "
                "!= us-east-1a"));
}

TEST(ClusterQuery, says_where_an_expression_is_wrong) {
    EXPECT_EQ(fault(""), "Invalid expression '': it is empty (at character 1).");
    EXPECT_EQ(fault("colour == red"),
              "Invalid expression 'colour == red': unknown subject 'colour' (at character 1).");
    EXPECT_NE(fault("attribute:x").find("an operator is expected"), std::string::npos);
    EXPECT_NE(fault("attribute:x ==").find("an argument is expected"), std::string::npos);
    EXPECT_NE(fault("attribute:x in a").find("a list"), std::string::npos);
    EXPECT_NE(fault("attribute:x in [a").find("']' is expected"), std::string::npos);
    EXPECT_NE(fault("(attribute:x exists").find("')' is expected"), std::string::npos);
    EXPECT_NE(fault("attribute:x exists agentConnected").find("'and', 'or'"), std::string::npos);
    EXPECT_NE(fault("attribute:x =~ a[").find("is no pattern"), std::string::npos);
    EXPECT_NE(fault("registeredAt > yesterday").find("is no date"), std::string::npos);
    EXPECT_NE(fault("runningTasksCount > many").find("is no number"), std::string::npos);
    EXPECT_NE(fault("agentConnected > true").find("is not valid for 'agentConnected'"),
              std::string::npos);
    EXPECT_NE(fault(std::string(100, '(')).find("nested too deeply"), std::string::npos);
    EXPECT_NE(fault(std::string(5000, 'a')).find("at most"), std::string::npos);
}

TEST(ClusterQuery, knows_the_attribute_that_it_pins) {
    const auto pin = [](std::string_view text) {
        const auto query = parse_cluster_query(text);
        const auto* found = query->pin();
        return found ? found->attribute + ":" + std::to_string(found->values.size()) : "none";
    };
    EXPECT_EQ(pin("attribute:rack == 7"), "rack:1");
    EXPECT_EQ(pin("attribute:rack in [7, 8] and ec2InstanceId == i-1"), "ec2InstanceId:1");
    EXPECT_EQ(pin("attribute:rack == 7 or agentConnected == true"), "none");
    EXPECT_EQ(pin("not attribute:rack == 7"), "none");
}

}  // namespace
}  // namespace ikada::ecs
