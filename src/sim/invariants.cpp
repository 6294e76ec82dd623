#include "sim/invariants.hpp"

#include <algorithm>
#include <cmath>

#include "ecs/placing.hpp"
#include "ecs/records.hpp"
#include "elbv2/api.hpp"
#include "elbv2/keys.hpp"

namespace ikada::sim {

namespace {

using ecs::DesiredStatus;
using ecs::Service;
using ecs::Task;
using ecs::TaskStatus;

constexpr Seconds kCatchUpMax{300};

bool is_active(const Task& task) {
    return task.desired_status == DesiredStatus::Running &&
           task.last_status < TaskStatus::Deactivating;
}

bool is_healthy(const world::Tx& tx, const Service& service, const Task& task, TimePoint now) {
    if (!is_active(task) || task.last_status != TaskStatus::Running) return false;
    const bool checked = std::ranges::any_of(task.containers, &ecs::Container::has_health_check);
    if (checked && ecs::health_of(task) != ecs::HealthStatus::Healthy) return false;
    const bool balanced = !service.load_balancers.empty();
    if (!checked && !balanced && task.started_at &&
        now - *task.started_at < ecs::kHealthyAfterDefault)
        return false;
    if (task.targets.size() < service.load_balancers.size()) return false;
    return std::ranges::all_of(task.targets, [&](const ecs::TaskTarget& target) {
        return elbv2::target_state(tx, {target.target_group_arn, ecs::target_id(task, target),
                                        target.port}) == elbv2::TargetState::Healthy;
    });
}

bool may_serve(const world::Tx& tx, const Task& task) {
    if (!is_active(task) || task.last_status != TaskStatus::Running) return false;
    if (ecs::health_of(task) == ecs::HealthStatus::Unhealthy) return false;
    return std::ranges::all_of(task.targets, [&](const ecs::TaskTarget& target) {
        const auto state = elbv2::target_state(
            tx, {target.target_group_arn, ecs::target_id(task, target), target.port});
        return state == elbv2::TargetState::Healthy || state == elbv2::TargetState::Initial;
    });
}

// By the words of the API, apart from the code that is judged.
struct Bounds {
    int floor, ceiling;
};
Bounds bounds_of(const Service& service) {
    const double desired = service.desired_count;
    const double floor = desired * service.minimum_healthy_percent / 100;
    const double ceiling = desired * service.maximum_percent / 100;
    return {static_cast<int>(std::ceil(floor)),
            static_cast<int>(std::floor(std::max(ceiling, desired)))};
}

bool is_reachable(const world::Tx& tx, const Task& task) {
    const auto* instance =
        tx.find<ecs::ContainerInstance>(ecs::keys::of(task.cluster, task.container_instance));
    return instance && instance->agent_connected;
}

bool shall_work(const Service& service) {
    if (service.deployments[0].rollout == ecs::RolloutState::Failed) return false;
    return service.deployments[0].task_definition_arn.find("/serves-") != std::string::npos;
}

}  // namespace

void Invariants::wakes(const world::Change& change, std::vector<std::string>&) const {
    cron_.see(change);
    if (change.is<Task>()) return see_task(change);
    if (change.is<Service>())
        see_service(change);
    else if (change.is<ecs::ContainerInstance>())
        changed_instances_.insert(change.key);
    else
        all_services_ = true;
    if (!change.is<elbv2::Target>()) return;
    routes_changed_ = true;
    const auto& target = change.either<elbv2::Target>();
    if (target.state == elbv2::TargetState::Unhealthy)
        failed_targets_.insert(ecs::keys::target(target.target_group_arn, target.id, target.port));
}

void Invariants::see_service(const world::Change& change) const {
    changed_services_.insert(change.key);
    if (!change.before) return;
    const auto& before = *static_cast<const Service*>(change.before.get());
    if (!before.placement_failure.empty()) crowded_[change.key] = timeline_.now();
}

void Invariants::see_task(const world::Change& change) const {
    const auto& after = change.either<Task>();
    const auto service = after.service ? ecs::keys::of(after.cluster, *after.service) : "";
    if (after.service) changed_services_.insert(service);
    changed_instances_.insert(ecs::keys::of(after.cluster, after.container_instance));
    if (!change.before || !change.after) return;

    const auto& before = *static_cast<const Task*>(change.before.get());
    if (after.last_status < before.last_status)
        fail("task {} went back from {} to {}", after.id.value,
             name_of(ecs::kTaskStatusNames, before.last_status),
             name_of(ecs::kTaskStatusNames, after.last_status));
    if (after.desired_status < before.desired_status)
        fail("task {} shall run again", after.id.value);
    const bool ours = before.desired_status != after.desired_status &&
                      after.stop_code == ecs::StopCode::ServiceSchedulerInitiated;
    if (ours && after.stopped_reason.starts_with("Scaling activity"))
        stopped_by_us_[service].insert(change.key);
    if (ours && after.stopped_reason.starts_with("Task failed"))
        given_up_[service].insert(change.key);
    if (after.last_status != before.last_status || after.desired_status != before.desired_status)
        journal_.note(timeline_.now(), "task {} of {} is {}, desired {}: {}", after.id.value,
                      after.service ? after.service->value : after.group,
                      name_of(ecs::kTaskStatusNames, after.last_status),
                      name_of(ecs::kDesiredStatusNames, after.desired_status),
                      after.stopped_reason);
}

void Invariants::server_lost() {
    changed_instances_.clear();
    changed_services_.clear();
    stopped_by_us_.clear();
    given_up_.clear();
    active_.clear();
    running_.clear();
    all_services_ = routes_changed_ = true;
    cron_.server_lost();
}

void Invariants::check_step(const world::Tx& tx, const ports::RoutingTable& table, TimePoint now) {
    now_ = now;
    cron_.check_step(tx, now);
    if (std::exchange(routes_changed_, false)) check_routes(tx, table);
    if (std::exchange(all_services_, false))
        for (const auto* service : tx.all<Service>())
            changed_services_.insert(ecs::keys::of(*service));
    for (const auto& key : changed_instances_) check_instance(tx, key);
    for (const auto& key : changed_services_) check_service(tx, key);
    changed_instances_.clear();
    changed_services_.clear();
    stopped_by_us_.clear();
    given_up_.clear();
    failed_targets_.clear();
}

void Invariants::check_routes(const world::Tx& tx, const ports::RoutingTable& table) {
    std::set<std::string> open;  // generations of targets that may get requests
    for (const auto* target : tx.all<elbv2::Target>())
        if (!target->draining_since) open.insert(target->generation);
    for (const auto& backend : table.backends)
        for (const auto& server : backend.servers)
            if (!server.draining && !open.contains(server.id))
                fail("requests still go to {}:{}, a target that drains or is gone", server.address,
                     server.port);
}

void Invariants::check_instance(const world::Tx& tx, const std::string& key) {
    const auto* instance = tx.find<ecs::ContainerInstance>(key);
    if (!instance) return;
    const auto room = ecs::instances::remaining_room(tx, *instance);
    if (room.cpu_units < 0 || room.memory_mib < 0)
        fail("instance {} is oversold: {} CPU units, {} MiB remain", key, room.cpu_units,
             room.memory_mib);
    check_ports(tx, *instance);
}

void Invariants::check_ports(const world::Tx& tx, const ecs::ContainerInstance& instance) {
    std::set<ecs::HostPort> taken;
    for (const auto* task : ecs::tasks::on(tx, instance)) {
        std::set<ecs::HostPort> ports(task->needs.host_ports.begin(), task->needs.host_ports.end());
        for (const auto& container : task->containers)
            for (const auto& binding : container.network_bindings)
                ports.insert({binding.host_port, binding.protocol});
        for (const auto& port : ports)
            if (!taken.insert(port).second)
                fail("two tasks on port {} of instance {}", port.port, instance.id.value);
    }
}

// Healthy before this step, and nothing in this step made it unhealthy before we stopped it.
bool Invariants::was_well(const world::Tx& tx, const std::string& service,
                          const std::string& key) const {
    const auto healthy = healthy_.find(service);
    const auto* task = tx.find<Task>(key);
    if (healthy == healthy_.end() || !healthy->second.contains(key) || !task) return false;
    if (ecs::health_of(*task) == ecs::HealthStatus::Unhealthy) return false;
    return std::ranges::none_of(task->targets, [&](const ecs::TaskTarget& target) {
        return failed_targets_.contains(
            ecs::keys::target(target.target_group_arn, ecs::target_id(*task, target), target.port));
    });
}

void Invariants::check_service(const world::Tx& tx, const std::string& key) {
    const auto* service = tx.find<Service>(key);
    if (!service) return;
    const auto bounds = bounds_of(*service);
    int active = 0;
    std::set<std::string> healthy, running;
    for (const auto* task : ecs::tasks::of_service(tx, *service)) {
        active += is_active(*task);
        const auto task_key = ecs::keys::of(*task);
        if (is_active(*task) && task->last_status == TaskStatus::Running) running.insert(task_key);
        // A balancer that forgot its verdict has not made a task worse.
        const bool was = healthy_[key].contains(task_key) && may_serve(tx, *task);
        if (was || is_healthy(tx, *service, *task, now_)) healthy.insert(task_key);
    }
    const bool started = active_.contains(key) && active > active_[key];
    const bool daemon = service->scheduling == ecs::SchedulingStrategy::Daemon;
    if (daemon) check_daemon(tx, *service);
    check_rollback(key, *service);
    if (started && !daemon && active > bounds.ceiling)
        fail("service {} has {} tasks, at most {} are allowed", key, active, bounds.ceiling);

    const bool hurt = std::ranges::any_of(
        stopped_by_us_[key], [&](const std::string& task) { return was_well(tx, key, task); });
    if (hurt && service->status == ecs::ServiceStatus::Active && std::ssize(healthy) < bounds.floor)
        fail("service {} has {} healthy tasks by our own act, {} are the minimum", key,
             healthy.size(), bounds.floor);
    check_given_up(key, running, bounds.floor);
    for (const auto& task : stopped_by_us_[key]) check_unprotected(tx, *service, task);
    active_[key] = active;
    healthy_[key] = std::move(healthy);
    running_[key] = std::move(running);
}

// Tasks that fail a check may be all that serves: no more than one of them goes below the minimum,
// which a single one may do from below it.
void Invariants::check_given_up(const std::string& key, const std::set<std::string>& running,
                                int floor) {
    const auto stopped = std::ssize(given_up_[key]);
    if (stopped <= 1) return;
    auto left = std::ssize(running);
    for (const auto& task : running_[key])  // what others took in the same step is not ours
        if (!running.contains(task) && !given_up_[key].contains(task)) ++left;
    if (left < floor - 1)
        fail("service {} has {} running tasks after it gave {} up, {} are the minimum", key, left,
             stopped, floor);
}

void Invariants::check_rollback(const std::string& key, const Service& service) {
    if (service.deployments.empty()) return;
    const auto& primary = service.deployments[0];
    const bool completed = primary.rollout == ecs::RolloutState::Completed;
    if (primary.rolled_back && !completed && primary.id != completed_[key])
        fail("service {} was rolled back to deployment {}, the last to complete was {}", key,
             primary.id.value, completed_[key].value);
    if (completed) completed_[key] = primary.id;
}

void Invariants::check_rolled_back(const std::string& key, const Service& service) {
    if (service.status != ecs::ServiceStatus::Active || service.deployments.empty()) return;
    if (!service.circuit_breaker.enable || !service.circuit_breaker.rollback) return;
    const auto& primary = service.deployments[0];
    if (primary.rollout != ecs::RolloutState::Failed || primary.rolled_back) return;
    if (completed_.contains(key))
        fail("service {} was not rolled back from deployment {} to {}", key, primary.id.value,
             completed_[key].value);
}

// On an instance that drains, a daemon may stay beside those that are wanted; never two on one.
void Invariants::check_daemon(const world::Tx& tx, const Service& service) {
    std::set<std::string> instances;
    for (const auto* task : ecs::tasks::of_service(tx, service))
        if (is_active(*task) && !instances.insert(task->container_instance.value).second)
            fail("two tasks of daemon {} on instance {}", service.name.value,
                 task->container_instance.value);
}

void Invariants::check_unprotected(const world::Tx& tx, const Service& service,
                                   const std::string& key) {
    const auto* task = tx.find<Task>(key);
    if (service.status != ecs::ServiceStatus::Active || !task) return;
    if (ecs::is_protected(*task, now_))
        fail("task {} was stopped by its service, though it is protected", key);
}

// ---- after a quiet while

namespace {

// An instance that could take one more task of the service's primary deployment.
const ecs::ContainerInstance* find_room(const world::Tx& tx, const Service& service) {
    const auto* cluster = ecs::clusters::find(tx, service.cluster);
    const auto* definition = ecs::definitions::find(tx, service.deployments[0].task_definition_arn);
    const auto what = ecs::task_of(*cluster, service, service.deployments[0], *definition);
    for (const auto& each : ecs::eligible_instances(tx, what))
        if (!each.why_not) return each.instance;
    return nullptr;
}

}  // namespace

void Invariants::check_quiet(const world::Tx& tx, const Nodes& nodes, TimePoint now) {
    now_ = now;
    if (const auto fault = ecs::check_placement(tx)) fail("the placement index: {}", *fault);
    cron_.check_quiet(tx, now);
    for (const auto* service : tx.all<Service>()) {
        check_rolled_back(ecs::keys::of(*service), *service);
        check_settled(tx, *service);
    }
    for (const auto* agent : nodes.all()) check_agent(tx, *agent, now);
    for (const auto* task : tx.by<Task>(ecs::keys::kByStatus, "LIVE")) check_owner(tx, *task, now);
}

// A service's task belongs to a service that is there and to a deployment that it has; every task
// to an instance that is there.
void Invariants::check_owner(const world::Tx& tx, const Task& task, TimePoint now) {
    if (now - task.created_at < Seconds{120}) return;
    const auto* instance =
        tx.find<ecs::ContainerInstance>(ecs::keys::of(task.cluster, task.container_instance));
    if (!instance || instance->status == ecs::ContainerInstanceStatus::Inactive)
        fail("task {} is {} on an instance that is gone", task.id.value,
             name_of(ecs::kTaskStatusNames, task.last_status));
    if (!task.service || task.desired_status == DesiredStatus::Stopped) return;
    const auto* service = tx.find<Service>(ecs::keys::of(task.cluster, *task.service));
    const bool known =
        service && service->status == ecs::ServiceStatus::Active &&
        std::ranges::any_of(service->deployments, [&](const ecs::Deployment& deployment) {
            return deployment.id == task.deployment;
        });
    if (!known) fail("task {} runs for no deployment of {}", task.id.value, task.service->value);
}

// There was no room a moment ago, for tasks asked for earlier had yet to end: what it waits for
// takes a few starts and drains.
bool Invariants::was_crowded(const Service& service) const {
    const auto crowded = crowded_.find(ecs::keys::of(service));
    return crowded != crowded_.end() && timeline_.now() - crowded->second < kCatchUpMax;
}

void Invariants::check_settled(const world::Tx& tx, const Service& service) {
    const auto& name = service.name.value;
    if (service.status == ecs::ServiceStatus::Draining)
        return fail("service {} was deleted and is still DRAINING", name);
    if (service.status == ecs::ServiceStatus::Inactive || !shall_work(service)) return;
    int healthy = 0;
    for (const auto* task : ecs::tasks::of_service(tx, service))
        healthy += is_healthy(tx, service, *task, now_) && is_reachable(tx, *task) &&
                   task->deployment == service.deployments[0].id;
    if (service.steady && healthy == service.desired_count && service.deployments.size() == 1)
        return;
    if (service.placement_failure == "deployment configuration") return;
    if (service.held_by_protection || was_crowded(service)) return;
    const bool daemon = service.scheduling == ecs::SchedulingStrategy::Daemon;
    const auto* room = daemon ? nullptr : find_room(tx, service);
    if (service.placement_failure.empty() || room)
        fail(
            "service {}{} is not steady: {} of {} tasks are healthy, {} deployments, room on {}, "
            "says \"{}\"",
            name, service.deployments[0].rolled_back ? ", rolled back," : "", healthy,
            service.desired_count, service.deployments.size(),
            room ? room->id.value : "no instance",
            service.events.empty() ? "" : service.events[0].message);
}

void Invariants::check_agent(const world::Tx& tx, const Agent& agent, TimePoint now) {
    const auto* found = ecs::find_by_arn<ecs::ContainerInstance>(tx, agent.arn());
    if (!found) return fail("{} is not registered", agent.machine().instance_id);
    if (!agent.is_up()) return;  // away for the whole while
    if (!found->agent_connected) return fail("{} is not connected", agent.machine().instance_id);
    std::set<std::string> wanted;
    for (const auto* task : ecs::tasks::on(tx, *found)) wanted.insert(task->arn);
    for (const auto& arn : agent.live_tasks())
        if (!wanted.erase(arn))
            fail("{} runs task {}, which is STOPPED", agent.machine().instance_id, arn);
    for (const auto& arn : wanted) {
        if (agent.has_unsent_reports()) continue;
        const auto* task = ecs::tasks::find_by_arn(tx, arn);
        const auto age = now - task->created_at;
        const auto stopping = task->stopping_at ? now - *task->stopping_at : age;
        if (age > Seconds{60} && stopping > Seconds{60})
            fail("{} does not run task {}, which is {}", agent.machine().instance_id, arn,
                 name_of(ecs::kTaskStatusNames, task->last_status));
    }
}

}  // namespace ikada::sim
