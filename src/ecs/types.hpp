#pragma once
// ECS's records as plain structs. In each, *asked* members are written by operations, *decided*
// ones by controllers, *seen* ones by what agents and balancers report.

#include <map>
#include <optional>
#include <string>
#include <vector>

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

// ---- clusters

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

// ---- what a task takes from its instance

struct Room {
    int cpu_units = 0;  // 1024 a vCPU
    int memory_mib = 0;
    bool operator==(const Room&) const = default;
};
const schema::Type& describe(const Room*);

enum class PortProtocol { Tcp, Udp };
constexpr auto kPortProtocolNames =
    std::to_array<EnumName<PortProtocol>>({{PortProtocol::Tcp, "tcp"}, {PortProtocol::Udp, "udp"}});
static_assert(covers(kPortProtocolNames, PortProtocol::Udp), "a protocol has no wire name");
constexpr const auto& names_of(PortProtocol) { return kPortProtocolNames; }

struct HostPort {
    int port = 0;
    PortProtocol protocol = PortProtocol::Tcp;
    auto operator<=>(const HostPort&) const = default;
};
const schema::Type& describe(const HostPort*);

struct TaskNeeds {
    Room room;
    std::vector<HostPort> host_ports;  // the fixed ones; dynamic ports are the agent's choice
    bool operator==(const TaskNeeds&) const = default;
};
const schema::Type& describe(const TaskNeeds*);

// ---- container instances

enum class ContainerInstanceStatus { Active, Draining, Inactive };
constexpr auto kContainerInstanceStatusNames = std::to_array<EnumName<ContainerInstanceStatus>>(
    {{ContainerInstanceStatus::Active, "ACTIVE"},
     {ContainerInstanceStatus::Draining, "DRAINING"},
     {ContainerInstanceStatus::Inactive, "INACTIVE"}});
static_assert(covers(kContainerInstanceStatusNames, ContainerInstanceStatus::Inactive),
              "no wire name");
constexpr const auto& names_of(ContainerInstanceStatus) { return kContainerInstanceStatusNames; }

struct Attribute {
    std::string name;
    std::optional<std::string> value;
};
const schema::Type& describe(const Attribute*);

struct ContainerInstance {
    ContainerInstanceId id;
    std::string arn;
    ClusterName cluster;
    std::string ec2_instance_id;
    std::string private_ip;  // of its EC2 instance
    std::string availability_zone;
    ContainerInstanceStatus status = ContainerInstanceStatus::Active;  // asked
    Room registered;                                                   // seen, at registration
    std::vector<HostPort> reserved_ports;  // seen: taken by the machine itself
    std::vector<Attribute> attributes;
    Tags tags;
    bool agent_connected = false;  // seen
    // When the agent was last seen to go. A lost node's tasks are replaced kNodeLostAfter later.
    std::optional<TimePoint> disconnected_at;
    std::string agent_version, agent_hash, docker_version;  // seen
    TimePoint registered_at;
    std::int64_t version = 1;
};
const schema::Type& describe(const ContainerInstance*);

// An agent that stays away so long is taken for lost with its instance, and services replace its
// tasks. Choice: agents come back from a restart in seconds, and AWS gives instances minutes.
constexpr Seconds kNodeLostAfter{60};

// ---- tasks

// In the order a task goes through them; it only moves forward.
enum class TaskStatus {
    Provisioning,
    Pending,
    Activating,
    Running,
    Deactivating,
    Stopping,
    Deprovisioning,
    Stopped
};
constexpr auto kTaskStatusNames =
    std::to_array<EnumName<TaskStatus>>({{TaskStatus::Provisioning, "PROVISIONING"},
                                         {TaskStatus::Pending, "PENDING"},
                                         {TaskStatus::Activating, "ACTIVATING"},
                                         {TaskStatus::Running, "RUNNING"},
                                         {TaskStatus::Deactivating, "DEACTIVATING"},
                                         {TaskStatus::Stopping, "STOPPING"},
                                         {TaskStatus::Deprovisioning, "DEPROVISIONING"},
                                         {TaskStatus::Stopped, "STOPPED"}});
static_assert(covers(kTaskStatusNames, TaskStatus::Stopped), "a TaskStatus has no wire name");
constexpr const auto& names_of(TaskStatus) { return kTaskStatusNames; }

enum class DesiredStatus { Running, Stopped };
constexpr auto kDesiredStatusNames = std::to_array<EnumName<DesiredStatus>>(
    {{DesiredStatus::Running, "RUNNING"}, {DesiredStatus::Stopped, "STOPPED"}});
static_assert(covers(kDesiredStatusNames, DesiredStatus::Stopped),
              "a DesiredStatus has no wire name");
constexpr const auto& names_of(DesiredStatus) { return kDesiredStatusNames; }

enum class StopCode {
    TaskFailedToStart,
    EssentialContainerExited,
    UserInitiated,
    ServiceSchedulerInitiated,
    SpotInterruption,
    TerminationNotice
};
constexpr auto kStopCodeNames = std::to_array<EnumName<StopCode>>(
    {{StopCode::TaskFailedToStart, "TaskFailedToStart"},
     {StopCode::EssentialContainerExited, "EssentialContainerExited"},
     {StopCode::UserInitiated, "UserInitiated"},
     {StopCode::ServiceSchedulerInitiated, "ServiceSchedulerInitiated"},
     {StopCode::SpotInterruption, "SpotInterruption"},
     {StopCode::TerminationNotice, "TerminationNotice"}});
static_assert(covers(kStopCodeNames, StopCode::TerminationNotice), "a StopCode has no wire name");
constexpr const auto& names_of(StopCode) { return kStopCodeNames; }

enum class HealthStatus { Unknown, Healthy, Unhealthy };
constexpr auto kHealthStatusNames =
    std::to_array<EnumName<HealthStatus>>({{HealthStatus::Unknown, "UNKNOWN"},
                                           {HealthStatus::Healthy, "HEALTHY"},
                                           {HealthStatus::Unhealthy, "UNHEALTHY"}});
static_assert(covers(kHealthStatusNames, HealthStatus::Unhealthy),
              "a HealthStatus has no wire name");
constexpr const auto& names_of(HealthStatus) { return kHealthStatusNames; }

struct NetworkBinding {
    std::string bind_ip;
    int container_port = 0;
    int host_port = 0;
    PortProtocol protocol = PortProtocol::Tcp;
    bool operator==(const NetworkBinding&) const = default;
};
const schema::Type& describe(const NetworkBinding*);

struct Container {
    std::string name, image, arn;
    bool essential = true;
    bool has_health_check = false;
    std::optional<int> cpu_units, memory_mib, memory_reservation_mib;
    // seen:
    TaskStatus last_status = TaskStatus::Pending;  // Pending, Running, Stopped
    std::string runtime_id, image_digest, reason;
    std::optional<int> exit_code;
    std::vector<NetworkBinding> network_bindings;
    HealthStatus health = HealthStatus::Unknown;
};
const schema::Type& describe(const Container*);

// A registration at a target group that a service made for a task (decided).
struct TaskTarget {
    std::string target_group_arn;
    int port = 0;
    bool operator==(const TaskTarget&) const = default;
};
const schema::Type& describe(const TaskTarget*);

struct Task {
    TaskId id;
    std::string arn;
    ClusterName cluster;
    std::string task_definition_arn;
    std::string group;       // "service:blog", "family:migrate", or the caller's
    std::string started_by;  // the caller's word, or the deployment's id
    std::optional<ServiceName> service;
    std::optional<DeploymentId> deployment;
    ContainerInstanceId container_instance;
    std::string ec2_instance_id;
    std::string availability_zone;
    TaskNeeds needs;
    std::optional<std::string> cpu, memory;  // task-level, as the definition writes them
    std::string overrides;                   // the request's TaskOverride as JSON; "{}" for none
    Tags tags;
    TimePoint created_at;
    // asked or decided:
    DesiredStatus desired_status = DesiredStatus::Running;
    // decided: the agent is told to stop it only after its targets are drained.
    bool stop_sent = false;
    std::optional<StopCode> stop_code;
    std::string stopped_reason;
    std::optional<TimePoint> stopping_at;
    std::vector<TaskTarget> targets;  // registered and not yet drained
    bool accounted = false;           // its end has been counted by its service
    // seen:
    TaskStatus last_status = TaskStatus::Pending;
    std::vector<Container> containers;
    std::optional<TimePoint> pull_started_at, pull_stopped_at, started_at, execution_stopped_at,
        stopped_at;
    std::optional<TimePoint> connected_at;
    std::int64_t version = 1;
};
const schema::Type& describe(const Task*);

HealthStatus health_of(const Task& task);  // of its containers with a health check, as ECS sums it

// A stopped task stays visible so long (ECS: about an hour), then the sweep removes it.
constexpr Seconds kStoppedTaskKept{3600};

// ---- services

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

struct PlacementStrategy {
    PlacementStrategyType type = PlacementStrategyType::Random;
    std::string field;  // binpack: "cpu", "memory"; spread: "instanceId", "host",
                        // "attribute:ecs.availability-zone" …
    bool operator==(const PlacementStrategy&) const = default;
};
const schema::Type& describe(const PlacementStrategy*);

struct Service {
    ServiceName name;
    std::string arn;
    ClusterName cluster;
    // asked:
    ServiceStatus status = ServiceStatus::Active;  // Draining is asked, Inactive decided
    int desired_count = 0;
    std::vector<ServiceLoadBalancer> load_balancers;
    std::vector<PlacementStrategy> placement_strategy;
    bool distinct_instances = false;  // placement constraint distinctInstance
    int maximum_percent = 200;
    int minimum_healthy_percent = 100;
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
    std::optional<TimePoint> retry_at;             // no task is started before
    bool steady = false;                           // "has reached a steady state." was said
    std::optional<TimePoint> placement_failed_at;  // last said that tasks cannot be placed
    std::string placement_failure;                 // and why
    std::optional<TimePoint> inactive_at;          // since when it is INACTIVE
};
const schema::Type& describe(const Service*);

constexpr int kServiceEventsMax = 100;  // DescribeServices shows the last 100

// ---- idempotency

// What a call with a client token made: the same call again gets the same answer.
struct ClientToken {
    std::string key;           // "RunTask/token"
    std::string request_hash;  // SHA-256 of the request without its token, hex
    std::vector<std::string> arns;
    TimePoint used_at;
};
const schema::Type& describe(const ClientToken*);

// Choice: longer than any client retries. AWS names no figure for ECS.
constexpr Seconds kClientTokenKept{24 * 3600};

}  // namespace ikada::ecs
