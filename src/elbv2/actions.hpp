#pragma once
// Actions between the API's shapes and the records.
// Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "elbv2/shapes.hpp"
#include "elbv2/types.hpp"
#include "world/world.hpp"

namespace ikada::elbv2 {

constexpr int kForwardGroupsMax = 5;  // target groups of one forward action
constexpr int kForwardWeightMax = 999;
constexpr int kFixedBodyMax = 1024;
constexpr int kTargetGroupsPerLoadBalancerMax = 100;  // AWS's default quota

// Checks form and that target groups exist. Errors: ELBv2's.
Result<std::vector<Action>> read_actions(const world::Tx& tx,
                                         const std::vector<shapes::Action>& from);
std::vector<shapes::Action> show_actions(const std::vector<Action>& actions);

// Whether they may stand on this listener or in its rules: no redirect to itself; a target group
// serves one load balancer only, which has room for so many. Errors: kInvalidLoadBalancerAction,
// kTargetGroupAssociationLimit, kTooManyUniqueTargetGroupsPerLoadBalancer.
Status check_place(const world::Tx& tx, const std::vector<Action>& actions,
                   const Listener& listener);

// ARNs of the load balancers that forward to a target group: none or one.
std::vector<std::string> load_balancers_of(const world::Tx& tx, std::string_view target_group_arn);

}  // namespace ikada::elbv2
