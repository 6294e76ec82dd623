#pragma once
// From records to the balancer's routing table. Reads only; equal records, equal table.

#include "elbv2/api.hpp"

namespace ikada::elbv2 {

// Balancer-side ids: a listener's and a target group's is the last part of its ARN, a target's its
// generation.
ports::RoutingTable routing_table(const world::Tx& tx, const Placement& placement);

}  // namespace ikada::elbv2
