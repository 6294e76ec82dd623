#include "elbv2/attributes.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "elbv2/errors.hpp"

namespace ikada::elbv2 {
namespace {

constexpr auto kLoadBalancerAttributes = std::to_array<AttributeRule>({
    {.name = "access_logs.s3.enabled", .fallback = "false", .honoured = false},
    {.name = "access_logs.s3.bucket", .fallback = "", .honoured = false},
    {.name = "access_logs.s3.prefix", .fallback = "", .honoured = false},
    {.name = kDeletionProtection, .fallback = "false"},
    {.name = kIdleTimeout, .fallback = "60", .min = 1, .max = 4000},
    {.name = "load_balancing.cross_zone.enabled", .fallback = "true", .honoured = false},
    {.name = "routing.http.desync_mitigation_mode", .fallback = "defensive", .honoured = false},
    {.name = "routing.http.drop_invalid_header_fields.enabled",
     .fallback = "false",
     .honoured = false},
    {.name = "routing.http.preserve_host_header.enabled", .fallback = "false", .honoured = false},
    {.name = "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
     .fallback = "false",
     .honoured = false},
    {.name = "routing.http.xff_client_port.enabled", .fallback = "false", .honoured = false},
    {.name = "routing.http.xff_header_processing.mode", .fallback = "append", .honoured = false},
    {.name = "routing.http2.enabled", .fallback = "true", .honoured = false},
    {.name = "waf.fail_open.enabled", .fallback = "false", .honoured = false},
});

constexpr auto kTargetGroupAttributes = std::to_array<AttributeRule>({
    {.name = kDeregistrationDelay, .fallback = "300", .min = 0, .max = 3600},
    {.name = "load_balancing.algorithm.type", .fallback = "round_robin", .honoured = false},
    {.name = "load_balancing.cross_zone.enabled",
     .fallback = "use_load_balancer_configuration",
     .honoured = false},
    {.name = "slow_start.duration_seconds", .fallback = "0", .honoured = false},
    {.name = "stickiness.enabled", .fallback = "false", .honoured = false},
    {.name = "stickiness.type", .fallback = "lb_cookie", .honoured = false},
    {.name = "stickiness.lb_cookie.duration_seconds", .fallback = "86400", .honoured = false},
    {.name = "stickiness.app_cookie.cookie_name", .fallback = "", .honoured = false},
    {.name = "stickiness.app_cookie.duration_seconds", .fallback = "86400", .honoured = false},
});

const AttributeRule* find(std::span<const AttributeRule> rules, std::string_view name) {
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const AttributeRule& rule) { return rule.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

Status check_value(const AttributeRule& rule, std::string_view value) {
    if (rule.max > 0) {
        const auto number = parse_int(value);
        if (number && *number >= rule.min && *number <= rule.max) return ok();
        return fail(errors::kValidationError, "'{}' must be between {} and {} inclusive", rule.name,
                    rule.min, rule.max);
    }
    if (value == "true" || value == "false") return ok();
    return fail(errors::kValidationError, "Attribute value '{}' for '{}' must be 'true' or 'false'",
                value, rule.name);
}

}  // namespace

std::span<const AttributeRule> load_balancer_attributes() { return kLoadBalancerAttributes; }
std::span<const AttributeRule> target_group_attributes() { return kTargetGroupAttributes; }

std::string attribute(std::span<const AttributeRule> rules, const Attributes& set,
                      std::string_view name) {
    const auto found = set.find(std::string(name));
    if (found != set.end()) return found->second;
    const auto* rule = find(rules, name);
    return std::string(rule ? rule->fallback : "");
}

int number_attribute(std::span<const AttributeRule> rules, const Attributes& set,
                     std::string_view name) {
    return static_cast<int>(parse_int(attribute(rules, set, name)).value_or(0));
}

Status check_attribute(std::span<const AttributeRule> rules, std::string_view name,
                       std::string_view value) {
    const auto* rule = find(rules, name);
    if (!rule) return fail(errors::kValidationError, "Attribute key '{}' is not recognized", name);
    if (rule->honoured) return check_value(*rule, value);
    if (value == rule->fallback) return ok();
    return fail(errors::kInvalidConfigurationRequest,
                "ikada does not support '{}' for the attribute '{}' yet; leave it at '{}'", value,
                name, rule->fallback);
}

}  // namespace ikada::elbv2
