#pragma once
// What is done with a request that a rule matched. Pure.

#include <string>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

// The variable of the request's action, as decided by the rules: a key of these.
inline constexpr auto kActionVariable = "txn.action";

// A forward to one backend is known by the backend's name; any other action by "=" and a digest of
// what it does, so that rules with the same action share its lines.
std::string action_key(const ports::RouteAction& action);

// Frontend lines that do it where the variable holds its key, and leave the name of a backend in
// the variable or end the request. None for a forward to one backend.
std::string action_lines(const ports::RouteAction& action);

// "#{path}" and "#{query}" of a redirect need the variables txn.path_rest and txn.query_mark.
bool needs_url_parts(const ports::RouteAction& action);

}  // namespace ikada::haproxy
