#pragma once
// ALB's cookies that keep a client at its target group and its target. Pure.
//   A cookie is "TOKEN-TIME": a digest of the group's or target's name, and until when it counts.
//   Whoever changes it only chooses among the targets that take requests anyway.

#include <string>
#include <vector>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

// 32 hexadecimal digits.
std::string cookie_token(std::string_view name);

// Frontend lines: the variable txn.group gets the backend that a valid AWSALBTG names.
std::string group_cookie_lines(const std::vector<ports::WeightedBackend>& takers,
                               const std::string& condition);
// Frontend lines for answers: AWSALBTG, where txn.group_lasts (seconds) is set.
std::string group_answer_lines();

// Backend lines: to the server that a valid cookie names. `converter`: the one that gives the
// name of a server that takes requests for its token.
std::string target_cookie_lines(const ports::Backend& backend, const std::string& converter);

}  // namespace ikada::haproxy
