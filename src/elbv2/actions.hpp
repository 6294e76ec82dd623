#pragma once
// Actions and conditions between the API's shapes and the records.
// Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

#include <vector>

#include "base/result.hpp"
#include "elbv2/shapes.hpp"
#include "elbv2/types.hpp"
#include "world/world.hpp"

namespace ikada::elbv2 {

constexpr int kForwardGroupsMax = 5;  // target groups of one forward action
constexpr int kForwardWeightMax = 999;
constexpr int kConditionValuesMax = 5;  // of one rule, wildcards included
constexpr int kConditionLengthMax = 128;
constexpr int kFixedBodyMax = 1024;

// Checks form and that target groups exist. Errors: ELBv2's; kInvalidConfigurationRequest, naming
// it, for what ikada does not do.
Result<std::vector<Action>> read_actions(const world::Tx& tx,
                                         const std::vector<shapes::Action>& from);
std::vector<shapes::Action> show_actions(const std::vector<Action>& actions);

Result<std::vector<Condition>> read_conditions(const std::vector<shapes::RuleCondition>& from);
std::vector<shapes::RuleCondition> show_conditions(const std::vector<Condition>& conditions);

// A target group serves one load balancer only. Errors: kTargetGroupAssociationLimit.
Status check_association(const world::Tx& tx, const std::vector<Action>& actions,
                         std::string_view load_balancer_arn);

}  // namespace ikada::elbv2
