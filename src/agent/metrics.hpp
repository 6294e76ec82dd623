#pragma once
// What running containers use, in TCS's words. Pure. Source: node-protocol.md, part 4.

#include <map>
#include <string>
#include <vector>

#include "agent/meter.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

// Docker ids of what is measured: running containers but the agent's own.
std::vector<std::string> measured_containers(const AgentState& state);

// What they used since the last set, by Docker's id; without those that are not known yet.
using Uses = std::map<std::string, ContainerUse>;

// PublishMetricsRequest messages: pages of tasks, or one that says that nothing runs.
std::vector<std::string> metrics_messages(const AgentState& state, const Uses& uses,
                                          const std::string& message_id, TimePoint now);

}  // namespace ikada::agent
