#pragma once
// Containers and volumes with our labels that Docker shows and the agent's state does not explain.
// Pure.

#include <string>
#include <vector>

#include "agent/task.hpp"

namespace ikada::agent {

using Rows = std::vector<docker::ContainerRow>;

// Notes at every known container what Docker shows of it.
void notice_all(AgentState& state, const Rows& rows);

// Tasks that are unknown because the state was lost: kept as what their labels tell, until the
// control plane sends their description again or says that they are to stop. Gives their ARNs.
std::vector<std::string> adopt_unknown(AgentState& state, const Rows& rows);

// Docker ids of containers that no task has: they are to be removed.
std::vector<std::string> orphans(const AgentState& state, const Rows& rows);
// Names of volumes whose task is gone.
std::vector<std::string> orphans(const AgentState& state,
                                 const std::vector<docker::Volume>& volumes);

// The description of an adopted task has come: what is known of its containers stays.
void describe_adopted(TaskRecord& task, TaskSpec spec, std::string payload);

}  // namespace ikada::agent
