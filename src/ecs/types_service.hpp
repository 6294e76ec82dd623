#pragma once
// Services, their deployments and placement strategies.

#include <optional>
#include <string>
#include <vector>

#include "ecs/types_cluster.hpp"
#include "ecs/types_network.hpp"

namespace ikada::ecs {

enum class ServiceStatus { Active, Draining, Inactive };
constexpr auto kServiceStatusNames =
    std::to_array<EnumName<ServiceStatus>>({{ServiceStatus::Active, "ACTIVE"},
                                            {ServiceStatus::Draining, "DRAINING"},
                                            {ServiceStatus::Inactive, "INACTIVE"}});
static_assert(covers(kServiceStatusNames, ServiceStatus::Inactive),
              "a ServiceStatus has no wire name");
constexpr const auto& names_of(ServiceStatus) { return kServiceStatusNames; }

enum class RolloutState { InProgress, Completed, Failed };
constexpr auto kRolloutStateNames =
    std::to_array<EnumName<RolloutState>>({{RolloutState::InProgress, "IN_PROGRESS"},
                                           {RolloutState::Completed, "COMPLETED"},
                                           {RolloutState::Failed, "FAILED"}});
static_assert(covers(kRolloutStateNames, RolloutState::Failed), "a RolloutState has no wire name");
constexpr const auto& names_of(RolloutState) { return kRolloutStateNames; }

enum class SchedulingStrategy { Replica, Daemon };
constexpr auto kSchedulingStrategyNames = std::to_array<EnumName<SchedulingStrategy>>(
    {{SchedulingStrategy::Replica, "REPLICA"}, {SchedulingStrategy::Daemon, "DAEMON"}});
static_assert(covers(kSchedulingStrategyNames, SchedulingStrategy::Daemon), "no wire name");
constexpr const auto& names_of(SchedulingStrategy) { return kSchedulingStrategyNames; }

struct Deployment {
    DeploymentId id;
    std::string task_definition_arn;  // asked
    bool primary = true;  // asked: the newest; the others are ACTIVE until their tasks are gone
    TimePoint created_at, updated_at;
    int failed_tasks = 0;                             // decided
    RolloutState rollout = RolloutState::InProgress;  // decided
    std::string rollout_reason;
    bool rolled_back = false;  // decided: the circuit breaker went back to it
};
const schema::Type& describe(const Deployment*);

struct ServiceEvent {
    std::string id;  // uuid
    TimePoint created_at;
    std::string message;
};
const schema::Type& describe(const ServiceEvent*);

struct ServiceLoadBalancer {
    std::string target_group_arn, container_name;
    int container_port = 0;
    bool operator==(const ServiceLoadBalancer&) const = default;
};
const schema::Type& describe(const ServiceLoadBalancer*);

enum class PlacementStrategyType { Random, Spread, Binpack };
constexpr auto kPlacementStrategyTypeNames =
    std::to_array<EnumName<PlacementStrategyType>>({{PlacementStrategyType::Random, "random"},
                                                    {PlacementStrategyType::Spread, "spread"},
                                                    {PlacementStrategyType::Binpack, "binpack"}});
static_assert(covers(kPlacementStrategyTypeNames, PlacementStrategyType::Binpack), "no wire name");
constexpr const auto& names_of(PlacementStrategyType) { return kPlacementStrategyTypeNames; }

enum class DeploymentController { Ecs, External };
constexpr auto kDeploymentControllerNames = std::to_array<EnumName<DeploymentController>>(
    {{DeploymentController::Ecs, "ECS"}, {DeploymentController::External, "EXTERNAL"}});
static_assert(covers(kDeploymentControllerNames, DeploymentController::External), "no wire name");
constexpr const auto& names_of(DeploymentController) { return kDeploymentControllerNames; }

enum class TaskSetStatus { Primary, Active, Draining };
constexpr auto kTaskSetStatusNames =
    std::to_array<EnumName<TaskSetStatus>>({{TaskSetStatus::Primary, "PRIMARY"},
                                            {TaskSetStatus::Active, "ACTIVE"},
                                            {TaskSetStatus::Draining, "DRAINING"}});
static_assert(covers(kTaskSetStatusNames, TaskSetStatus::Draining), "no wire name");
constexpr const auto& names_of(TaskSetStatus) { return kTaskSetStatusNames; }

// A part of a service's tasks that an EXTERNAL deployment controller made.
struct TaskSet {
    Deployment deployment;  // its id is the task set's
    std::string arn, external_id;
    // asked:
    TaskSetStatus status = TaskSetStatus::Active;
    double scale_percent = 0;  // of the service's desired count
    std::vector<ServiceLoadBalancer> load_balancers;
    std::optional<AwsvpcSettings> network;
    Tags tags;
    // decided, as of a service:
    int failed_starts_in_a_row = 0;
    std::optional<TimePoint> retry_at, placement_failed_at;
    std::string placement_failure;
    bool held_by_protection = false;
    bool steady = false;
    TimePoint stability_at;  // when it became steady, or ceased to be
};
const schema::Type& describe(const TaskSet*);

struct CircuitBreaker {
    bool enable = false;
    bool rollback = false;
    bool operator==(const CircuitBreaker&) const = default;
};
const schema::Type& describe(const CircuitBreaker*);

struct PlacementStrategy {
    PlacementStrategyType type = PlacementStrategyType::Random;
    std::string field;  // binpack: "cpu", "memory"; spread: "instanceId", "host",
                        // "attribute:ecs.availability-zone" …
    bool operator==(const PlacementStrategy&) const = default;
};
const schema::Type& describe(const PlacementStrategy*);

// What instances a task may be placed on, besides having room.
struct PlacementConstraints {
    bool distinct_instances = false;     // at most one task of the group an instance
    std::vector<std::string> member_of;  // cluster queries, all to be met
};

struct Service {
    ServiceName name;
    std::string arn;
    ClusterName cluster;
    // asked:
    ServiceStatus status = ServiceStatus::Active;  // Draining is asked, Inactive decided
    SchedulingStrategy scheduling = SchedulingStrategy::Replica;
    DeploymentController controller = DeploymentController::Ecs;
    std::vector<TaskSet> task_sets;  // of an External controller, oldest first
    std::optional<DeploymentId>
        task_set;           // this is a part of a service (task_sets.hpp); not stored
    int desired_count = 0;  // decided where scheduling is Daemon
    std::vector<ServiceLoadBalancer> load_balancers;
    std::optional<AwsvpcSettings> network;  // if its tasks are of network mode awsvpc
    std::vector<PlacementStrategy> placement_strategy;
    bool distinct_instances = false;     // placement constraint distinctInstance
    std::vector<std::string> member_of;  // placement constraints memberOf: cluster queries
    int maximum_percent = 200;
    int minimum_healthy_percent = 100;
    CircuitBreaker circuit_breaker;
    std::optional<Seconds> health_check_grace;
    std::optional<std::string> role_arn;
    bool enable_ecs_managed_tags = false;
    bool enable_execute_command = false;  // of the tasks that it starts from now on
    std::string propagate_tags;           // "", "SERVICE", "TASK_DEFINITION", "NONE"
    std::string created_by;
    Tags tags;
    TimePoint created_at;
    std::vector<Deployment> deployments;  // newest first; the first is primary
    // decided:
    std::vector<ServiceEvent> events;  // newest first, at most kServiceEventsMax
    int failed_starts_in_a_row = 0;
    DeploymentId failed_starts_of;                 // whose they are
    std::optional<TimePoint> retry_at;             // no task is started before
    bool steady = false;                           // "has reached a steady state." was said
    std::optional<TimePoint> placement_failed_at;  // last said that tasks cannot be placed
    bool held_by_protection = false;               // said that protected tasks hold it up
    std::string placement_failure;                 // and why
    std::optional<TimePoint> inactive_at;          // since when it is INACTIVE
};
const schema::Type& describe(const Service*);

// ARNs of the task definitions that its deployments and task sets run.
std::vector<std::string> definitions_of(const Service& service);

constexpr int kServiceEventsMax = 100;  // DescribeServices shows the last 100

// A task that nothing checks counts as healthy once it has run for so long (AWS: 40 s); one that
// ends by itself sooner counts as one that failed to start.
//   Source: docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html,
//   minimumHealthyPercent
constexpr Seconds kHealthyAfterDefault{40};

}  // namespace ikada::ecs
