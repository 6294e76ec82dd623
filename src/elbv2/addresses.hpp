#pragma once
// IP addresses as ELBv2 takes them: CIDR blocks of conditions, addresses of targets.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "world/world.hpp"

namespace ikada::elbv2 {

// "10.0.0.0/8" or "2001:db8::/32".
bool is_cidr(std::string_view text);

// The zone of an IPv4 target: that of its subnet; "all" for one outside the VPC, as long as it is
// in a private range that ELB lets through. Errors: kInvalidTarget, in ELB's words.
//   Source:
//   docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
Result<std::string> zone_of_address(const world::Tx& tx, const std::string& address);

}  // namespace ikada::elbv2
