#include "elbv2/attributes.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "elbv2/errors.hpp"

namespace ikada::elbv2 {
namespace {

constexpr std::string_view kBool = "true|false";
constexpr int kCookieSecondsMax = 604'800;     // ELBv2's: seven days
constexpr std::size_t kCookieNameMax = 256;    // ELBv2's
constexpr std::size_t kHeaderValueMax = 1024;  // ELBv2's

constexpr auto kLoadBalancerAttributes = std::to_array<AttributeRule>({
    {.name = "access_logs.s3.enabled", .fallback = "false", .honoured = false},
    {.name = "access_logs.s3.bucket", .fallback = "", .honoured = false},
    {.name = "access_logs.s3.prefix", .fallback = "", .honoured = false},
    {.name = "client_keep_alive.seconds", .fallback = "3600", .honoured = false},
    {.name = "connection_logs.s3.enabled", .fallback = "false", .honoured = false},
    {.name = "connection_logs.s3.bucket", .fallback = "", .honoured = false},
    {.name = "connection_logs.s3.prefix", .fallback = "", .honoured = false},
    {.name = kDeletionProtection, .fallback = "false", .choices = kBool},
    {.name = kIdleTimeout, .fallback = "60", .min = 1, .max = 4000},
    {.name = "ipv6.deny_all_igw_traffic", .fallback = "false", .honoured = false},
    {.name = "load_balancing.cross_zone.enabled", .fallback = "true", .honoured = false},
    {.name = "routing.http.desync_mitigation_mode", .fallback = "defensive", .honoured = false},
    {.name = kDropInvalidHeaders, .fallback = "false", .choices = kBool},
    {.name = kPreserveHost, .fallback = "false", .choices = kBool},
    {.name = "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
     .fallback = "false",
     .honoured = false},
    {.name = kXffClientPort, .fallback = "false", .choices = kBool},
    {.name = kXffMode, .fallback = "append", .choices = "append|preserve|remove"},
    // Of HTTPS listeners; stored until there are any.
    {.name = "routing.http2.enabled", .fallback = "true", .choices = kBool},
    // Of a web application firewall, which there is none to fail.
    {.name = "waf.fail_open.enabled", .fallback = "false", .choices = kBool},
    {.name = "zonal_shift.config.enabled", .fallback = "false", .honoured = false},
});

constexpr auto kListenerAttributes = std::to_array<AttributeRule>({
    {.name = kServerHeader, .fallback = "true", .choices = kBool},
    {.name = "routing.http.response.strict_transport_security.header_value",
     .fallback = "",
     .header = "Strict-Transport-Security"},
    {.name = "routing.http.response.access_control_allow_origin.header_value",
     .fallback = "",
     .header = "Access-Control-Allow-Origin"},
    {.name = "routing.http.response.access_control_allow_methods.header_value",
     .fallback = "",
     .header = "Access-Control-Allow-Methods"},
    {.name = "routing.http.response.access_control_allow_headers.header_value",
     .fallback = "",
     .header = "Access-Control-Allow-Headers"},
    {.name = "routing.http.response.access_control_allow_credentials.header_value",
     .fallback = "",
     .choices = "true",
     .header = "Access-Control-Allow-Credentials"},
    {.name = "routing.http.response.access_control_expose_headers.header_value",
     .fallback = "",
     .header = "Access-Control-Expose-Headers"},
    {.name = "routing.http.response.access_control_max_age.header_value",
     .fallback = "",
     .header = "Access-Control-Max-Age"},
    {.name = "routing.http.response.content_security_policy.header_value",
     .fallback = "",
     .header = "Content-Security-Policy"},
    {.name = "routing.http.response.x_content_type_options.header_value",
     .fallback = "",
     .choices = "nosniff",
     .header = "X-Content-Type-Options"},
    {.name = "routing.http.response.x_frame_options.header_value",
     .fallback = "",
     .choices = "DENY|SAMEORIGIN",
     .header = "X-Frame-Options"},
});

constexpr auto kTargetGroupAttributes = std::to_array<AttributeRule>({
    {.name = kDeregistrationDelay, .fallback = "300", .min = 0, .max = 3600},
    {.name = "load_balancing.algorithm.anomaly_mitigation", .fallback = "off", .honoured = false},
    {.name = kAlgorithm,
     .fallback = "round_robin",
     .choices = "round_robin|least_outstanding_requests|weighted_random"},
    // One balancer serves all zones: "false" would not hold.
    {.name = "load_balancing.cross_zone.enabled",
     .fallback = "use_load_balancer_configuration",
     .choices = "use_load_balancer_configuration|true"},
    {.name = kSlowStart, .fallback = "0", .min = 30, .max = 900, .zero_too = true},
    {.name = kStickiness, .fallback = "false", .choices = kBool},
    {.name = kStickinessType, .fallback = "lb_cookie", .choices = "lb_cookie|app_cookie"},
    {.name = kLbCookieSeconds, .fallback = "86400", .min = 1, .max = kCookieSecondsMax},
    {.name = kAppCookieName, .fallback = ""},
    {.name = kAppCookieSeconds, .fallback = "86400", .min = 1, .max = kCookieSecondsMax},
    {.name = "target_group_health.dns_failover.minimum_healthy_targets.count",
     .fallback = "1",
     .honoured = false},
    {.name = "target_group_health.dns_failover.minimum_healthy_targets.percentage",
     .fallback = "off",
     .honoured = false},
    {.name = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
     .fallback = "1",
     .honoured = false},
    {.name = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
     .fallback = "off",
     .honoured = false},
});

const AttributeRule* find(std::span<const AttributeRule> rules, std::string_view name) {
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const AttributeRule& rule) { return rule.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

Status check_number(const AttributeRule& rule, std::string_view value) {
    const auto number = parse_int(value);
    const bool in_range = number && *number >= rule.min && *number <= rule.max;
    if (in_range || (rule.zero_too && number == 0)) return ok();
    return fail(errors::kValidationError, "'{}' must be {}between {} and {} inclusive", rule.name,
                rule.zero_too ? "0 or " : "", rule.min, rule.max);
}

bool is_header_value(std::string_view text) {
    return text.size() <= kHeaderValueMax &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; });
}

Status check_value(const AttributeRule& rule, std::string_view value) {
    if (rule.max > 0) return check_number(rule, value);
    if (!rule.header.empty() && value.empty()) return ok();
    if (!rule.header.empty() && !is_header_value(value))
        return fail(errors::kValidationError,
                    "'{}' must be at most {} characters of printable ASCII", rule.name,
                    kHeaderValueMax);
    if (rule.choices.empty()) return ok();
    const auto choices = split(rule.choices, '|');
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return ok();
    return fail(errors::kValidationError, "Attribute value '{}' for '{}' must be one of '{}'",
                value, rule.name, fmt::join(choices, ", "));
}

// Names that begin with AWSALB are the balancer's own.
bool is_cookie_name(std::string_view name) {
    constexpr std::string_view kSeparators = "()<>@,;:\\\"/[]?={}";
    const bool printable = std::all_of(name.begin(), name.end(), [&](char c) {
        return c > ' ' && c < 127 && kSeparators.find(c) == std::string_view::npos;
    });
    return printable && !name.empty() && name.size() <= kCookieNameMax &&
           !to_lower(name).starts_with("awsalb");
}

}  // namespace

std::span<const AttributeRule> load_balancer_attributes() { return kLoadBalancerAttributes; }
std::span<const AttributeRule> listener_attributes() { return kListenerAttributes; }
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

Status check_target_group_attributes(const Attributes& set) {
    const auto value = [&](auto name) { return attribute(kTargetGroupAttributes, set, name); };
    if (value(kSlowStart) != "0" && value(kAlgorithm) != "round_robin")
        return fail(errors::kInvalidConfigurationRequest,
                    "Slow start mode cannot be used with the algorithm '{}'", value(kAlgorithm));
    const auto cookie = value(kAppCookieName);
    const bool needed = value(kStickiness) == "true" && value(kStickinessType) == "app_cookie";
    if ((needed || !cookie.empty()) && !is_cookie_name(cookie))
        return fail(errors::kInvalidConfigurationRequest,
                    "The application cookie name '{}' is not valid: it must be a cookie's name and "
                    "not begin with AWSALB, which is reserved",
                    cookie);
    return ok();
}

}  // namespace ikada::elbv2
