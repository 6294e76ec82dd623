#pragma once
// Checks that need no record. What the tables of shapes can say (required, limits, enums) has been
// checked before.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ecs/errors.hpp"
#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

constexpr int kNameLengthMax = 255;        // AWS: clusters, services, families, containers
constexpr int kTagsMax = 50;               // AWS: a resource's tags
constexpr int kTagKeyLengthMax = 128;      // AWS
constexpr int kTagValueLengthMax = 256;    // AWS
constexpr int kContainerMemoryMibMin = 6;  // ECS, since Docker 20.10
constexpr int kContainerMemoryMibMax = 100'000'000;  // choice: a task's sum is still an int
constexpr int kContainerCpuUnitsMax = 1'000'000;     // choice, likewise
constexpr int kPortMappingsMax = 100;                // AWS: a container's
constexpr int kStartedByLengthMax = 128;             // AWS
constexpr int kClientTokenLengthMax = 64;            // AWS
constexpr int kDesiredCountMax = 5000;               // AWS: tasks a service
constexpr int kPlacementStrategiesMax = 5;           // AWS
constexpr int kPlacementConstraintsMax = 10;         // AWS: a service's or definition's
constexpr int kTargetGroupsPerServiceMax = 5;        // AWS
constexpr int kDeploymentIdDigits = 19;  // as ECS numbers deployments: "ecs-svc/" and these

// For members that are known, not honoured, and would mislead if they were ignored.
Error not_supported(std::string_view member);

template <class T>
bool given(const std::optional<std::vector<T>>& list) {
    return list && !list->empty();
}

// Letters, digits, hyphens, underscores; 1 to 255 of them.
bool is_name(std::string_view text);

// Errors: kInvalidParameter.
Status check_tag_key(std::string_view key);
Result<Tags> read_tags(const std::optional<std::vector<shapes::Tag>>& tags);

// What is wrong with its memory and CPU, as a sentence; empty if nothing is.
std::string wrong_size(const shapes::ContainerDefinition& container);

// Errors: kClient, in ECS's words; kClient naming what ikada does not honour.
Status check_task_definition(const shapes::RegisterTaskDefinitionRequest& request);

// Members that ikada does not honour. Errors: kInvalidParameter, naming the first.
Status check_features(const shapes::CreateClusterRequest& request);
Status check_features(const shapes::UpdateClusterRequest& request);
Status check_features(const shapes::CreateServiceRequest& request);
Status check_features(const shapes::UpdateServiceRequest& request);
Status check_features(const shapes::CreateTaskSetRequest& request);
Status check_features(const shapes::RunTaskRequest& request);
Status check_features(const shapes::StartTaskRequest& request);

// Errors: kInvalidParameter.
Result<std::vector<PlacementStrategy>> read_strategy(
    const std::optional<std::vector<shapes::PlacementStrategy>>& strategy);
Result<PlacementConstraints> read_constraints(
    const std::optional<std::vector<shapes::PlacementConstraint>>& constraints);
// A task definition's. Errors: kClient.
Status check_constraints(
    const std::optional<std::vector<shapes::TaskDefinitionPlacementConstraint>>& constraints);
Status check_desired_count(int count);
Status check_percents(int maximum, int minimum_healthy);

}  // namespace ikada::ecs
