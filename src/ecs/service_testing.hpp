#pragma once
// Builders for tests of the service reconciler.

#include <algorithm>
#include <ostream>

#include "ecs/deployment_rules.hpp"
#include "ecs/service_reconciler.hpp"

namespace ikada::ecs {

inline constexpr TimePoint kNoon{std::chrono::hours{12 + 24 * 365 * 50}};

// A service of cluster "hobby" and its tasks, at kNoon. Tasks were created a minute before noon and
// are healthy on an instance that is up, unless said otherwise.
class AService {
  public:
    explicit AService(int desired) {
        service_.name = {"blog"};
        service_.cluster = {"hobby"};
        service_.desired_count = desired;
        service_.deployments = {{.id = {"new"},
                                 .task_definition_arn = {},
                                 .created_at = {},
                                 .updated_at = {},
                                 .rollout = RolloutState::Completed,
                                 .rollout_reason = {}}};
        service_.steady = true;
    }

    AService& bounds(int minimum_healthy_percent, int maximum_percent) {
        service().minimum_healthy_percent = minimum_healthy_percent;
        service().maximum_percent = maximum_percent;
        return *this;
    }
    AService& grace(Seconds grace) {
        service().health_check_grace = grace;
        return *this;
    }
    AService& behind_a_balancer() {
        balanced_ = true;
        return *this;
    }
    // A new deployment is on its way; tasks of the old one are added with old().
    AService& deploying() {
        service().deployments[0].rollout = RolloutState::InProgress;
        auto old = service().deployments[0];
        old.id = {"old"};
        old.primary = false;
        service().deployments.push_back(old);
        service().steady = false;
        return *this;
    }
    AService& breaking(bool rollback) {
        service().circuit_breaker = {.enable = true, .rollback = rollback};
        return *this;
    }
    AService& deleted() {
        service().status = ServiceStatus::Draining;
        return *this;
    }

    AService& running(const std::string& id) { return add(id, "new", TaskStatus::Running); }
    AService& pending(const std::string& id) { return add(id, "new", TaskStatus::Pending); }
    AService& old(const std::string& id) { return add(id, "old", TaskStatus::Running); }
    AService& stopping(const std::string& id) {
        add(id, "new", TaskStatus::Stopping);
        task(id).desired_status = DesiredStatus::Stopped;
        return *this;
    }
    // Ended by itself, `ran` after it started (nothing: it never started).
    AService& failed(const std::string& id, std::optional<Seconds> ran = {}) {
        add(id, "new", TaskStatus::Stopped);
        auto& ended = task(id);
        ended.desired_status = DesiredStatus::Stopped;
        ended.stop_code = ran ? StopCode::EssentialContainerExited : StopCode::TaskFailedToStart;
        ended.stopped_at = kNoon;
        ended.started_at = ran ? std::optional(kNoon - *ran) : std::nullopt;
        ended.targets.clear();
        return *this;
    }
    // Its target is unhealthy, or its containers without a balancer; its service knows already.
    AService& failing(const std::string& id, const std::string& deployment = "new") {
        add(id, deployment, TaskStatus::Running);
        task(id).accounted = true;
        return balanced_ ? target(id, TargetSight::Unhealthy) : health(id, HealthStatus::Unhealthy);
    }
    // A DAEMON service with these eligible instances.
    AService& daemon(const std::vector<std::string>& nodes) {
        service().scheduling = SchedulingStrategy::Daemon;
        for (const auto& node : nodes) snapshot_.nodes.push_back({.id = {node}});
        return *this;
    }
    // The container instance of a task.
    AService& node(const std::string& id, const std::string& instance) {
        task(id).instance = {instance};
        return *this;
    }
    AService& protect(const std::string& id, TimePoint until) {
        task(id).protected_until = until;
        return *this;
    }
    AService& on(const std::string& id, NodeState node) {
        task(id).node = node;
        return *this;
    }
    AService& at(const std::string& id, const std::string& instance, const std::string& zone) {
        task(id).ec2_instance_id = instance;
        task(id).availability_zone = zone;
        return *this;
    }
    AService& target(const std::string& id, TargetSight sight) {
        task(id).targets[0].sight = sight;
        task(id).targets[0].recorded = sight != TargetSight::Absent;
        task(id).targets[0].reason = "Health checks failed";
        return *this;
    }
    AService& health(const std::string& id, HealthStatus health) {
        task(id).health = health;
        return *this;
    }

    TaskView& task(const std::string& id) {
        return *std::ranges::find(snapshot_.tasks, TaskId{id}, &TaskView::id);
    }
    Service& service() { return service_; }
    ServiceSnapshot& snapshot() { return snapshot_; }
    Plan plan(TimePoint now = kNoon) {
        snapshot_.service = std::make_shared<const Service>(service_);
        return reconcile_service(snapshot_, now);
    }

  private:
    AService& add(const std::string& id, const std::string& deployment, TaskStatus status) {
        TaskView task{.id = {id},
                      .deployment = {deployment},
                      .ec2_instance_id = "i-1",
                      .availability_zone = "us-east-1a",
                      .node_lost_at = {},
                      .last_status = status,
                      .stop_code = {},
                      .created_at = kNoon - Seconds{60},
                      .started_at = {},
                      .stopped_at = {},
                      .health = {},
                      .targets = {}};
        if (status != TaskStatus::Pending) task.started_at = kNoon - Seconds{60};
        if (balanced_ && status == TaskStatus::Running)
            task.targets.push_back({{"web", 32768}, true, TargetSight::Healthy, ""});
        snapshot_.tasks.push_back(task);
        return *this;
    }

    Service service_;
    ServiceSnapshot snapshot_;  // its service is put in last
    bool balanced_ = false;
};

// The plan's decisions of one kind, in order.
template <class T>
std::vector<T> of(const Plan& plan) {
    std::vector<T> found;
    for (const auto& decision : plan.decisions)
        if (const auto* one = std::get_if<T>(&decision)) found.push_back(*one);
    return found;
}
inline std::vector<std::string> stops(const Plan& plan) {
    std::vector<std::string> ids;
    for (const auto& stop : of<StopTask>(plan)) ids.push_back(stop.task.value);
    return ids;
}
inline int starts(const Plan& plan) {
    int count = 0;
    for (const auto& start : of<StartTasks>(plan)) count += start.count;
    return count;
}
inline std::vector<std::string> events(const Plan& plan) {
    std::vector<std::string> messages;
    for (const auto& event : of<AddEvent>(plan)) messages.push_back(event.message);
    return messages;
}

}  // namespace ikada::ecs
