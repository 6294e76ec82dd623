#pragma once
// A world with the default network, for ELBv2's tests.

#include <gtest/gtest.h>

#include "ec2/api.hpp"
#include "elbv2/api.hpp"
#include "elbv2/operations.hpp"
#include "iam/api.hpp"

namespace ikada::elbv2 {

constexpr TimePoint kNoon{std::chrono::hours{12}};

// One transaction that is never committed: every test has its own.
class Elbv2Test : public testing::Test {
  protected:
    Elbv2Test() {
        iam::register_records(world_);
        ec2::register_records(world_);
        register_records(world_);
        ec2::ensure_default_network(tx(), here_);
        EXPECT_TRUE(ec2::ensure_instances(tx(), {2, "t3.small", "default"}, kNoon));
    }

    world::Tx& tx() { return tx_; }
    aws::Call call() { return {here_, caller_, "request", kNoon}; }

    std::vector<std::string> subnet_ids() {
        std::vector<std::string> ids;
        for (const auto* subnet : ec2::subnets(tx())) ids.push_back(subnet->id.value);
        return ids;
    }

    std::string a_load_balancer(const std::string& name = "hobby") {
        shapes::CreateLoadBalancerInput request;
        request.name = name;
        request.subnets = subnet_ids();
        return *create_load_balancer(tx(), request, call())
                    ->load_balancers->front()
                    .load_balancer_arn;
    }

    std::string a_target_group(const std::string& name = "blog") {
        shapes::CreateTargetGroupInput request;
        request.name = name;
        request.protocol = shapes::ProtocolEnum::Http;
        request.port = 80;
        request.vpc_id = ec2::default_vpc(tx())->id.value;
        return *create_target_group(tx(), request, call())->target_groups->front().target_group_arn;
    }

    static shapes::Action forward_to(const std::string& group) {
        shapes::Action action;
        action.type = shapes::ActionTypeEnum::Forward;
        action.target_group_arn = group;
        return action;
    }

    static shapes::Action fixed(const std::string& status) {
        shapes::Action action;
        action.type = shapes::ActionTypeEnum::FixedResponse;
        action.fixed_response_config = {"no", status, "text/plain"};
        return action;
    }

    Result<shapes::CreateListenerOutput> listen(const std::string& balancer, int port,
                                                const shapes::Action& otherwise) {
        shapes::CreateListenerInput request;
        request.load_balancer_arn = balancer;
        request.protocol = shapes::ProtocolEnum::Http;
        request.port = port;
        request.default_actions = {otherwise};
        return create_listener(tx(), request, call());
    }

    std::string a_listener(const std::string& balancer, int port = 80) {
        return *listen(balancer, port, fixed("404"))->listeners->front().listener_arn;
    }

    Result<shapes::CreateRuleOutput> route(const std::string& listener, int priority,
                                           const std::string& host, const std::string& group) {
        shapes::CreateRuleInput request;
        request.listener_arn = listener;
        request.priority = priority;
        shapes::RuleCondition condition;
        condition.field = "host-header";
        condition.values = {{host}};
        request.conditions = {condition};
        request.actions = {forward_to(group)};
        return create_rule(tx(), request, call());
    }

    std::string an_instance() { return ec2::instances(tx()).front()->id.value; }

    const aws::Installation here_;
    const aws::Caller caller_;

  private:
    world::World world_;
    Random random_{1};
    world::Tx tx_{world_, random_};
};

}  // namespace ikada::elbv2
