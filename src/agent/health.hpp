#pragma once
// Container health in TCS's words. Pure. Source: node-protocol.md, part 4.

#include <string>
#include <vector>

#include "agent/task.hpp"

namespace ikada::agent {

struct HealthEntry {
    std::string task_arn, family, version, container;
    std::string status;  // HEALTHY, UNHEALTHY, UNKNOWN
    TimePoint since;
    bool operator==(const HealthEntry&) const = default;
};

// HEALTHY, UNHEALTHY or UNKNOWN.
std::string_view health_word(docker::Health health);

// Of running containers whose health the control plane wants to know.
std::vector<HealthEntry> health_of(const AgentState& state);

// PublishHealthRequest messages; one without tasks for none.
std::vector<std::string> health_messages(const AgentState& state,
                                         const std::vector<HealthEntry>& entries,
                                         const std::string& message_id, TimePoint now);

}  // namespace ikada::agent
