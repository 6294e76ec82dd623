#pragma once
// The order in which a frontend's rules are tried: most rules name hosts and nothing else, and
// those are looked up in a map, however many there are. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

// First the host is looked up in `hosts`, then the rule is tried.
struct PlanStep {
    std::vector<std::pair<std::string, std::string>> hosts;  // host in lower case → action's key
    std::optional<std::size_t> rule;                         // none: the last step
};

// Tried step by step until a host is found or a rule holds, the action is that of the first of
// `rules` that matches. Ends with a step without a rule. A rule of hosts only stands in the first
// step that no earlier rule, which could match one of its hosts, comes after: so another host rule
// mostly changes the first step's hosts only.
std::vector<PlanStep> plan_of(const std::vector<ports::RouteRule>& rules);

}  // namespace ikada::haproxy
