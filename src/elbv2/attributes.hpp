#pragma once
// Attributes of load balancers, listeners and target groups: their names, defaults and limits in
// one table each. Source:
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html,
// API_ListenerAttribute.html and API_TargetGroupAttribute.html; of headers set on answers:
// docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::elbv2 {

struct AttributeRule {
    std::string_view name, fallback;
    std::string_view choices = {};  // "true|false"; none and no numbers: any text
    int min = 0, max = 0;           // of a number; 0, 0: not a number
    bool zero_too = false;          // 0, below min, is allowed as well
    bool honoured = true;           // false: only the default value is accepted
    std::string_view header = {};   // the answers' header that it sets; its value may be none
};

std::span<const AttributeRule> load_balancer_attributes();
std::span<const AttributeRule> listener_attributes();
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
// What must hold between a target group's attributes. Errors: kInvalidConfigurationRequest.
Status check_target_group_attributes(const Attributes& set);

inline constexpr std::string_view kIdleTimeout = "idle_timeout.timeout_seconds";
inline constexpr std::string_view kDeletionProtection = "deletion_protection.enabled";
inline constexpr std::string_view kDropInvalidHeaders =
    "routing.http.drop_invalid_header_fields.enabled";
inline constexpr std::string_view kPreserveHost = "routing.http.preserve_host_header.enabled";
inline constexpr std::string_view kXffClientPort = "routing.http.xff_client_port.enabled";
inline constexpr std::string_view kXffMode = "routing.http.xff_header_processing.mode";

inline constexpr std::string_view kServerHeader = "routing.http.response.server.enabled";

inline constexpr std::string_view kDeregistrationDelay = "deregistration_delay.timeout_seconds";
inline constexpr std::string_view kAlgorithm = "load_balancing.algorithm.type";
inline constexpr std::string_view kSlowStart = "slow_start.duration_seconds";
inline constexpr std::string_view kStickiness = "stickiness.enabled";
inline constexpr std::string_view kStickinessType = "stickiness.type";
inline constexpr std::string_view kLbCookieSeconds = "stickiness.lb_cookie.duration_seconds";
inline constexpr std::string_view kAppCookieName = "stickiness.app_cookie.cookie_name";
inline constexpr std::string_view kAppCookieSeconds = "stickiness.app_cookie.duration_seconds";

}  // namespace ikada::elbv2
