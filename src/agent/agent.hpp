#pragma once
// The node agent: joins a cluster as one container instance and runs its tasks on Docker.
// Source: node-protocol.md.

#include "agent/options.hpp"

namespace ikada::agent {

constexpr int kExitOk = 0;
constexpr int kExitRetry = 1;     // starting again may help
constexpr int kExitTerminal = 5;  // it will not (the ECS agent's code for it)

// Runs until SIGTERM or SIGINT; containers keep running. Ends the process itself, with the state
// saved, since a thread may sit in a pull for minutes. Returns only if it could not begin:
//   kExitRetry: another agent holds the data folder.
//   kExitTerminal: the options or the saved state cannot be used; the log says why.
int run_agent(const AgentOptions& options);

}  // namespace ikada::agent
