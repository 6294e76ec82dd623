#pragma once
// Which frontends HAProxy can be given: one whose address cannot be bound would fail them all.

#include <map>
#include <set>
#include <string>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

struct Admission {
    ports::RoutingTable table;                  // what can be served
    std::map<std::string, std::string> errors;  // frontend id → why it is not in it
};

// Without the backends and servers HAProxy cannot be given (names, addresses, doubles), each with a
// line in the log: one of them would make it refuse all. They break the port's contract.
ports::RoutingTable usable(ports::RoutingTable wanted);

// Tries to bind the addresses that HAProxy does not hold yet (`held`: frontend names).
Admission admit(const ports::RoutingTable& wanted, const std::set<std::string>& held);

}  // namespace ikada::haproxy
