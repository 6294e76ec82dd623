#pragma once
// What RunTask and StartTask have in common.

#include <optional>
#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {

// Members that both requests have by the same names.
struct Launch {
    const std::string& task_definition;
    const std::optional<std::string>& group;
    const std::optional<std::string>& started_by;
    const std::optional<shapes::TaskOverride>& overrides;
    const std::optional<std::vector<shapes::Tag>>& tags;
    const std::optional<shapes::PropagateTags>& propagate_tags;
    const std::optional<shapes::NetworkConfiguration>& network;
    bool managed_tags = false;
};

struct Launched {
    const TaskDefinition* definition;
    std::string group, started_by, overrides;
    std::optional<AwsvpcSettings> network;
    Tags tags;
};

// Errors: kInvalidParameter, in ECS's words.
Result<Launched> check_launch(const world::Tx& tx, const Cluster& cluster, const Launch& asked);

}  // namespace ikada::ecs
