#pragma once
// ECS's ids, tags, and the cluster.

#include <map>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "schema/describe.hpp"

namespace ikada::ecs {

using ClusterName = Id<struct ClusterTag>;
using ServiceName = Id<struct ServiceTag>;
using TaskId = Id<struct TaskTag>;                            // 32 hex
using ContainerInstanceId = Id<struct ContainerInstanceTag>;  // 32 hex
using DeploymentId = Id<struct DeploymentTag>;                // "ecs-svc/" + 19 digits

using Tags = std::map<std::string, std::string>;

enum class ClusterStatus { Active, Inactive };
constexpr auto kClusterStatusNames = std::to_array<EnumName<ClusterStatus>>(
    {{ClusterStatus::Active, "ACTIVE"}, {ClusterStatus::Inactive, "INACTIVE"}});
static_assert(covers(kClusterStatusNames, ClusterStatus::Inactive), "a status has no wire name");
constexpr const auto& names_of(ClusterStatus) { return kClusterStatusNames; }

struct Cluster {
    ClusterName name;
    std::string arn;
    ClusterStatus status = ClusterStatus::Active;
    std::map<std::string, std::string> settings;  // containerInsights → disabled
    Tags tags;
    TimePoint created_at;
    std::optional<TimePoint> deleted_at;
};
const schema::Type& describe(const Cluster*);

}  // namespace ikada::ecs
