#include "elbv2/arns.hpp"

#include "base/arn.hpp"

namespace ikada::elbv2 {
namespace {

// Replaces the resource's kind: what stands between the last ':' and the first '/' after it.
std::string with_kind(std::string_view arn, std::string_view kind) {
    const auto colon = arn.rfind(':');
    const auto slash = arn.find('/', colon);
    return std::string(arn.substr(0, colon + 1)) + std::string(kind) +
           std::string(arn.substr(slash));
}

}  // namespace

std::string listener_arn(std::string_view load_balancer_arn, std::string_view id) {
    return with_kind(load_balancer_arn, "listener") + "/" + std::string(id);
}

std::string rule_arn(std::string_view listener_arn, std::string_view id) {
    return with_kind(listener_arn, "listener-rule") + "/" + std::string(id);
}

std::string default_rule_arn(std::string_view listener_arn) {
    return rule_arn(listener_arn, last_part(listener_arn));
}

std::string listener_of_rule(std::string_view rule_arn) {
    if (rule_arn.find(":listener-rule/") == std::string_view::npos) return {};
    return with_kind(rule_arn.substr(0, rule_arn.rfind('/')), "listener");
}

}  // namespace ikada::elbv2
