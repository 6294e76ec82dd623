#include "elbv2/operations.hpp"

#include "elbv2/api.hpp"
#include "elbv2/errors.hpp"

namespace ikada::elbv2 {
namespace {

constexpr std::array kOperations{
    aws::operation<add_listener_certificates>("elasticloadbalancing:AddListenerCertificates"),
    aws::operation<add_tags>("elasticloadbalancing:AddTags"),
    aws::operation<create_listener>("elasticloadbalancing:CreateListener"),
    aws::operation<create_load_balancer>("elasticloadbalancing:CreateLoadBalancer"),
    aws::operation<create_rule>("elasticloadbalancing:CreateRule"),
    aws::operation<create_target_group>("elasticloadbalancing:CreateTargetGroup"),
    aws::operation<delete_listener>("elasticloadbalancing:DeleteListener"),
    aws::operation<delete_load_balancer>("elasticloadbalancing:DeleteLoadBalancer"),
    aws::operation<delete_rule>("elasticloadbalancing:DeleteRule"),
    aws::operation<delete_target_group>("elasticloadbalancing:DeleteTargetGroup"),
    aws::operation<deregister_targets>("elasticloadbalancing:DeregisterTargets"),
    aws::operation<describe_account_limits>("elasticloadbalancing:DescribeAccountLimits"),
    aws::operation<describe_listener_attributes>("elasticloadbalancing:DescribeListenerAttributes"),
    aws::operation<describe_listener_certificates>(
        "elasticloadbalancing:DescribeListenerCertificates"),
    aws::operation<describe_listeners>("elasticloadbalancing:DescribeListeners"),
    aws::operation<describe_load_balancer_attributes>(
        "elasticloadbalancing:DescribeLoadBalancerAttributes"),
    aws::operation<describe_load_balancers>("elasticloadbalancing:DescribeLoadBalancers"),
    aws::operation<describe_rules>("elasticloadbalancing:DescribeRules"),
    aws::operation<describe_ssl_policies>("elasticloadbalancing:DescribeSSLPolicies"),
    aws::operation<describe_tags>("elasticloadbalancing:DescribeTags"),
    aws::operation<describe_target_group_attributes>(
        "elasticloadbalancing:DescribeTargetGroupAttributes"),
    aws::operation<describe_target_groups>("elasticloadbalancing:DescribeTargetGroups"),
    aws::operation<describe_target_health>("elasticloadbalancing:DescribeTargetHealth"),
    aws::operation<modify_listener>("elasticloadbalancing:ModifyListener"),
    aws::operation<modify_listener_attributes>("elasticloadbalancing:ModifyListenerAttributes"),
    aws::operation<modify_load_balancer_attributes>(
        "elasticloadbalancing:ModifyLoadBalancerAttributes"),
    aws::operation<modify_rule>("elasticloadbalancing:ModifyRule"),
    aws::operation<modify_target_group>("elasticloadbalancing:ModifyTargetGroup"),
    aws::operation<modify_target_group_attributes>(
        "elasticloadbalancing:ModifyTargetGroupAttributes"),
    aws::operation<register_targets>("elasticloadbalancing:RegisterTargets"),
    aws::operation<remove_listener_certificates>("elasticloadbalancing:RemoveListenerCertificates"),
    aws::operation<remove_tags>("elasticloadbalancing:RemoveTags"),
    aws::operation<set_ip_address_type>("elasticloadbalancing:SetIpAddressType"),
    aws::operation<set_rule_priorities>("elasticloadbalancing:SetRulePriorities"),
    aws::operation<set_security_groups>("elasticloadbalancing:SetSecurityGroups"),
    aws::operation<set_subnets>("elasticloadbalancing:SetSubnets"),
};

constexpr aws::Service kService{
    .name = "elasticloadbalancing",
    .protocol = aws::Protocol::Query,
    .target_prefix = {},
    .api_version = "2015-12-01",
    .xml_namespace = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    .operations = kOperations,
    .invalid_parameter = errors::kValidationError,
    .missing_parameter = errors::kValidationError};

}  // namespace

const aws::Service& service() { return kService; }

}  // namespace ikada::elbv2
