#include "ecs/service_reconciler.hpp"

#include <algorithm>
#include <map>

#include "ecs/deployment_rules.hpp"
#include "ecs/scale_in.hpp"
#include "ecs/service_events.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

Worth worth_of(HealthStatus health) {
    switch (health) {
        case HealthStatus::Unknown:
            return Worth::Unknown;
        case HealthStatus::Healthy:
            return Worth::Healthy;
        case HealthStatus::Unhealthy:
            return Worth::Nothing;
    }
    return Worth::Unknown;
}

Worth worth_of(const TargetView& target) {
    if (!target.recorded) return Worth::Nothing;
    switch (target.sight) {
        case TargetSight::Absent:
        case TargetSight::Unhealthy:
            return Worth::Nothing;
        case TargetSight::Initial:
        case TargetSight::Draining:
            return Worth::Unknown;
        case TargetSight::Healthy:
        case TargetSight::Unused:
            return Worth::Healthy;
    }
    return Worth::Unknown;
}

}  // namespace

Worth worth_of(const TaskView& task) {
    if (task.last_status != TaskStatus::Running) return Worth::Nothing;
    Worth worth = task.health ? worth_of(*task.health) : Worth::Healthy;
    for (const auto& target : task.targets) worth = std::min(worth, worth_of(target));
    return worth;
}

bool is_healthy(const TaskView& task) { return worth_of(task) == Worth::Healthy; }

namespace {

using Tasks = std::vector<const TaskView*>;

int count_healthy(const Tasks& tasks) {
    return static_cast<int>(
        std::ranges::count_if(tasks, [](const TaskView* task) { return is_healthy(*task); }));
}

bool failed_to_start(const TaskView& task) {
    const bool by_itself = task.stop_code == StopCode::TaskFailedToStart ||
                           task.stop_code == StopCode::EssentialContainerExited;
    if (!by_itself) return false;
    if (!task.started_at || !task.stopped_at) return true;
    return *task.stopped_at - *task.started_at < kQuickExit;
}

// One planning: sorts the tasks by fate, then adds decision to decision.
class Planning {
  public:
    Planning(const ServiceSnapshot& seen, TimePoint now) : seen_(seen), now_(now) {
        if (is_throttled(seen.service, now)) retry_at_ = seen.service.retry_at;
        sort();
    }

    Plan plan_active();
    Plan plan_deleted();
    Plan plan_inactive();

  private:
    const Service& service() const { return seen_.service; }
    const Deployment& primary() const { return service().deployments.front(); }
    int kept() const { return static_cast<int>(keepers_.size()); }
    int missing() const { return service().desired_count - kept(); }

    void sort();
    void account_ended();
    void count_failures(const std::map<DeploymentId, int>& failures);
    void stop(const TaskView& task, const std::string& reason);
    void stop_unfit();
    void stop_surplus();
    void stop_replaced();
    int spare(int healthy, int healthy_out) const;
    void start_missing();
    void note_stuck(const Bounds& bounds);
    void forgive_failures();
    void register_targets();
    void deregister_targets();
    void deregister(const TaskView& task);
    bool is_present(const DeploymentId& deployment) const;
    bool has_arrived() const;
    void settle_deployments();
    void settle_steady();
    void say_departures();
    void look_again_at(TimePoint when);
    void set_alarms();
    void say(std::string message) { add(AddEvent{std::move(message)}); }
    void add(Decision decision) { plan_.decisions.push_back(std::move(decision)); }
    Plan finish(std::string why);

    const ServiceSnapshot& seen_;
    TimePoint now_;
    Plan plan_;
    Tasks over_, leaving_, unfit_, outgoing_, keepers_;
    std::vector<TaskId> stopped_, drained_;
    std::map<std::string, int> deregistered_;  // target group → targets
    std::optional<TimePoint> retry_at_;        // no task is started before
    int started_ = 0;
};

void Planning::sort() {
    for (const auto& task : seen_.tasks) {
        switch (fate_of({task, service(), now_}).fate) {
            case Fate::Over:
                over_.push_back(&task);
                break;
            case Fate::Leaving:
                leaving_.push_back(&task);
                break;
            case Fate::Stop:
                unfit_.push_back(&task);
                break;
            case Fate::Replace:
                outgoing_.push_back(&task);
                break;
            case Fate::Keep:
                keepers_.push_back(&task);
                break;
        }
    }
}

Plan Planning::finish(std::string why) {
    plan_.why = std::move(why);
    return std::move(plan_);
}

void Planning::look_again_at(TimePoint when) {
    if (when <= now_) return;
    if (!plan_.wake_at || when < *plan_.wake_at) plan_.wake_at = when;
}

// ---- ends of tasks

void Planning::account_ended() {
    std::map<DeploymentId, int> failures;
    for (const auto* task : over_) {
        if (task->accounted || task->last_status != TaskStatus::Stopped) continue;
        add(AccountTask{task->id});
        if (failed_to_start(*task)) ++failures[task->deployment];
    }
    count_failures(failures);
}

void Planning::count_failures(const std::map<DeploymentId, int>& failures) {
    for (const auto& [deployment, count] : failures) {
        add(CountFailures{deployment, count});
        // Tasks started together fail together: one round, however many they are.
        if (deployment != primary().id || is_throttled(service(), now_)) continue;
        const int rounds = failed_starts(service()) + 1;
        const TimePoint retry_at = now_ + start_backoff(rounds);
        add(ThrottleStarts{rounds, retry_at});
        retry_at_ = retry_at;
        if (rounds >= kFailedStartsToSay) say(events::cannot_start(service().name));
    }
}

// The throttle ends when a task that was started after the last failure has proved itself.
void Planning::forgive_failures() {
    const auto failure = last_failure(service());
    if (!failure) return;
    for (const auto* task : keepers_) {
        if (task->created_at <= *failure || !task->started_at || !is_healthy(*task)) continue;
        if (now_ - *task->started_at >= kQuickExit) return add(ThrottleStarts{});
        look_again_at(*task->started_at + kQuickExit);
    }
}

// ---- stops

void Planning::stop(const TaskView& task, const std::string& reason) {
    add(StopTask{task.id, reason});
    stopped_.push_back(task.id);
    deregister(task);
}

void Planning::stop_unfit() {
    for (const auto* task : unfit_) {
        const FateCase at{*task, service(), now_};
        const auto& rule = fate_of(at);
        if (auto event = rule.event(at); !event.empty()) say(std::move(event));
        stop(*task, rule.stopped_reason(at));
    }
}

void Planning::stop_surplus() {
    for (; missing() < 0;) {
        const auto victim = choose_surplus(keepers_);
        stop(**victim, scaling_reason(service()));
        keepers_.erase(victim);
    }
}

// Stops outgoing tasks, in their order: at once those that serve nobody; those whose worth is not
// known once enough others are healthy.
void Planning::stop_replaced() {
    order_outgoing(outgoing_, service());
    const auto count = [&](Worth worth) {
        return static_cast<int>(std::ranges::count(
            outgoing_, worth, [](const TaskView* task) { return worth_of(*task); }));
    };
    const int healthy_out = count(Worth::Healthy);
    const int healthy = count_healthy(keepers_) + healthy_out;
    int stops = count(Worth::Nothing);
    if (healthy >= bounds_of(service()).floor)
        stops = static_cast<int>(outgoing_.size()) - healthy_out + spare(healthy, healthy_out);
    for (int i = 0; i < stops; ++i)
        stop(*outgoing_[static_cast<std::size_t>(i)], scaling_reason(service()));
    outgoing_.erase(outgoing_.begin(), outgoing_.begin() + stops);
}

// How many healthy outgoing tasks may go: as many as healthy ones stand in for, and down to the
// floor where they keep new ones from starting.
int Planning::spare(int healthy, int healthy_out) const {
    const auto bounds = bounds_of(service());
    int spare = healthy - service().desired_count;
    const bool unplaced = !service().placement_failure.empty();
    const int room = bounds.ceiling - kept() - healthy_out;
    if (!retry_at_ && (unplaced || missing() > room)) {
        const int wanted = unplaced ? missing() : missing() - room;
        spare = std::max(spare, std::min(healthy - bounds.floor, wanted));
    }
    return std::clamp(spare, 0, healthy_out);
}

// ---- starts

void Planning::start_missing() {
    const auto bounds = bounds_of(service());
    if (missing() <= 0) {
        if (!service().placement_failure.empty()) add(NoteObstacle{});
        return;
    }
    if (retry_at_) return look_again_at(*retry_at_);
    const int room = bounds.ceiling - kept() - static_cast<int>(outgoing_.size());
    started_ = std::min(missing(), room);
    if (started_ > 0)
        add(StartTasks{primary().id, started_});
    else
        note_stuck(bounds);
}

void Planning::note_stuck(const Bounds& bounds) {
    constexpr std::string_view kObstacle = "deployment configuration";
    const int desired = service().desired_count;
    if (bounds.floor < desired || bounds.ceiling > desired) return;
    if (service().placement_failure == kObstacle) return;
    add(NoteObstacle{std::string(kObstacle)});
    say(events::cannot_move(service().name));
}

// ---- targets

void Planning::register_targets() {
    std::map<std::string, int> count;
    for (const auto* tasks : {&keepers_, &outgoing_})
        for (const auto* task : *tasks)
            for (const auto& target : task->targets) {
                const bool there = target.recorded && target.sight != TargetSight::Absent &&
                                   target.sight != TargetSight::Draining;
                if (there || task->last_status != TaskStatus::Running) continue;
                add(RegisterTarget{task->id, target.target});
                ++count[target.target.target_group_arn];
            }
    for (const auto& [group, targets] : count)
        say(events::registered(service().name, targets, group));
}

void Planning::deregister(const TaskView& task) {
    const bool stopped = task.last_status == TaskStatus::Stopped;
    bool drains = false;
    for (const auto& target : task.targets) {
        const bool in_service =
            target.sight != TargetSight::Absent && target.sight != TargetSight::Draining;
        if (!target.recorded || !(in_service || stopped)) continue;
        add(DeregisterTarget{task.id, target.target});
        if (in_service) ++deregistered_[target.target.target_group_arn];
        drains = drains || in_service;
    }
    if (drains) drained_.push_back(task.id);
}

void Planning::deregister_targets() {
    for (const auto* tasks : {&over_, &leaving_})
        for (const auto* task : *tasks) deregister(*task);
}

void Planning::say_departures() {
    if (!drained_.empty()) say(events::draining(service().name, static_cast<int>(drained_.size())));
    for (const auto& [group, targets] : deregistered_)
        say(events::deregistered(service().name, targets, group));
    if (!stopped_.empty()) say(events::stopped(service().name, stopped_));
}

// ---- deployments

// Tasks out of reach do not hold a deployment up: they serve nobody, and they stop when their node
// comes back.
bool Planning::is_present(const DeploymentId& deployment) const {
    return std::ranges::any_of(seen_.tasks, [&](const TaskView& task) {
        return task.deployment == deployment && task.last_status != TaskStatus::Stopped &&
               task.node != NodeState::Lost && task.node != NodeState::Gone;
    });
}

bool Planning::has_arrived() const {
    return missing() == 0 && outgoing_.empty() && unfit_.empty() && stopped_.empty() &&
           count_healthy(keepers_) == kept();
}

void Planning::settle_deployments() {
    bool alone = true;
    for (const auto& deployment : service().deployments) {
        if (deployment.id == primary().id) continue;
        if (is_present(deployment.id))
            alone = false;
        else
            add(DropDeployment{deployment.id});
    }
    if (!alone || !has_arrived() || primary().rollout != RolloutState::InProgress) return;
    add(CompleteDeployment{primary().id});
    say(events::deployment_completed(service().name, primary().id));
}

void Planning::settle_steady() {
    const bool departing = std::ranges::any_of(
        leaving_, [](const TaskView* task) { return task->node != NodeState::Lost; });
    const bool steady = has_arrived() && !departing;
    if (steady == service().steady) return;
    add(SetSteady{steady});
    if (steady) say(events::steady(service().name));
}

void Planning::set_alarms() {
    for (const auto* tasks : {&keepers_, &outgoing_})
        for (const auto* task : *tasks)
            if (const auto at = fate_changes_at({*task, service(), now_})) look_again_at(*at);
    for (const auto* task : leaving_)
        if (task->node == NodeState::Away && task->node_lost_at) look_again_at(*task->node_lost_at);
}

// ---- the three stories

Plan Planning::plan_active() {
    account_ended();
    deregister_targets();
    stop_unfit();
    stop_surplus();
    stop_replaced();
    start_missing();
    register_targets();
    forgive_failures();
    say_departures();
    settle_deployments();
    settle_steady();
    set_alarms();
    return finish(started_ > 0 ? "tasks are missing" : "within bounds");
}

Plan Planning::plan_deleted() {
    account_ended();
    deregister_targets();
    stop_unfit();
    const bool reachable = std::ranges::any_of(
        leaving_, [](const TaskView* task) { return task->node != NodeState::Lost; });
    if (unfit_.empty() && !reachable) add(SetInactive{});
    say_departures();
    set_alarms();
    return finish("deleted: its tasks stop");
}

Plan Planning::plan_inactive() {
    account_ended();
    deregister_targets();
    stop_unfit();
    say_departures();
    return finish("inactive");
}

}  // namespace

Plan reconcile_service(const ServiceSnapshot& seen, TimePoint now) {
    if (seen.service.deployments.empty()) return {};
    Planning planning(seen, now);
    switch (seen.service.status) {
        case ServiceStatus::Active:
            return planning.plan_active();
        case ServiceStatus::Draining:
            return planning.plan_deleted();
        case ServiceStatus::Inactive:
            return planning.plan_inactive();
    }
    return {};
}

}  // namespace ikada::ecs
