#pragma once
// A rule's conditions as HAProxy's ACLs. Pure.

#include <string>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

struct Conditions {
    std::string acls;   // "    acl …" lines; lines of one name hold if any of them does
    std::string names;  // " host3 path3": what must hold, all of it
};

// `mark` tells the names apart from other rules'. Needs the variable txn.host.
Conditions conditions_of(const ports::RouteRule& rule, std::size_t mark);

}  // namespace ikada::haproxy
