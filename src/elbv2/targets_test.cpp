#include <gmock/gmock.h>

#include "elbv2/keys.hpp"
#include "elbv2/routing.hpp"
#include "elbv2/testing.hpp"

namespace ikada::elbv2 {
namespace {

class RoutedTest : public Elbv2Test {
  protected:
    RoutedTest() {
        const auto listener = a_listener(a_load_balancer());
        EXPECT_TRUE(route(listener, 1, "blog.example.com", target_.target_group_arn));
        register_target(tx(), target_, kNoon);
    }

    const Target& record() {
        return *tx().find<Target>(keys::target(target_.target_group_arn, target_.id, target_.port));
    }

    void see(ports::ServerSeen seen) {
        const auto arn = target_.target_group_arn;
        ports::BalancerSeen all;
        all.servers[arn.substr(arn.rfind('/') + 1)][record().generation] = std::move(seen);
        apply_sight(tx(), all, kNoon);
    }

    const TargetRef target_{a_target_group(), an_instance(), 32768};
};

TEST_F(RoutedTest, a_target_is_initial_until_the_balancer_has_checked_it) {
    EXPECT_EQ(target_state(tx(), target_), TargetState::Initial);
    see({.sight = ports::ServerSight::Up, .detail = {}, .http_status = {}});
    EXPECT_EQ(target_state(tx(), target_), TargetState::Healthy);
    EXPECT_EQ(record().reason, "");
}

TEST_F(RoutedTest, an_unhealthy_target_says_which_code_it_answered) {
    see({.sight = ports::ServerSight::Down,
         .detail = "HTTP status 500",
         .http_status = 500,
         .fault = ports::ProbeFault::WrongStatus});
    EXPECT_EQ(target_state(tx(), target_), TargetState::Unhealthy);
    EXPECT_EQ(record().reason, "Target.ResponseCodeMismatch");
    EXPECT_EQ(record().description, "Health checks failed with these codes: [500]");
}

TEST_F(RoutedTest, an_unhealthy_target_says_how_its_check_failed) {
    see({.sight = ports::ServerSight::Down,
         .detail = "no answer in time",
         .http_status = {},
         .fault = ports::ProbeFault::TimedOut});
    EXPECT_EQ(record().reason, "Target.Timeout");
    EXPECT_EQ(record().description, "Request timed out");
    see({.sight = ports::ServerSight::Down,
         .detail = "connection refused",
         .http_status = {},
         .fault = ports::ProbeFault::Unreachable});
    EXPECT_EQ(record().reason, "Target.FailedHealthChecks");
    EXPECT_EQ(record().description, "Health checks failed");
}

TEST_F(RoutedTest, a_drained_target_is_gone_before_its_delay_is_over) {
    deregister_target(tx(), target_, kNoon);
    EXPECT_EQ(target_state(tx(), target_), TargetState::Draining);
    see({.sight = ports::ServerSight::Draining, .detail = {}, .http_status = {}});
    EXPECT_EQ(target_state(tx(), target_), TargetState::Draining);
    see({.sight = ports::ServerSight::Drained, .detail = {}, .http_status = {}});
    EXPECT_EQ(target_state(tx(), target_), std::nullopt);
}

TEST_F(RoutedTest, a_target_that_comes_back_is_another_server) {
    see({.sight = ports::ServerSight::Up, .detail = {}, .http_status = {}});
    const auto before = record().generation;
    deregister_target(tx(), target_, kNoon);
    register_target(tx(), target_, kNoon);
    EXPECT_NE(record().generation, before);
    EXPECT_EQ(target_state(tx(), target_), TargetState::Initial);
}

TEST_F(RoutedTest, the_routing_table_has_frontend_rule_and_server) {
    const auto table =
        routing_table(tx(), Placement{.addresses = {"127.0.0.1"}, .port_offset = 8000});
    ASSERT_EQ(table.frontends.size(), 1u);
    const auto& front = table.frontends.front();
    EXPECT_EQ(front.port, 8080);
    EXPECT_EQ(std::get<ports::FixedResponse>(front.otherwise).status, 404);
    ASSERT_EQ(front.rules.size(), 1u);
    EXPECT_THAT(front.rules.front().hosts, testing::ElementsAre("blog.example.com"));
    ASSERT_EQ(table.backends.size(), 1u);
    ASSERT_EQ(table.backends.front().servers.size(), 1u);
    const auto& server = table.backends.front().servers.front();
    EXPECT_EQ(server.address, ec2::find_instance(tx(), target_.id)->private_ip);
    EXPECT_EQ(server.port, 32768);
    EXPECT_FALSE(server.draining);
}

TEST_F(RoutedTest, a_draining_target_stays_in_the_table_as_draining) {
    deregister_target(tx(), target_, kNoon);
    const auto table = routing_table(tx(), Placement{});
    EXPECT_TRUE(table.backends.front().servers.front().draining);
}

class TargetHealthTest : public Elbv2Test {
  protected:
    std::string an_ip_group() {
        shapes::CreateTargetGroupInput request;
        request.name = "addresses";
        request.protocol = shapes::ProtocolEnum::Http;
        request.port = 8080;
        request.vpc_id = ec2::default_vpc(tx())->id.value;
        request.target_type = shapes::TargetTypeEnum::Ip;
        return *create_target_group(tx(), request, call())->target_groups->front().target_group_arn;
    }

    Status add(const std::string& group, const shapes::TargetDescription& target) {
        shapes::RegisterTargetsInput request;
        request.target_group_arn = group;
        request.targets = {target};
        const auto added = register_targets(tx(), request, call());
        if (!added) return added.error();
        return ok();
    }

    std::vector<shapes::TargetHealthDescription> health(
        const std::string& group,
        std::optional<std::vector<shapes::TargetDescription>> targets = {}) {
        shapes::DescribeTargetHealthInput request;
        request.target_group_arn = group;
        request.targets = std::move(targets);
        return *describe_target_health(tx(), request, call())->target_health_descriptions;
    }
};

TEST_F(TargetHealthTest, a_target_that_was_never_registered_is_unused) {
    const auto seen =
        health(a_target_group(),
               std::vector<shapes::TargetDescription>{{an_instance(), 4711, std::nullopt}});
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].target_health->state, shapes::TargetHealthStateEnum::Unused);
    EXPECT_EQ(seen[0].target_health->reason, shapes::TargetHealthReasonEnum::TargetNotRegistered);
}

TEST_F(TargetHealthTest, a_target_whose_instance_has_ended_is_in_an_invalid_state) {
    const auto group = a_target_group();
    ASSERT_TRUE(listen(a_load_balancer(), 80, forward_to(group)));
    register_target(tx(), {group, "i-0123456789abcdef0", 80}, kNoon);
    const auto seen = health(group);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].target_health->reason, shapes::TargetHealthReasonEnum::TargetInvalidState);
}

TEST_F(TargetHealthTest, an_address_in_the_vpc_is_in_its_subnets_zone) {
    const auto group = an_ip_group();
    const auto* instance = ec2::instances(tx()).front();
    ASSERT_TRUE(add(group, {instance->private_ip, 8080, std::nullopt}));
    const auto seen = health(group);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].target->availability_zone, instance->availability_zone);
}

TEST_F(TargetHealthTest, an_address_outside_the_vpc_is_private_and_in_all_zones) {
    const auto group = an_ip_group();
    EXPECT_FALSE(add(group, {"192.168.7.1", 80, std::nullopt}));
    EXPECT_TRUE(add(group, {"192.168.7.1", 80, "all"}));
    EXPECT_TRUE(add(group, {"100.64.0.1", 80, "all"}));
    for (const auto* address : {"8.8.8.8", "127.0.0.1", "10.0.0", "::1", "i-0123456789abcdef0"}) {
        const auto refused = add(group, {address, 80, "all"});
        ASSERT_FALSE(refused) << address;
        EXPECT_EQ(refused.error().kind->code, "InvalidTarget") << address;
    }
}

TEST_F(TargetHealthTest, an_address_is_a_server_of_its_backend) {
    const auto group = an_ip_group();
    ASSERT_TRUE(listen(a_load_balancer(), 80, forward_to(group)));
    ASSERT_TRUE(add(group, {"10.213.0.77", std::nullopt, std::nullopt}));
    const auto table = routing_table(tx(), Placement{});
    ASSERT_EQ(table.backends.size(), 1u);
    ASSERT_EQ(table.backends[0].servers.size(), 1u);
    EXPECT_EQ(table.backends[0].servers[0].address, "10.213.0.77");
    EXPECT_EQ(table.backends[0].servers[0].port, 8080);
}

TEST_F(TargetHealthTest, an_instance_has_no_zone_to_choose) {
    const auto refused = add(a_target_group(), {an_instance(), 80, "all"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind->code, "ValidationError");
}

}  // namespace
}  // namespace ikada::elbv2
