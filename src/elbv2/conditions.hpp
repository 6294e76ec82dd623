#pragma once
// Rule conditions between the API's shapes and the records.
// Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html

#include <vector>

#include "base/result.hpp"
#include "elbv2/shapes.hpp"
#include "elbv2/types.hpp"

namespace ikada::elbv2 {

// AWS's quotas for one rule, not adjustable.
constexpr int kConditionValuesMax = 5;
constexpr int kConditionWildcardsMax = 5;

// Errors: kValidationError. Several http-header and query-string conditions may stand in one rule,
// of the other fields one each.
Result<std::vector<Condition>> read_conditions(const std::vector<shapes::RuleCondition>& from);
std::vector<shapes::RuleCondition> show_conditions(const std::vector<Condition>& conditions);

}  // namespace ikada::elbv2
