#include "ecs/service_plan.hpp"

#include <algorithm>

#include "ecs/placing.hpp"
#include "ecs/records.hpp"
#include "ecs/service_events.hpp"
#include "ecs/task_sets.hpp"
#include "elbv2/api.hpp"

namespace ikada::ecs {

namespace {

Deployment* find_deployment(Service& service, const DeploymentId& id) {
    const auto found = std::ranges::find(service.deployments, id, &Deployment::id);
    return found == service.deployments.end() ? nullptr : &*found;
}

// Takes decision after decision; the service itself is written at the end.
class Applying {
  public:
    Applying(world::Tx& tx, const Service& service, TimePoint now)
        : tx_(tx), service_(service), now_(now) {}

    void operator()(const StartTasks& start);
    void operator()(const StartDaemons& start);
    void operator()(const SetDesired& desired);
    void operator()(const StopTask& stop);
    void operator()(const RegisterTarget& wanted);
    void operator()(const DeregisterTarget& unwanted);
    void operator()(const AccountTask& ended);
    void operator()(const CountFailures& failures);
    void operator()(const ThrottleStarts& throttle);
    void operator()(const CompleteDeployment& completed);
    void operator()(const FailDeployment& failed);
    void operator()(const RollBack& back);
    void operator()(const DropDeployment& over);
    void operator()(const SetSteady& steady);
    void operator()(const NoteObstacle& obstacle);
    void operator()(const NoteProtection& protection);
    void operator()(const SetInactive&);
    void operator()(const AddEvent& event) { say(event.message); }

    PlanOutcome finish() {
        if (outcome_.changed) put();
        return outcome_;
    }
    void mark_changed() { outcome_.changed = true; }

  private:
    const Task* find(const TaskId& id) const {
        return tx_.find<Task>(keys::of(service_.cluster, id));
    }
    void put();
    void say(std::string message);
    std::optional<NewTask> next_task(const DeploymentId& deployment) const;
    void note_placed(const Placed& placed, int wanted);
    void note_failure(const std::vector<PlacementFailure>& failures);
    bool is_shared(const Task& task, const TaskTarget& target) const;

    world::Tx& tx_;
    Service service_;
    TimePoint now_;
    PlanOutcome outcome_;
};

// A task set is a part of its service's record.
void Applying::put() {
    if (!service_.task_set) {
        tx_.put(service_);
        return;
    }
    Service whole = *tx_.find<Service>(keys::of(service_));
    take_back(whole, service_, now_);
    tx_.put(std::move(whole));
}

void Applying::say(std::string message) {
    auto& events = service_.events;
    events.insert(events.begin(), {tx_.random().uuid(), now_, std::move(message)});
    if (std::ssize(events) > kServiceEventsMax) events.resize(kServiceEventsMax);
    mark_changed();
}

// Operations keep definition and cluster while a service needs them.
std::optional<NewTask> Applying::next_task(const DeploymentId& id) const {
    const auto deployment = std::ranges::find(service_.deployments, id, &Deployment::id);
    const auto* definition = definitions::find(tx_, deployment->task_definition_arn);
    const auto* cluster = clusters::find(tx_, service_.cluster);
    if (!definition || !cluster) return std::nullopt;
    return task_of(*cluster, service_, *deployment, *definition);
}

void Applying::note_placed(const Placed& placed, int wanted) {
    std::vector<TaskId> started;
    for (const auto& task : placed.tasks) started.push_back(task.id);
    if (!started.empty()) say(events::started(events::title_of(service_), started));
    if (std::ssize(started) < wanted)
        note_failure(placed.failures);
    else
        (*this)(NoteObstacle{});
}

void Applying::operator()(const StartTasks& start) {
    const auto what = next_task(start.deployment);
    if (what) note_placed(place_tasks(tx_, *what, start.count, now_), start.count);
}

void Applying::operator()(const StartDaemons& start) {
    auto what = next_task(start.deployment);
    if (!what) return;
    what->strategy.clear();
    const auto request = request_of(*what);
    Placed placed;
    for (const auto& id : start.instances) {
        const auto& instance = *tx_.find<ContainerInstance>(keys::of(service_.cluster, id));
        if (const auto why_not = eligibility_of(tx_, request, instance).why_not) {
            placed.failures.push_back({instance.arn, *why_not});
            continue;
        }
        placed.tasks.push_back(make_task(*what, instance, tx_.random(), now_));
        tasks::put(tx_, placed.tasks.back());
    }
    note_placed(placed, static_cast<int>(std::ssize(start.instances)));
}

void Applying::operator()(const SetDesired& desired) {
    service_.desired_count = desired.count;
    mark_changed();
}

void Applying::operator()(const NoteProtection& protection) {
    service_.held_by_protection = protection.held;
    mark_changed();
}

// Said at once when the obstacle is new, then sparsely while it lasts.
void Applying::note_failure(const std::vector<PlacementFailure>& failures) {
    outcome_.retry_at = now_ + kPlacementRetry;
    const auto why = failures.empty() ? "no instances" : closest_reason(failures);
    const bool same = service_.placement_failure == why;
    if (same && now_ < *service_.placement_failed_at + kObstacleRepeated) return;
    (*this)(NoteObstacle{why});
    say(events::cannot_place(events::title_of(service_), explain_failures(failures)));
}

void Applying::operator()(const NoteObstacle& obstacle) {
    if (obstacle.reason.empty() && service_.placement_failure.empty()) return;
    service_.placement_failure = obstacle.reason;
    service_.placement_failed_at.reset();
    if (!obstacle.reason.empty()) service_.placement_failed_at = now_;
    mark_changed();
}

void Applying::operator()(const StopTask& stop) {
    auto task = *find(stop.task);
    task.desired_status = DesiredStatus::Stopped;
    task.stop_code = StopCode::ServiceSchedulerInitiated;
    task.stopped_reason = stop.reason;
    task.stopping_at = now_;
    tasks::put(tx_, std::move(task));
    mark_changed();
}

void Applying::operator()(const RegisterTarget& wanted) {
    auto task = *find(wanted.task);
    elbv2::register_target(
        tx_, {wanted.target.target_group_arn, target_id(task, wanted.target), wanted.target.port},
        now_);
    if (std::ranges::find(task.targets, wanted.target) == task.targets.end())
        task.targets.push_back(wanted.target);
    tasks::put(tx_, std::move(task));
    mark_changed();
}

// An agent may give a dead task's port to the next one and report that first.
bool Applying::is_shared(const Task& task, const TaskTarget& target) const {
    const auto key = keys::target(target.target_group_arn, target_id(task, target), target.port);
    const auto others = tx_.by<Task>(keys::kByTarget, key);
    return std::ranges::any_of(others, [&](const Task* other) {
        return other->id != task.id && other->desired_status == DesiredStatus::Running &&
               tasks::is_live(*other);
    });
}

void Applying::operator()(const DeregisterTarget& unwanted) {
    auto task = *find(unwanted.task);
    const auto& target = unwanted.target;
    const bool shared = is_shared(task, target);
    if (!shared)
        elbv2::deregister_target(
            tx_, {target.target_group_arn, target_id(task, target), target.port}, now_);
    if (shared || task.last_status == TaskStatus::Stopped) std::erase(task.targets, target);
    tasks::put(tx_, std::move(task));
    mark_changed();
}

void Applying::operator()(const AccountTask& ended) {
    auto task = *find(ended.task);
    task.accounted = true;
    tasks::put(tx_, std::move(task));
    mark_changed();
}

void Applying::operator()(const CountFailures& failures) {
    auto* deployment = find_deployment(service_, failures.deployment);
    if (!deployment) return;
    deployment->failed_tasks += failures.count;
    mark_changed();
}

void Applying::operator()(const ThrottleStarts& throttle) {
    service_.failed_starts_in_a_row = throttle.in_a_row;
    service_.failed_starts_of = service_.deployments.front().id;
    service_.retry_at = throttle.retry_at;
    if (throttle.in_a_row == 0) service_.deployments.front().failed_tasks = 0;
    mark_changed();
}

void Applying::operator()(const CompleteDeployment& completed) {
    auto* deployment = find_deployment(service_, completed.deployment);
    deployment->rollout = RolloutState::Completed;
    deployment->rollout_reason = fmt::format("ECS deployment {} completed.", deployment->id.value);
    deployment->updated_at = now_;
    mark_changed();
}

void Applying::operator()(const FailDeployment& failed) {
    auto* deployment = find_deployment(service_, failed.deployment);
    deployment->rollout = RolloutState::Failed;
    deployment->rollout_reason = "ECS deployment circuit breaker: tasks failed to start.";
    deployment->updated_at = now_;
    mark_changed();
}

void Applying::operator()(const RollBack& back) {
    auto& all = service_.deployments;
    const auto target = std::ranges::find(all, back.to, &Deployment::id);
    all.front().primary = false;
    target->primary = true;
    target->rolled_back = true;
    target->failed_tasks = 0;
    target->rollout = RolloutState::InProgress;
    target->rollout_reason = fmt::format(
        "ECS deployment circuit breaker: rolling back to deploymentId {}.", back.to.value);
    target->updated_at = now_;
    std::rotate(all.begin(), target, target + 1);
    mark_changed();
}

void Applying::operator()(const DropDeployment& over) {
    std::erase_if(service_.deployments,
                  [&](const Deployment& deployment) { return deployment.id == over.deployment; });
    mark_changed();
}

void Applying::operator()(const SetSteady& steady) {
    service_.steady = steady.steady;
    mark_changed();
}

void Applying::operator()(const SetInactive&) {
    service_.status = ServiceStatus::Inactive;
    service_.inactive_at = now_;
    mark_changed();
}

}  // namespace

PlanOutcome apply_plan(world::Tx& tx, const Service& service, const Plan& plan, TimePoint now) {
    Applying applying(tx, service, now);
    for (const auto& decision : plan.decisions)
        std::visit([&](const auto& taken) { applying(taken); }, decision);
    return applying.finish();
}

}  // namespace ikada::ecs
