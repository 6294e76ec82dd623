#include <gmock/gmock.h>

#include "elbv2/keys.hpp"
#include "elbv2/testing.hpp"

namespace ikada::elbv2 {
namespace {

using testing::HasSubstr;

TEST_F(Elbv2Test, has_every_operation_that_its_list_names) {
    for (const auto name : shapes::kOperationNames)
        EXPECT_NE(service().find(name), nullptr) << name;
    EXPECT_EQ(service().operations.size(), shapes::kOperationNames.size());
}

TEST_F(Elbv2Test, a_load_balancer_needs_two_zones) {
    shapes::CreateLoadBalancerInput request;
    request.name = "hobby";
    request.subnets = {{subnet_ids().front()}};
    const auto made = create_load_balancer(tx(), request, call());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind->code, "ValidationError");
    EXPECT_THAT(made.error().message, HasSubstr("two different Availability Zones"));
}

TEST_F(Elbv2Test, creating_a_load_balancer_twice_gives_the_same_one) {
    EXPECT_EQ(a_load_balancer(), a_load_balancer());
}

TEST_F(Elbv2Test, creating_it_with_other_settings_is_refused) {
    a_load_balancer("hobby");
    shapes::CreateLoadBalancerInput request;
    request.name = "hobby";
    request.subnets = subnet_ids();
    request.scheme = shapes::LoadBalancerSchemeEnum::Internal;
    const auto made = create_load_balancer(tx(), request, call());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind->code, "DuplicateLoadBalancerName");
}

TEST_F(Elbv2Test, names_are_letters_digits_and_inner_hyphens) {
    for (const auto name : {"-a", "a-", "a_b", "a b", "", "a23456789012345678901234567890123"}) {
        shapes::CreateLoadBalancerInput request;
        request.name = name;
        request.subnets = subnet_ids();
        const auto made = create_load_balancer(tx(), request, call());
        EXPECT_FALSE(made) << name;
    }
}

TEST_F(Elbv2Test, https_is_refused_by_name) {
    shapes::CreateListenerInput request;
    request.load_balancer_arn = a_load_balancer();
    request.protocol = shapes::ProtocolEnum::Https;
    request.port = 443;
    request.default_actions = {fixed("404")};
    const auto made = create_listener(tx(), request, call());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind->code, "UnsupportedProtocol");
    EXPECT_THAT(made.error().message, HasSubstr("HTTPS"));
}

TEST_F(Elbv2Test, what_is_newer_than_ikada_is_refused_by_name) {
    const auto refuses = [](std::string_view member, const auto& made) {
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind->code, "InvalidConfigurationRequest");
        EXPECT_THAT(made.error().message, HasSubstr("'" + std::string(member) + "'"));
    };
    const auto balancer = a_load_balancer();
    const auto listener = a_listener(balancer);
    shapes::CreateRuleInput rule{.listener_arn = listener,
                                 .conditions = {},
                                 .priority = 1,
                                 .actions = {fixed("200")},
                                 .tags = {},
                                 .transforms = {{{"url-rewrite"}}}};
    auto& condition = rule.conditions.emplace_back();
    condition.field = "host-header";
    condition.host_header_config.emplace().regex_values = {{"^a$"}};
    refuses("Transforms", create_rule(tx(), rule, call()));
    rule.transforms = {};
    refuses("RegexValues", create_rule(tx(), rule, call()));

    shapes::ModifyListenerInput changed;
    changed.listener_arn = listener;
    changed.mutual_authentication = {"verify"};
    refuses("MutualAuthentication", modify_listener(tx(), changed, call()));
    changed.mutual_authentication = {"off"};
    EXPECT_TRUE(modify_listener(tx(), changed, call()));
}

TEST_F(Elbv2Test, a_port_has_one_listener) {
    const auto balancer = a_load_balancer();
    a_listener(balancer, 80);
    const auto again = listen(balancer, 80, fixed("404"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind->code, "DuplicateListener");
}

TEST_F(Elbv2Test, a_priority_has_one_rule) {
    const auto listener = a_listener(a_load_balancer());
    const auto group = a_target_group();
    ASSERT_TRUE(route(listener, 10, "blog.example.com", group));
    const auto again = route(listener, 10, "feed.example.com", group);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind->code, "PriorityInUse");
    EXPECT_EQ(again.error().message, "Priority '10' is currently in use");
}

TEST_F(Elbv2Test, rules_are_described_by_priority_with_the_default_last) {
    const auto listener = a_listener(a_load_balancer());
    const auto group = a_target_group();
    ASSERT_TRUE(route(listener, 200, "b.example.com", group));
    ASSERT_TRUE(route(listener, 30, "a.example.com", group));
    shapes::DescribeRulesInput request;
    request.listener_arn = listener;
    const auto found = describe_rules(tx(), request, call());
    ASSERT_TRUE(found);
    std::vector<std::string> priorities;
    for (const auto& rule : *found->rules) priorities.push_back(*rule.priority);
    EXPECT_THAT(priorities, testing::ElementsAre("30", "200", "default"));
}

TEST_F(Elbv2Test, rules_can_trade_places) {
    const auto listener = a_listener(a_load_balancer());
    const auto group = a_target_group();
    const auto first = *route(listener, 1, "a.example.com", group)->rules->front().rule_arn;
    const auto second = *route(listener, 2, "b.example.com", group)->rules->front().rule_arn;
    shapes::SetRulePrioritiesInput request;
    request.rule_priorities = {{first, 2}, {second, 1}};
    ASSERT_TRUE(set_rule_priorities(tx(), request, call()));
    const auto rules = tx().all<Rule>(listener + "/");
    ASSERT_EQ(rules.size(), 2u);
    EXPECT_EQ(rules[0]->arn, second);
    EXPECT_EQ(rules[1]->arn, first);
}

TEST_F(Elbv2Test, the_default_rule_can_be_seen_but_not_deleted) {
    const auto listener = a_listener(a_load_balancer());
    shapes::DescribeRulesInput ask;
    ask.listener_arn = listener;
    const auto arn = *describe_rules(tx(), ask, call())->rules->back().rule_arn;
    shapes::DescribeRulesInput by_arn;
    by_arn.rule_arns = {{arn}};
    EXPECT_TRUE(describe_rules(tx(), by_arn, call()));
    const auto deleted = delete_rule(tx(), {.rule_arn = arn}, call());
    ASSERT_FALSE(deleted);
    EXPECT_EQ(deleted.error().kind->code, "OperationNotPermitted");
}

TEST_F(Elbv2Test, a_target_group_serves_one_load_balancer) {
    const auto group = a_target_group();
    ASSERT_TRUE(listen(a_load_balancer("one"), 80, forward_to(group)));
    const auto second = listen(a_load_balancer("two"), 80, forward_to(group));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind->code, "TargetGroupAssociationLimit");
}

TEST_F(Elbv2Test, a_target_group_in_use_stays) {
    const auto group = a_target_group();
    const auto balancer = a_load_balancer();
    ASSERT_TRUE(listen(balancer, 80, forward_to(group)));
    const auto kept = delete_target_group(tx(), {.target_group_arn = group}, call());
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().kind->code, "ResourceInUse");

    ASSERT_TRUE(delete_load_balancer(tx(), {.load_balancer_arn = balancer}, call()));
    EXPECT_TRUE(delete_target_group(tx(), {.target_group_arn = group}, call()));
    EXPECT_EQ(find_target_group(tx(), group), nullptr);
}

TEST_F(Elbv2Test, what_is_gone_may_be_deleted_again_but_only_by_an_arn) {
    const auto group = a_target_group();
    const auto balancer = a_load_balancer();
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(delete_load_balancer(tx(), {.load_balancer_arn = balancer}, call()));
        EXPECT_TRUE(delete_target_group(tx(), {.target_group_arn = group}, call()));
    }
    const auto no_balancer = delete_load_balancer(tx(), {.load_balancer_arn = group}, call());
    ASSERT_FALSE(no_balancer);
    EXPECT_EQ(no_balancer.error().message, "'" + group + "' is not a valid load balancer ARN");
    EXPECT_FALSE(delete_target_group(tx(), {.target_group_arn = balancer}, call()));
}

TEST_F(Elbv2Test, the_health_check_interval_is_longer_than_its_timeout) {
    shapes::ModifyTargetGroupInput request;
    request.target_group_arn = a_target_group();
    request.health_check_interval_seconds = 5;
    request.health_check_timeout_seconds = 5;
    EXPECT_FALSE(modify_target_group(tx(), request, call()));
    request.health_check_timeout_seconds = 4;
    EXPECT_TRUE(modify_target_group(tx(), request, call()));
}

TEST_F(Elbv2Test, an_attribute_that_is_not_honoured_keeps_its_default) {
    shapes::ModifyTargetGroupAttributesInput request;
    request.target_group_arn = a_target_group();
    request.attributes = {{"load_balancing.algorithm.anomaly_mitigation", "on"}};
    const auto changed = modify_target_group_attributes(tx(), request, call());
    ASSERT_FALSE(changed);
    EXPECT_THAT(changed.error().message, HasSubstr("anomaly_mitigation"));
    request.attributes = {{"load_balancing.algorithm.anomaly_mitigation", "off"},
                          {"deregistration_delay.timeout_seconds", "15"}};
    EXPECT_TRUE(modify_target_group_attributes(tx(), request, call()));
}

TEST_F(Elbv2Test, an_empty_protocol_version_is_the_default) {
    shapes::CreateTargetGroupInput request;
    request.name = "web";
    request.protocol = shapes::ProtocolEnum::Http;
    request.port = 80;
    request.vpc_id = ec2::default_vpc(tx())->id.value;
    request.protocol_version = "";
    const auto made = create_target_group(tx(), request, call());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->target_groups->front().protocol_version, "HTTP1");
    request.protocol_version = "GRPC";
    EXPECT_FALSE(create_target_group(tx(), request, call()));
}

TEST_F(Elbv2Test, a_listeners_attributes_are_shown_set_and_checked) {
    const auto listener = a_listener(a_load_balancer());
    const auto value_of = [&](std::string_view name) {
        const auto shown = describe_listener_attributes(tx(), {listener}, call());
        for (const auto& [key, value] : *shown->attributes)
            if (key == name) return *value;
        return std::string{"absent"};
    };
    const std::string frames = "routing.http.response.x_frame_options.header_value";
    const std::string policy = "routing.http.response.content_security_policy.header_value";
    EXPECT_EQ(value_of("routing.http.response.server.enabled"), "true");
    EXPECT_EQ(value_of(frames), "");

    const auto set = [&](const std::string& key, const std::string& value) {
        return modify_listener_attributes(tx(), {listener, {{key, value}}}, call());
    };
    EXPECT_TRUE(set(frames, "SAMEORIGIN"));
    EXPECT_TRUE(set(policy, "default-src 'self'; img-src *"));
    EXPECT_EQ(value_of(frames), "SAMEORIGIN");
    EXPECT_TRUE(set(frames, ""));
    EXPECT_EQ(value_of(frames), "");
    for (const auto& [key, value] : std::map<std::string, std::string>{
             {frames, "sometimes"}, {policy, "a\r\nSet-Cookie: b"}, {"no.such", "1"}}) {
        const auto refused = set(key, value);
        ASSERT_FALSE(refused) << key;
        EXPECT_EQ(refused.error().kind->code, "ValidationError");
    }
    EXPECT_FALSE(set(policy, std::string(1025, 'a')));
    EXPECT_EQ(describe_listener_attributes(tx(), {"arn:aws:x:listener/app/a/b/c"}, call())
                  .error()
                  .kind->code,
              "ListenerNotFound");
}

TEST_F(Elbv2Test, deletion_protection_holds) {
    const auto balancer = a_load_balancer();
    shapes::ModifyLoadBalancerAttributesInput request;
    request.load_balancer_arn = balancer;
    request.attributes = {{"deletion_protection.enabled", "true"}};
    ASSERT_TRUE(modify_load_balancer_attributes(tx(), request, call()));
    const auto deleted = delete_load_balancer(tx(), {.load_balancer_arn = balancer}, call());
    ASSERT_FALSE(deleted);
    EXPECT_EQ(deleted.error().kind->code, "OperationNotPermitted");
}

TEST_F(Elbv2Test, targets_without_a_load_balancer_are_unused) {
    const TargetRef target{a_target_group(), an_instance(), 8080};
    register_target(tx(), target, kNoon);
    EXPECT_EQ(target_state(tx(), target), TargetState::Unused);
    deregister_target(tx(), target, kNoon);
    EXPECT_EQ(target_state(tx(), target), std::nullopt);
}

}  // namespace
}  // namespace ikada::elbv2
