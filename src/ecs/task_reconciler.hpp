#pragma once
// The life of one task, whoever wanted it: drained, told to stop, ended with its node. Pure.

#include <optional>
#include <string>
#include <vector>

#include "ecs/types.hpp"

namespace ikada::ecs {

struct TaskSnapshot {
    Task task;
    bool node_gone = false;     // its container instance is no longer registered
    bool machine_gone = false;  // its EC2 instance is terminated
    std::vector<bool> drained;  // for each of task.targets: the balancer no longer has it
};

// The task as it shall be next; nothing when there is nothing to do. A status only moves forward. A
// task is STOPPED, and its room free, only when its agent says so or its node is gone: the agent is
// told again and again meanwhile, also when it comes back after having been lost.
std::optional<Task> reconcile_task(const TaskSnapshot& seen, TimePoint now);

}  // namespace ikada::ecs
