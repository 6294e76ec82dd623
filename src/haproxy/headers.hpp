#pragma once
// What an ALB changes in a request's headers before a target sees it, and in an answer's before the
// client does. Pure.

#include <string>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

// Frontend lines: X-Forwarded-*, X-Amzn-Trace-Id, Host, invalid names.
std::string header_lines(const ports::Frontend& frontend);

// Frontend lines for all answers, HAProxy's own too; those that come from the worker of a newer
// configuration are left as they are.
std::string answer_header_lines(const ports::Frontend& frontend);

// Frontend lines that refuse what an ALB refuses: methods, sizes, requests without a host. Needs
// the variable txn.host.
std::string refusal_lines();

}  // namespace ikada::haproxy
