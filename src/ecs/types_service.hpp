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
    int desired_count = 0;
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
    std::string propagate_tags;  // "", "SERVICE", "TASK_DEFINITION", "NONE"
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
    std::string placement_failure;                 // and why
    std::optional<TimePoint> inactive_at;          // since when it is INACTIVE
};
const schema::Type& describe(const Service*);

constexpr int kServiceEventsMax = 100;  // DescribeServices shows the last 100

}  // namespace ikada::ecs
