#pragma once
// A task definition's revision. Its body is the API's own shape: ECS gives back what was
// registered.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ecs/shapes.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

enum class TaskDefinitionStatus { Active, Inactive, DeleteInProgress };
constexpr auto kTaskDefinitionStatusNames = std::to_array<EnumName<TaskDefinitionStatus>>(
    {{TaskDefinitionStatus::Active, "ACTIVE"},
     {TaskDefinitionStatus::Inactive, "INACTIVE"},
     {TaskDefinitionStatus::DeleteInProgress, "DELETE_IN_PROGRESS"}});
static_assert(covers(kTaskDefinitionStatusNames, TaskDefinitionStatus::DeleteInProgress),
              "no wire name");
constexpr const auto& names_of(TaskDefinitionStatus) { return kTaskDefinitionStatusNames; }

struct TaskDefinition {
    std::string family;
    int revision = 0;
    std::string arn;  // "…:task-definition/family:revision"
    TaskDefinitionStatus status = TaskDefinitionStatus::Active;
    TimePoint registered_at;
    std::optional<TimePoint> deregistered_at;
    std::string registered_by;
    Tags tags;
    shapes::TaskDefinition
        body;  // as registered; what is decided (arn, status …) is filled in on the way out
};
const schema::Type& describe(const TaskDefinition*);

// What one task of it takes from an instance; memoryReservation counts before memory, task-level
// values before both. Host ports are those named, which in network mode host are all.
TaskNeeds needs_of(const TaskDefinition& definition);

// Task-level sizes as a definition writes them: "256" or ".25 vCPU", "512" or "1 GB".
std::optional<int> cpu_units_of(std::string_view text);
std::optional<int> memory_mib_of(std::string_view text);

// The highest revision a family has had, also after deregistration: numbers are never used twice.
struct TaskFamily {
    std::string name;
    int last_revision = 0;
};
const schema::Type& describe(const TaskFamily*);

}  // namespace ikada::ecs
