#include "elbv2/actions.hpp"

#include <gmock/gmock.h>

#include "elbv2/attributes.hpp"
#include "elbv2/testing.hpp"

namespace ikada::elbv2 {
namespace {

class ActionsTest : public Elbv2Test {
  protected:
    std::string refusal(const shapes::Action& action) {
        const auto made = listen(balancer_, 80, action);
        if (!made) return std::string(made.error().kind->code);
        const auto& arn = *made->listeners->front().listener_arn;
        EXPECT_TRUE(delete_listener(tx(), {.listener_arn = arn}, call()));
        return "";
    }

    static shapes::Action redirect(const shapes::RedirectActionConfig& config) {
        shapes::Action action;
        action.type = shapes::ActionTypeEnum::Redirect;
        action.redirect_config = config;
        return action;
    }

    static shapes::RedirectActionConfig to_path(const std::string& path) {
        shapes::RedirectActionConfig config;
        config.path = path;
        return config;
    }

    static shapes::Action shared(const std::vector<shapes::TargetGroupTuple>& groups) {
        shapes::Action action;
        action.type = shapes::ActionTypeEnum::Forward;
        action.forward_config.emplace().target_groups = groups;
        return action;
    }

    const std::string balancer_ = a_load_balancer();
};

TEST_F(ActionsTest, a_forward_to_one_group_answers_in_both_spellings) {
    const auto group = a_target_group();
    for (const auto& action : {forward_to(group), shared({{group, std::nullopt}})}) {
        const auto shown = show_actions(*read_actions(tx(), {action}));
        EXPECT_EQ(shown[0].target_group_arn, group);
        const auto& groups = *shown[0].forward_config->target_groups;
        EXPECT_EQ(groups.at(0), (shapes::TargetGroupTuple{group, 1}));
        EXPECT_EQ(shown[0].forward_config->target_group_stickiness_config->enabled, false);
    }
}

TEST_F(ActionsTest, a_forward_has_one_to_five_groups_each_once) {
    std::vector<shapes::TargetGroupTuple> groups;
    EXPECT_EQ(refusal(shared(groups)), "ValidationError");
    for (int i = 0; i < kForwardGroupsMax; ++i) {
        groups.push_back({a_target_group(fmt::format("group-{}", i)), i});
        EXPECT_EQ(refusal(shared(groups)), "") << i;
    }
    groups.push_back({a_target_group("one-more"), 1});
    EXPECT_EQ(refusal(shared(groups)), "TooManyUniqueTargetGroupsPerLoadBalancer");
    EXPECT_EQ(refusal(shared({groups[0], groups[0]})), "ValidationError");
}

TEST_F(ActionsTest, weights_and_stickiness_have_limits) {
    const auto group = a_target_group();
    EXPECT_EQ(refusal(shared({{group, 999}})), "");
    EXPECT_EQ(refusal(shared({{group, 1000}})), "ValidationError");
    EXPECT_EQ(refusal(shared({{group, -1}})), "ValidationError");
    auto sticky = shared({{group, 1}});
    for (const auto& [seconds, code] : std::vector<std::pair<int, std::string>>{
             {0, "ValidationError"}, {1, ""}, {604'800, ""}, {604'801, "ValidationError"}}) {
        sticky.forward_config->target_group_stickiness_config = {true, seconds};
        EXPECT_EQ(refusal(sticky), code) << seconds;
    }
}

TEST_F(ActionsTest, both_spellings_together_name_the_same_group) {
    const auto one = a_target_group("one"), two = a_target_group("two");
    auto action = shared({{one, 1}});
    action.target_group_arn = one;
    EXPECT_EQ(refusal(action), "");
    action.target_group_arn = two;
    EXPECT_EQ(refusal(action), "ValidationError");
}

TEST_F(ActionsTest, a_redirect_to_itself_is_a_loop) {
    EXPECT_EQ(refusal(redirect({})), "InvalidLoadBalancerAction");
    shapes::RedirectActionConfig spelled;
    spelled.protocol = "HTTP";
    spelled.port = "80";
    EXPECT_EQ(refusal(redirect(spelled)), "InvalidLoadBalancerAction");
    spelled.port = "81";
    EXPECT_EQ(refusal(redirect(spelled)), "");
    spelled.query = "a=b";
    spelled.port = "80";
    EXPECT_EQ(refusal(redirect(spelled)), "InvalidLoadBalancerAction");
    EXPECT_EQ(refusal(redirect(to_path("/new"))), "");
}

TEST_F(ActionsTest, a_listener_cannot_move_to_where_it_redirects) {
    shapes::RedirectActionConfig elsewhere;
    elsewhere.port = "81";
    const auto made = listen(balancer_, 80, redirect(elsewhere));
    ASSERT_TRUE(made);
    shapes::ModifyListenerInput request;
    request.listener_arn = *made->listeners->front().listener_arn;
    request.port = 81;
    const auto moved = modify_listener(tx(), request, call());
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().kind->code, "InvalidLoadBalancerAction");
}

TEST_F(ActionsTest, a_redirect_knows_five_keywords) {
    EXPECT_EQ(refusal(redirect(to_path("/#{host}/#{path}/#{port}-#{protocol}?#{query}"))), "");
    for (const auto* bad : {"/#{user}", "/#{path", "/#{}", "path", "/a b"})
        EXPECT_EQ(refusal(redirect(to_path(bad))), "ValidationError") << bad;
    EXPECT_EQ(refusal(redirect(to_path("/" + std::string(128, 'a')))), "ValidationError");
}

TEST_F(ActionsTest, authentication_needs_https) {
    shapes::Action action;
    action.type = shapes::ActionTypeEnum::AuthenticateOidc;
    EXPECT_EQ(refusal(action), "InvalidLoadBalancerAction");
}

TEST(TargetGroupAttributes, a_number_is_in_its_range_or_zero_where_that_is_off) {
    const auto check = [](std::string_view name, std::string_view value) {
        return bool(check_attribute(target_group_attributes(), name, value));
    };
    for (const auto* good : {"0", "30", "900"}) EXPECT_TRUE(check(kSlowStart, good)) << good;
    for (const auto* bad : {"1", "29", "901", "-30", "x", ""})
        EXPECT_FALSE(check(kSlowStart, bad)) << bad;
    EXPECT_FALSE(check(kLbCookieSeconds, "0"));
}

TEST(TargetGroupAttributes, slow_start_goes_with_round_robin_only) {
    const auto with = [](const std::string& algorithm) {
        return bool(check_target_group_attributes(
            {{std::string(kSlowStart), "30"}, {std::string(kAlgorithm), algorithm}}));
    };
    EXPECT_TRUE(with("round_robin"));
    EXPECT_FALSE(with("least_outstanding_requests"));
    EXPECT_FALSE(with("weighted_random"));
}

TEST(TargetGroupAttributes, an_application_cookie_needs_a_name_that_is_not_the_balancers) {
    const auto named = [](const std::string& name) {
        return bool(check_target_group_attributes({{std::string(kStickiness), "true"},
                                                   {std::string(kStickinessType), "app_cookie"},
                                                   {std::string(kAppCookieName), name}}));
    };
    EXPECT_TRUE(named("session"));
    for (const auto* bad : {"", "AWSALB", "AWSALBAPP-0", "awsalbtg", "a b", "a;b", "a=b"})
        EXPECT_FALSE(named(bad)) << bad;
}

}  // namespace
}  // namespace ikada::elbv2
