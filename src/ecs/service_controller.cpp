#include "ecs/service_controller.hpp"

#include <algorithm>

#include "ec2/api.hpp"
#include "ecs/records.hpp"
#include "ecs/service_plan.hpp"
#include "ecs/service_snapshot.hpp"
#include "ecs/task_sets.hpp"
#include "elbv2/api.hpp"

namespace ikada::ecs {

namespace {

constexpr std::string_view kRoomIn = "room:";  // and a cluster's name

bool frees_room(const world::Change& change) {
    if (!change.before) return false;
    const auto& before = *static_cast<const Task*>(change.before.get());
    return tasks::is_live(before) && change.either<Task>().last_status == TaskStatus::Stopped;
}

// A daemon leaves a draining instance when it is alone there.
bool minds_room(const Service& service) {
    return !service.placement_failure.empty() || service.scheduling == SchedulingStrategy::Daemon ||
           std::ranges::any_of(service.task_sets,
                               [](const TaskSet& set) { return !set.placement_failure.empty(); });
}

std::vector<std::string> services_behind(const world::Tx& tx, const std::string& key) {
    if (keys::is_target(key)) {
        std::vector<std::string> found;
        for (const auto* task : tx.by<Task>(keys::kByTarget, key))
            if (task->service) found.push_back(keys::of(task->cluster, *task->service));
        return found;
    }
    const bool room = key.starts_with(kRoomIn);
    if (!room && !key.ends_with('/')) return {key};
    std::vector<std::string> found;
    const auto all = room ? keys::in_cluster(ClusterName{key.substr(kRoomIn.size())}, "") : key;
    for (const auto* service : tx.all<Service>(all))
        if (!room || minds_room(*service)) found.push_back(keys::of(*service));
    return found;
}

struct Step {
    bool changed = false;
    std::optional<TimePoint> wake_at;
};

void wake_sooner(std::optional<TimePoint>& wake_at, const std::optional<TimePoint>& at) {
    if (at) wake_at = std::min(wake_at.value_or(*at), *at);
}

struct Moment {
    TimePoint now;
    Seconds healthy_after;
};

Step take_step(world::Tx& tx, const std::shared_ptr<const Service>& service, const Moment& at) {
    const TimePoint now = at.now;
    const auto plan = reconcile_service(snapshot_service(tx, service, at.healthy_after, now), now);
    if (plan.decisions.empty()) return {false, plan.wake_at};
    const auto outcome = apply_plan(tx, *service, plan, now);
    Step taken{outcome.changed, plan.wake_at};
    wake_sooner(taken.wake_at, outcome.retry_at);
    return taken;
}

// Each task set is a service for itself; then the service as a whole.
Step take_steps(world::Tx& tx, const std::shared_ptr<const Service>& service, const Moment& at) {
    if (service->controller == DeploymentController::Ecs) return take_step(tx, service, at);
    const std::string key = keys::of(*service);
    std::vector<std::string> ids;
    for (const auto& set : service->task_sets) ids.push_back(set.deployment.id.value);
    Step all;
    const auto add = [&](const Step& step) {
        all.changed = all.changed || step.changed;
        wake_sooner(all.wake_at, step.wake_at);
    };
    for (const auto& id : ids) {
        const auto& whole = *tx.find<Service>(key);
        auto part = as_service(whole, *find_task_set(whole, id));
        add(take_step(tx, std::make_shared<const Service>(std::move(part)), at));
    }
    add(take_step(tx, tx.row<Service>(key), at));
    return all;
}

// Applies plan after plan until one asks for nothing: a decision may open the way for another.
std::optional<TimePoint> settle(world::Tx& tx, const std::string& key, const Moment& at) {
    constexpr int kRoundsMax = 8;  // measured: 3 in the simulation's worst case
    Step last;
    for (int round = 0; round < kRoundsMax; ++round) {
        const auto service = tx.row<Service>(key);
        if (!service) return std::nullopt;
        last = take_steps(tx, service, at);
        if (!last.changed) break;
    }
    return last.wake_at;
}

}  // namespace

void ServiceController::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    if (change.is<Service>()) return keys.push_back(change.key);
    if (change.is<Task>()) {
        const auto& task = change.either<Task>();
        if (task.service) keys.push_back(keys::of(task.cluster, *task.service));
        if (frees_room(change)) keys.push_back(std::string(kRoomIn) + task.cluster.value);
        return;
    }
    if (change.is<ContainerInstance>())
        return keys.push_back(keys::in_cluster(change.either<ContainerInstance>().cluster, ""));
    if (const auto* instance = ec2::changed_instance(change))
        return keys.push_back(keys::in_cluster(ClusterName{instance->cluster}, ""));
    if (const auto target = elbv2::changed_target(change))
        keys.push_back(keys::target(target->target_group_arn, target->id, target->port));
}

std::optional<TimePoint> ServiceController::run(world::Tx& tx, const std::string& key,
                                                TimePoint now) {
    std::optional<TimePoint> wake_at;
    for (const auto& service : services_behind(tx, key)) {
        const auto at = settle(tx, service, {now, healthy_after_});
        if (at) wake_at = std::min(wake_at.value_or(*at), *at);
    }
    return wake_at;
}

}  // namespace ikada::ecs
