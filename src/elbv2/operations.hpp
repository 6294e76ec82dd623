#pragma once
// ELBv2's operations; the table in operations.cpp gives them to the wire.

#include "aws/operation.hpp"
#include "elbv2/shapes.hpp"
#include "elbv2/types.hpp"

namespace ikada::elbv2 {

Result<shapes::AddTagsOutput> add_tags(world::Tx&, const shapes::AddTagsInput&, const aws::Call&);
Result<shapes::CreateListenerOutput> create_listener(world::Tx&, const shapes::CreateListenerInput&,
                                                     const aws::Call&);
Result<shapes::CreateLoadBalancerOutput> create_load_balancer(
    world::Tx&, const shapes::CreateLoadBalancerInput&, const aws::Call&);
Result<shapes::CreateRuleOutput> create_rule(world::Tx&, const shapes::CreateRuleInput&,
                                             const aws::Call&);
Result<shapes::CreateTargetGroupOutput> create_target_group(world::Tx&,
                                                            const shapes::CreateTargetGroupInput&,
                                                            const aws::Call&);
Result<shapes::DeleteListenerOutput> delete_listener(world::Tx&, const shapes::DeleteListenerInput&,
                                                     const aws::Call&);
Result<shapes::DeleteLoadBalancerOutput> delete_load_balancer(
    world::Tx&, const shapes::DeleteLoadBalancerInput&, const aws::Call&);
Result<shapes::DeleteRuleOutput> delete_rule(world::Tx&, const shapes::DeleteRuleInput&,
                                             const aws::Call&);
Result<shapes::DeleteTargetGroupOutput> delete_target_group(world::Tx&,
                                                            const shapes::DeleteTargetGroupInput&,
                                                            const aws::Call&);
Result<shapes::DeregisterTargetsOutput> deregister_targets(world::Tx&,
                                                           const shapes::DeregisterTargetsInput&,
                                                           const aws::Call&);
Result<shapes::DescribeListenersOutput> describe_listeners(world::Tx&,
                                                           const shapes::DescribeListenersInput&,
                                                           const aws::Call&);
Result<shapes::DescribeLoadBalancerAttributesOutput> describe_load_balancer_attributes(
    world::Tx&, const shapes::DescribeLoadBalancerAttributesInput&, const aws::Call&);
Result<shapes::DescribeLoadBalancersOutput> describe_load_balancers(
    world::Tx&, const shapes::DescribeLoadBalancersInput&, const aws::Call&);
Result<shapes::DescribeRulesOutput> describe_rules(world::Tx&, const shapes::DescribeRulesInput&,
                                                   const aws::Call&);
Result<shapes::DescribeTagsOutput> describe_tags(world::Tx&, const shapes::DescribeTagsInput&,
                                                 const aws::Call&);
Result<shapes::DescribeTargetGroupAttributesOutput> describe_target_group_attributes(
    world::Tx&, const shapes::DescribeTargetGroupAttributesInput&, const aws::Call&);
Result<shapes::DescribeTargetGroupsOutput> describe_target_groups(
    world::Tx&, const shapes::DescribeTargetGroupsInput&, const aws::Call&);
Result<shapes::DescribeTargetHealthOutput> describe_target_health(
    world::Tx&, const shapes::DescribeTargetHealthInput&, const aws::Call&);
Result<shapes::ModifyListenerOutput> modify_listener(world::Tx&, const shapes::ModifyListenerInput&,
                                                     const aws::Call&);
Result<shapes::ModifyLoadBalancerAttributesOutput> modify_load_balancer_attributes(
    world::Tx&, const shapes::ModifyLoadBalancerAttributesInput&, const aws::Call&);
Result<shapes::ModifyRuleOutput> modify_rule(world::Tx&, const shapes::ModifyRuleInput&,
                                             const aws::Call&);
Result<shapes::ModifyTargetGroupOutput> modify_target_group(world::Tx&,
                                                            const shapes::ModifyTargetGroupInput&,
                                                            const aws::Call&);
Result<shapes::ModifyTargetGroupAttributesOutput> modify_target_group_attributes(
    world::Tx&, const shapes::ModifyTargetGroupAttributesInput&, const aws::Call&);
Result<shapes::RegisterTargetsOutput> register_targets(world::Tx&,
                                                       const shapes::RegisterTargetsInput&,
                                                       const aws::Call&);
Result<shapes::RemoveTagsOutput> remove_tags(world::Tx&, const shapes::RemoveTagsInput&,
                                             const aws::Call&);
Result<shapes::SetRulePrioritiesOutput> set_rule_priorities(world::Tx&,
                                                            const shapes::SetRulePrioritiesInput&,
                                                            const aws::Call&);
Result<shapes::DescribeListenerAttributesOutput> describe_listener_attributes(
    world::Tx&, const shapes::DescribeListenerAttributesInput&, const aws::Call&);
Result<shapes::ModifyListenerAttributesOutput> modify_listener_attributes(
    world::Tx&, const shapes::ModifyListenerAttributesInput&, const aws::Call&);
Result<shapes::AddListenerCertificatesOutput> add_listener_certificates(
    world::Tx&, const shapes::AddListenerCertificatesInput&, const aws::Call&);
Result<shapes::RemoveListenerCertificatesOutput> remove_listener_certificates(
    world::Tx&, const shapes::RemoveListenerCertificatesInput&, const aws::Call&);
Result<shapes::DescribeListenerCertificatesOutput> describe_listener_certificates(
    world::Tx&, const shapes::DescribeListenerCertificatesInput&, const aws::Call&);
Result<shapes::DescribeSSLPoliciesOutput> describe_ssl_policies(
    world::Tx&, const shapes::DescribeSSLPoliciesInput&, const aws::Call&);
Result<shapes::DescribeAccountLimitsOutput> describe_account_limits(
    world::Tx&, const shapes::DescribeAccountLimitsInput&, const aws::Call&);
Result<shapes::SetSecurityGroupsOutput> set_security_groups(world::Tx&,
                                                            const shapes::SetSecurityGroupsInput&,
                                                            const aws::Call&);
Result<shapes::SetSubnetsOutput> set_subnets(world::Tx&, const shapes::SetSubnetsInput&,
                                             const aws::Call&);
Result<shapes::SetIpAddressTypeOutput> set_ip_address_type(world::Tx&,
                                                           const shapes::SetIpAddressTypeInput&,
                                                           const aws::Call&);

// With its rules.
void erase_listener(world::Tx& tx, const Listener& listener);

}  // namespace ikada::elbv2
