#pragma once
// Decides the next steps for one service: keeps its desired count, rolls deployments within their
// bounds, keeps its tasks' targets. Pure.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ecs/types.hpp"

namespace ikada::ecs {

// ---- what is seen

enum class NodeState {
    Up,
    Away,      // its agent is disconnected, not for long yet
    Draining,  // asked: its tasks shall go elsewhere
    Lost,      // its agent has been away for kNodeLostAfter
    Gone,      // no longer registered
};
enum class TargetSight { Absent, Initial, Healthy, Unhealthy, Unused, Draining };

// A registration that the task should have while it runs, or that it still has.
struct TargetView {
    TaskTarget target;
    bool recorded = false;  // the task's record lists it
    TargetSight sight = TargetSight::Absent;
    std::string reason;  // why it is unhealthy, in ELB's words
};

struct TaskView {
    TaskId id;
    DeploymentId deployment;
    ContainerInstanceId instance = {};
    std::string ec2_instance_id, availability_zone;
    bool alone = true;  // no tasks but DAEMON services' are on its instance
    NodeState node = NodeState::Up;
    std::optional<TimePoint> node_lost_at;  // when a node that is Away becomes Lost
    DesiredStatus desired_status = DesiredStatus::Running;
    TaskStatus last_status = TaskStatus::Pending;
    std::optional<StopCode> stop_code;
    bool accounted = false;  // its end or its failing a check has been counted
    TimePoint created_at;
    std::optional<TimePoint> started_at, stopped_at;
    std::optional<TimePoint> protected_until = {};  // from scale-in and deployments
    std::optional<HealthStatus> health;             // none: no container has a health check
    std::vector<TargetView> targets;
    Seconds healthy_after = kHealthyAfterDefault;
};

// A container instance on which a DAEMON service shall have its task.
struct NodeView {
    ContainerInstanceId id;
    bool reachable = true;                  // a task can be started on it now
    std::optional<TimePoint> lost_at = {};  // when it is Lost if its agent stays away
};

struct ServiceSnapshot {
    std::shared_ptr<const Service> service;
    std::vector<TaskView> tasks;       // all but the STOPPED ones that leave nothing to do
    std::vector<NodeView> nodes = {};  // of a DAEMON service only, ordered by id
};

// ---- what is decided

struct StartTasks {
    DeploymentId deployment;
    int count = 0;
    bool operator==(const StartTasks&) const = default;
};
// One on each of them.
struct StartDaemons {
    DeploymentId deployment;
    std::vector<ContainerInstanceId> instances;
    bool operator==(const StartDaemons&) const = default;
};
// A DAEMON service's desired count.
struct SetDesired {
    int count = 0;
    bool operator==(const SetDesired&) const = default;
};
struct StopTask {
    TaskId task;
    std::string reason;
    bool operator==(const StopTask&) const = default;
};
struct RegisterTarget {
    TaskId task;
    TaskTarget target;
    bool operator==(const RegisterTarget&) const = default;
};
// A STOPPED task's registration is forgotten at once; others are kept on record while they drain.
struct DeregisterTarget {
    TaskId task;
    TaskTarget target;
    bool operator==(const DeregisterTarget&) const = default;
};
// The task's end, or that it fails a check, has been looked at: once for both.
struct AccountTask {
    TaskId task;
    bool operator==(const AccountTask&) const = default;
};
struct CountFailures {
    DeploymentId deployment;
    int count = 0;
    bool operator==(const CountFailures&) const = default;
};
// After `in_a_row` rounds of failed starts; 0 and no time: all is well again, and the primary
// deployment's failures are forgotten.
struct ThrottleStarts {
    int in_a_row = 0;
    std::optional<TimePoint> retry_at;
    bool operator==(const ThrottleStarts&) const = default;
};
struct CompleteDeployment {
    DeploymentId deployment;
    bool operator==(const CompleteDeployment&) const = default;
};
// Too many of its tasks failed: the circuit breaker ends it.
struct FailDeployment {
    DeploymentId deployment;
    bool operator==(const FailDeployment&) const = default;
};
// The deployment is primary again, in progress.
struct RollBack {
    DeploymentId to;
    bool operator==(const RollBack&) const = default;
};
struct DropDeployment {
    DeploymentId deployment;
    bool operator==(const DropDeployment&) const = default;
};
struct SetSteady {
    bool steady = false;
    bool operator==(const SetSteady&) const = default;
};
// Why tasks cannot be started; empty: they can.
struct NoteObstacle {
    std::string reason;
    bool operator==(const NoteObstacle&) const = default;
};
// Whether protected tasks hold a scale-in or a deployment up.
struct NoteProtection {
    bool held = false;
    bool operator==(const NoteProtection&) const = default;
};
struct SetInactive {
    bool operator==(const SetInactive&) const = default;
};
struct AddEvent {
    std::string message;
    bool operator==(const AddEvent&) const = default;
};
using Decision = std::variant<StartTasks, StartDaemons, SetDesired, StopTask, RegisterTarget,
                              DeregisterTarget, AccountTask, CountFailures, ThrottleStarts,
                              CompleteDeployment, FailDeployment, RollBack, DropDeployment,
                              SetSteady, NoteObstacle, NoteProtection, SetInactive, AddEvent>;

struct Plan {
    std::vector<Decision> decisions;  // in the order in which to take them
    std::optional<TimePoint> wake_at;
    std::string why;
};

//   Pure: equal arguments give an equal Plan. Settles: applied and asked again, it becomes empty
//   but for StartTasks that cannot be placed.
//   wake_at: the earliest time at which the same snapshot would give another Plan.
Plan reconcile_service(const ServiceSnapshot& seen, TimePoint now);

// What a task is worth to those who send requests, from little to much.
enum class Worth {
    Nothing,  // not RUNNING or not registered
    Failing,  // RUNNING and fails a check: a balancer uses it only where it has no better one
    Unknown,  // no verdict yet, or none any more: a balancer that restarts forgets what it knew
    Healthy,  // RUNNING, its containers' checks pass and its targets are in service
};
Worth worth_of(const TaskView& task, TimePoint now);
bool is_healthy(const TaskView& task, TimePoint now);
// When the worth of such a task changes though nothing else does; nothing for others.
std::optional<TimePoint> worth_changes_at(const TaskView& task);
bool is_protected(const TaskView& task, TimePoint now);

}  // namespace ikada::ecs
