#pragma once
// How a Task record begins.

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

// What is to be run, before it is known where.
struct NewTask {
    const Cluster& cluster;
    const TaskDefinition& definition;
    std::string group;             // "service:blog", "family:migrate", or the caller's
    std::string started_by;        // the caller's word, or the deployment's id
    std::string overrides = "{}";  // as Task keeps it
    std::optional<ServiceName> service = std::nullopt;
    std::optional<DeploymentId> deployment = std::nullopt;
    std::optional<AwsvpcSettings> network = std::nullopt;  // given exactly if it is awsvpc
    Tags tags = {};
    std::vector<PlacementStrategy> strategy = {};
    PlacementConstraints constraints = {};  // besides the definition's own
    bool enable_execute_command = false;
    bool on_machine = false;  // its targets have its EC2 instance's id
};

// What one such task takes from its instance, overrides counted.
TaskNeeds needs_of(const NewTask& what);

// The task on `on`, PENDING or, without its network interface yet, PROVISIONING, its containers as
// definition and overrides have them. Not yet put.
Task make_task(const NewTask& what, const ContainerInstance& on, Random& random, TimePoint now);

// What a service's next task is: its primary deployment's, or another deployment's of it.
NewTask task_of(const Cluster& cluster, const Service& service, const Deployment& deployment,
                const TaskDefinition& definition);

}  // namespace ikada::ecs
