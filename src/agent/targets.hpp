#pragma once
// Where the two websockets go and how their requests are signed.

#include <string>

#include "agent/link.hpp"
#include "agent/registration.hpp"

namespace ikada::agent {

// Registers first if needed. Errors: as Registration has them, kMalformed for a strange endpoint.
Result<LinkTarget> acs_target(const AgentOptions& options, Registration& registration, EcsApi& api,
                              const std::string& docker_version);
// Errors: kNotYet until acs_target() has registered.
Result<LinkTarget> tcs_target(const AgentOptions& options, const Registration& registration,
                              EcsApi& api, const std::string& docker_version);

// A message with the header block that TCS wants before it (node-protocol.md, part 4).
std::string tcs_frame(const AgentOptions& options, const LinkTarget& target,
                      const std::string& message, TimePoint now);

}  // namespace ikada::agent
