#include "ecs/service_plan.hpp"

#include <algorithm>

#include "ecs/placing.hpp"
#include "ecs/records.hpp"
#include "ecs/service_events.hpp"
#include "ecs/task_sets.hpp"
#include "elbv2/api.hpp"

namespace ikada::ecs {

namespace {

auto* find_deployment(auto& service, const DeploymentId& id) {
    const auto found = std::ranges::find(service.deployments, id, &Deployment::id);
    return found == service.deployments.end() ? nullptr : &*found;
}

// Takes decision after decision; the service itself is copied by the first that changes it, and
// written at the end.
class Applying {
  public:
    Applying(world::Tx& tx, const Service& seen, TimePoint now) : tx_(tx), seen_(seen), now_(now) {}

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
        if (changed_) put();
        return outcome_;
    }

  private:
    const Service& service() const { return changed_ ? *changed_ : seen_; }
    Service& change();
    void put();
    void put(Task task);
    const Task* find(const TaskId& id) const { return tx_.find<Task>(keys::of(seen_.cluster, id)); }
    void say(std::string message);
    std::optional<NewTask> next_task(const DeploymentId& deployment) const;
    void note_placed(const Placed& placed, int wanted);
    void note_failure(const std::vector<PlacementFailure>& failures);
    bool is_shared(const Task& task, const TaskTarget& target) const;

    world::Tx& tx_;
    const Service& seen_;
    std::optional<Service> changed_;
    TimePoint now_;
    PlanOutcome outcome_;
};

Service& Applying::change() {
    outcome_.changed = true;
    if (!changed_) changed_ = seen_;
    return *changed_;
}

// A task set is a part of its service's record.
void Applying::put() {
    if (!changed_->task_set) return tx_.put(*std::move(changed_));
    Service whole = *tx_.find<Service>(keys::of(*changed_));
    take_back(whole, *changed_, now_);
    tx_.put(std::move(whole));
}

void Applying::put(Task task) {
    outcome_.changed = true;
    tasks::put(tx_, std::move(task));
}

void Applying::say(std::string message) {
    auto& events = change().events;
    events.insert(events.begin(), {tx_.random().uuid(), now_, std::move(message)});
    if (std::ssize(events) > kServiceEventsMax) events.resize(kServiceEventsMax);
}

// Operations keep definition and cluster while a service needs them.
std::optional<NewTask> Applying::next_task(const DeploymentId& id) const {
    const auto deployment = std::ranges::find(service().deployments, id, &Deployment::id);
    const auto* definition = definitions::find(tx_, deployment->task_definition_arn);
    const auto* cluster = clusters::find(tx_, service().cluster);
    if (!definition || !cluster) return std::nullopt;
    return task_of(*cluster, service(), *deployment, *definition);
}

void Applying::note_placed(const Placed& placed, int wanted) {
    std::vector<TaskId> started;
    for (const auto& task : placed.tasks) started.push_back(task.id);
    if (!started.empty()) say(events::started(events::title_of(service()), started));
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
        const auto& instance = *tx_.find<ContainerInstance>(keys::of(seen_.cluster, id));
        if (const auto why_not = eligibility_of(tx_, request, instance).why_not) {
            placed.failures.push_back({instance.arn, *why_not});
            continue;
        }
        placed.tasks.push_back(make_task(*what, instance, tx_.random(), now_));
        tasks::put(tx_, placed.tasks.back());
    }
    note_placed(placed, static_cast<int>(std::ssize(start.instances)));
}

void Applying::operator()(const SetDesired& desired) { change().desired_count = desired.count; }

void Applying::operator()(const NoteProtection& protection) {
    change().held_by_protection = protection.held;
}

// Said at once when the obstacle is new, then sparsely while it lasts.
void Applying::note_failure(const std::vector<PlacementFailure>& failures) {
    outcome_.retry_at = now_ + kPlacementRetry;
    const auto why = failures.empty() ? "no instances" : closest_reason(failures);
    const bool same = service().placement_failure == why;
    if (same && now_ < *service().placement_failed_at + kObstacleRepeated) return;
    (*this)(NoteObstacle{why});
    say(events::cannot_place(events::title_of(service()), explain_failures(failures)));
}

void Applying::operator()(const NoteObstacle& obstacle) {
    if (obstacle.reason.empty() && service().placement_failure.empty()) return;
    auto& next = change();
    next.placement_failure = obstacle.reason;
    next.placement_failed_at.reset();
    if (!obstacle.reason.empty()) next.placement_failed_at = now_;
}

void Applying::operator()(const StopTask& stop) {
    auto task = *find(stop.task);
    task.desired_status = DesiredStatus::Stopped;
    task.stop_code = StopCode::ServiceSchedulerInitiated;
    task.stopped_reason = stop.reason;
    task.stopping_at = now_;
    put(std::move(task));
}

void Applying::operator()(const RegisterTarget& wanted) {
    auto task = *find(wanted.task);
    elbv2::register_target(
        tx_, {wanted.target.target_group_arn, target_id(task, wanted.target), wanted.target.port},
        now_);
    if (std::ranges::find(task.targets, wanted.target) == task.targets.end())
        task.targets.push_back(wanted.target);
    put(std::move(task));
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
    put(std::move(task));
}

void Applying::operator()(const AccountTask& ended) {
    auto task = *find(ended.task);
    task.accounted = true;
    put(std::move(task));
}

void Applying::operator()(const CountFailures& failures) {
    if (!find_deployment(service(), failures.deployment)) return;
    find_deployment(change(), failures.deployment)->failed_tasks += failures.count;
}

void Applying::operator()(const ThrottleStarts& throttle) {
    auto& next = change();
    next.failed_starts_in_a_row = throttle.in_a_row;
    next.failed_starts_of = next.deployments.front().id;
    next.retry_at = throttle.retry_at;
    if (throttle.in_a_row == 0) next.deployments.front().failed_tasks = 0;
}

void Applying::operator()(const CompleteDeployment& completed) {
    auto* deployment = find_deployment(change(), completed.deployment);
    deployment->rollout = RolloutState::Completed;
    deployment->rollout_reason = fmt::format("ECS deployment {} completed.", deployment->id.value);
    deployment->updated_at = now_;
}

void Applying::operator()(const FailDeployment& failed) {
    auto* deployment = find_deployment(change(), failed.deployment);
    deployment->rollout = RolloutState::Failed;
    deployment->rollout_reason = "ECS deployment circuit breaker: tasks failed to start.";
    deployment->updated_at = now_;
}

void Applying::operator()(const RollBack& back) {
    auto& all = change().deployments;
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
}

void Applying::operator()(const DropDeployment& over) {
    std::erase_if(change().deployments,
                  [&](const Deployment& deployment) { return deployment.id == over.deployment; });
}

void Applying::operator()(const SetSteady& steady) { change().steady = steady.steady; }

void Applying::operator()(const SetInactive&) {
    auto& next = change();
    next.status = ServiceStatus::Inactive;
    next.inactive_at = now_;
}

}  // namespace

PlanOutcome apply_plan(world::Tx& tx, const Service& service, const Plan& plan, TimePoint now) {
    Applying applying(tx, service, now);
    for (const auto& decision : plan.decisions)
        std::visit([&](const auto& taken) { applying(taken); }, decision);
    return applying.finish();
}

}  // namespace ikada::ecs
