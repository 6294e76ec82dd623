#pragma once
// Who has which address of a subnet.

#include <set>
#include <string>

#include "ec2/types.hpp"
#include "world/world.hpp"

namespace ikada::ec2 {

// Those of live instances and of network interfaces.
std::set<std::string> taken_addresses(const world::Tx& tx, const SubnetId& subnet);

}  // namespace ikada::ec2
