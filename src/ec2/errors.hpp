#pragma once
// EC2's own errors. Source: docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html

#include "base/result.hpp"

namespace ikada::ec2::errors {

inline constexpr ErrorKind kInvalidParameterValue{"InvalidParameterValue", 400};
inline constexpr ErrorKind kMissingParameter{"MissingParameter", 400};
inline constexpr ErrorKind kInvalidNextToken{"InvalidNextToken", 400};
inline constexpr ErrorKind kInvalidVpcIdNotFound{"InvalidVpcID.NotFound", 400};
inline constexpr ErrorKind kInvalidSubnetIdNotFound{"InvalidSubnetID.NotFound", 400};
inline constexpr ErrorKind kInvalidGroupNotFound{"InvalidGroup.NotFound", 400};
inline constexpr ErrorKind kInvalidInstanceIdNotFound{"InvalidInstanceID.NotFound", 400};
inline constexpr ErrorKind kInvalidInstanceType{"InvalidInstanceType", 400};
inline constexpr ErrorKind kInsufficientFreeAddresses{"InsufficientFreeAddressesInSubnet", 400};
inline constexpr ErrorKind kDryRunOperation{"DryRunOperation", 412};

}  // namespace ikada::ec2::errors
