#pragma once
// Tasks and their containers.

#include <optional>
#include <string>
#include <vector>

#include "ecs/types_instance.hpp"
#include "ecs/types_network.hpp"

namespace ikada::ecs {

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
    std::string id = {};  // the task's own address; empty: the instance's id
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
    std::optional<AwsvpcSettings> network;   // asked: of network mode awsvpc
    std::optional<NetworkInterface> network_interface;  // decided: not before PENDING
    Tags tags;
    TimePoint created_at;
    // asked:
    bool enable_execute_command = false;
    std::optional<TimePoint> protected_until;  // from scale-in and deployments
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

// "arn:…:attachment/<uuid>" of its network interface, which it has.
std::string attachment_arn(const Task& task);
// How its target group knows the target: an instance id or an address.
const std::string& target_id(const Task& task, const TaskTarget& target);
bool is_protected(const Task& task, TimePoint now);
// STOPPED, counted by its service and gone from its target groups.
bool is_over(const Task& task);
HealthStatus health_of(const Task& task);  // of its containers with a health check, as ECS sums it

// A stopped task stays visible so long (ECS: about an hour), then the sweep removes it.
constexpr Seconds kStoppedTaskKept{3600};

}  // namespace ikada::ecs
