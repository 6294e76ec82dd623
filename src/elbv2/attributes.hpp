#pragma once
// Attributes of load balancers and target groups: their names, defaults and limits in one table
// each. Source:
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html and
// API_TargetGroupAttribute.html

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::elbv2 {

struct AttributeRule {
    std::string_view name, fallback;
    int min = 0, max = 0;  // of a number; 0, 0: not a number
    bool honoured = true;  // false: only the default value is accepted
};

std::span<const AttributeRule> load_balancer_attributes();
std::span<const AttributeRule> target_group_attributes();

using Attributes = std::map<std::string, std::string>;

// The value that holds: the one set, else the default.
std::string attribute(std::span<const AttributeRule> rules, const Attributes& set,
                      std::string_view name);
int number_attribute(std::span<const AttributeRule> rules, const Attributes& set,
                     std::string_view name);
// Errors: kValidationError for an unknown name or a bad value; kInvalidConfigurationRequest, naming
// the attribute, for a value that ikada would not honour.
Status check_attribute(std::span<const AttributeRule> rules, std::string_view name,
                       std::string_view value);

inline constexpr std::string_view kIdleTimeout = "idle_timeout.timeout_seconds";
inline constexpr std::string_view kDeregistrationDelay = "deregistration_delay.timeout_seconds";
inline constexpr std::string_view kDeletionProtection = "deletion_protection.enabled";

}  // namespace ikada::elbv2
