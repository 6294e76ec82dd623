#pragma once
// ELBv2's errors. Source: the Errors part of each page of
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/

#include "base/result.hpp"

namespace ikada::elbv2::errors {

inline constexpr ErrorKind kValidationError{"ValidationError", 400};
inline constexpr ErrorKind kLoadBalancerNotFound{"LoadBalancerNotFound", 400};
inline constexpr ErrorKind kListenerNotFound{"ListenerNotFound", 400};
inline constexpr ErrorKind kRuleNotFound{"RuleNotFound", 400};
inline constexpr ErrorKind kTargetGroupNotFound{"TargetGroupNotFound", 400};
inline constexpr ErrorKind kDuplicateLoadBalancerName{"DuplicateLoadBalancerName", 400};
inline constexpr ErrorKind kDuplicateTargetGroupName{"DuplicateTargetGroupName", 400};
inline constexpr ErrorKind kDuplicateListener{"DuplicateListener", 400};
inline constexpr ErrorKind kPriorityInUse{"PriorityInUse", 400};
inline constexpr ErrorKind kResourceInUse{"ResourceInUse", 400};
inline constexpr ErrorKind kOperationNotPermitted{"OperationNotPermitted", 400};
inline constexpr ErrorKind kInvalidConfigurationRequest{"InvalidConfigurationRequest", 400};
inline constexpr ErrorKind kInvalidTarget{"InvalidTarget", 400};
inline constexpr ErrorKind kSubnetNotFound{"SubnetNotFound", 400};
inline constexpr ErrorKind kInvalidSubnet{"InvalidSubnet", 400};
inline constexpr ErrorKind kInvalidSecurityGroup{"InvalidSecurityGroup", 400};
inline constexpr ErrorKind kUnsupportedProtocol{"UnsupportedProtocol", 400};
inline constexpr ErrorKind kTooManyRules{"TooManyRules", 400};
inline constexpr ErrorKind kTooManyListeners{"TooManyListeners", 400};
inline constexpr ErrorKind kTooManyLoadBalancers{"TooManyLoadBalancers", 400};
inline constexpr ErrorKind kTooManyTargetGroups{"TooManyTargetGroups", 400};
inline constexpr ErrorKind kTooManyTargets{"TooManyTargets", 400};
inline constexpr ErrorKind kDuplicateTagKeys{"DuplicateTagKeys", 400};
inline constexpr ErrorKind kInvalidLoadBalancerAction{"InvalidLoadBalancerAction", 400};
inline constexpr ErrorKind kCertificateNotFound{"CertificateNotFound", 400};
inline constexpr ErrorKind kSslPolicyNotFound{"SSLPolicyNotFound", 400};
inline constexpr ErrorKind kTooManyTags{"TooManyTags", 400};
inline constexpr ErrorKind kTooManyActions{"TooManyActions", 400};
inline constexpr ErrorKind kTooManyUniqueTargetGroupsPerLoadBalancer{
    "TooManyUniqueTargetGroupsPerLoadBalancer", 400};
inline constexpr ErrorKind kTargetGroupAssociationLimit{"TargetGroupAssociationLimit", 400};

}  // namespace ikada::elbv2::errors
