#pragma once
// ARNs of ELBv2's resources: each contains its parent's last parts.

#include <string>
#include <string_view>

namespace ikada::elbv2 {

// "…:loadbalancer/app/name/id" → "…:listener/app/name/id/<listener>"
std::string listener_arn(std::string_view load_balancer_arn, std::string_view id);
// "…:listener/app/name/id/<listener>" → "…:listener-rule/app/name/id/<listener>/<rule>"
std::string rule_arn(std::string_view listener_arn, std::string_view id);
// The rule that stands for a listener's default actions; its id is the listener's.
std::string default_rule_arn(std::string_view listener_arn);
// The listener of a rule, whether it exists or not.
std::string listener_of_rule(std::string_view rule_arn);

}  // namespace ikada::elbv2
