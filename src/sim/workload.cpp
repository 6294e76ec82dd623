#include "sim/workload.hpp"

#include <algorithm>
#include <array>

#include "ec2/api.hpp"
#include "ecs/records.hpp"
#include "elbv2/keys.hpp"
#include "sim/habit.hpp"

namespace ikada::sim {

namespace {

namespace shapes = ecs::shapes;

constexpr const char* kCluster = "sim";
constexpr int kServicesMax = 5;
constexpr std::array kImages{"serves", "unpullable", "crashes", "sick", "finishes"};

template <class T>
Status status_of(const Result<T>& answer) {
    return answer ? ok() : Status{answer.error()};
}

std::string target_group_arn(int slot) {
    return fmt::format(
        "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/g{0}/{0:016}", slot);
}

}  // namespace

const std::vector<Workload::Kind>& Workload::kinds() {
    static const std::vector<Kind> kinds{{"web", 0, false, true},
                                         {"fixed", 8000, false, true},
                                         {"checked", -1, true, false},
                                         {"worker", -1, false, false}};
    return kinds;
}

void Workload::note_wish(const std::string& service, const Status& answer, int desired_count) {
    if (answer)
        ledger_.service_wants(service, desired_count);
    else if (answer.error().is(kServerDown))
        ledger_.service_unsure(service);
}

// ---- before it begins

void Workload::prepare() {
    shapes::CreateClusterRequest cluster;
    cluster.cluster_name = kCluster;
    (void)call<shapes::CreateClusterResponse>("CreateCluster", cluster);
    for (const auto& kind : kinds())
        for (const auto* image : kImages) define(kind, image);
    put_balancer();
    resize();
}

void Workload::define(const Kind& kind, const char* image) {
    shapes::ContainerDefinition container;
    container.name = "app";
    container.image = image;
    container.cpu = static_cast<int>(128 * (1 + random_.below(3)));
    container.memory = static_cast<int>(128 * (1 + random_.below(4)));
    container.essential = true;
    if (kind.host_port >= 0) {
        shapes::PortMapping mapping;
        mapping.container_port = 80;
        mapping.host_port = kind.host_port;
        container.port_mappings = {mapping};
    }
    if (kind.health_check) {
        shapes::HealthCheck check;
        check.command = {"CMD-SHELL", "true"};
        container.health_check = check;
    }
    shapes::RegisterTaskDefinitionRequest request;
    request.family = fmt::format("{}-{}", image, kind.name);
    request.container_definitions = {container};
    (void)call<shapes::RegisterTaskDefinitionResponse>("RegisterTaskDefinition", request);
}

void Workload::put_balancer() {
    const auto prefix = std::string("arn:aws:elasticloadbalancing:us-east-1:000000000000:");
    elbv2::LoadBalancer balancer;
    balancer.arn = prefix + "loadbalancer/app/lb/0000000000000001";
    balancer.name = "lb";
    balancer.id = "0000000000000001";
    (void)platform_.transact([&](world::Tx& tx) {
        tx.put(balancer);
        for (int slot = 0; slot < kServicesMax; ++slot) {
            elbv2::TargetGroup group;
            group.arn = target_group_arn(slot);
            group.name = fmt::format("g{}", slot);
            group.id = fmt::format("{:016}", slot);
            group.health_check.interval_seconds = 10;
            group.health_check.healthy_threshold = 2;
            group.attributes["deregistration_delay.timeout_seconds"] = "30";
            elbv2::Action forward;
            forward.type = elbv2::ActionType::Forward;
            forward.forward = {{group.arn, 1}};
            elbv2::Listener listener;
            listener.arn = prefix + fmt::format("listener/app/lb/0000000000000001/{:016}", slot);
            listener.load_balancer_arn = balancer.arn;
            listener.port = 80 + slot;
            listener.default_actions = {forward};
            tx.put(group);
            tx.put(listener);
        }
        return ok();
    });
}

// ---- one thing after the other

void Workload::act() {
    static constexpr std::array kHabits{
        Habit{6, &Workload::create_service}, Habit{6, &Workload::scale_service},
        Habit{8, &Workload::deploy},         Habit{2, &Workload::delete_service},
        Habit{3, &Workload::run_tasks},      Habit{3, &Workload::stop_task},
        Habit{2, &Workload::drain_instance}, Habit{1, &Workload::deregister_instance},
        Habit{2, &Workload::protect_task},   Habit{2, &Workload::resize},
        Habit{4, &Workload::schedule}};
    if (!platform_.is_up()) return;
    act_by(kHabits, *this, random_);
}

const ecs::Service* Workload::some_service(const world::Tx& tx) {
    auto services = ecs::services::in_cluster(tx, {kCluster});
    std::erase_if(services, [](const ecs::Service* service) {
        return service->status != ecs::ServiceStatus::Active;
    });
    return services.empty() ? nullptr : one_of(services);
}

const ecs::ContainerInstance* Workload::some_instance(const world::Tx& tx) {
    auto instances = ecs::instances::in_cluster(tx, {kCluster});
    std::erase_if(instances, [](const ecs::ContainerInstance* instance) {
        return instance->status == ecs::ContainerInstanceStatus::Inactive;
    });
    return instances.empty() ? nullptr : one_of(instances);
}

// Mostly what works: the rest is there to fail.
std::string Workload::some_definition(const Kind& kind) {
    const auto* image = random_.chance(0.75) ? kImages[0] : kImages[random_.below(kImages.size())];
    return fmt::format("{}-{}", image, kind.name);
}

namespace {

void make_daemon(shapes::CreateServiceRequest& request, int minimum_healthy_percent) {
    request.scheduling_strategy = shapes::SchedulingStrategy::Daemon;
    request.desired_count.reset();
    request.placement_strategy.reset();
    request.placement_constraints.reset();
    request.deployment_configuration->maximum_percent = 100;
    request.deployment_configuration->minimum_healthy_percent = minimum_healthy_percent;
}

}  // namespace

void Workload::create_service() {
    if (ecs::services::count_live(platform_.read(), {kCluster}) >= kServicesMax) return;
    const int number = services_made_++;
    const auto& kind = one_of(kinds());
    static const std::vector<std::pair<int, int>> kBounds{
        {100, 200}, {50, 100}, {50, 200}, {100, 150}, {0, 100}};
    const auto& [minimum, maximum] = one_of(kBounds);

    shapes::CreateServiceRequest request;
    request.cluster = kCluster;
    request.service_name = fmt::format("{}-{}", kind.name, number);
    request.task_definition = some_definition(kind);
    request.desired_count = static_cast<int>(random_.below(6));
    auto& configuration = request.deployment_configuration.emplace();
    configuration.maximum_percent = maximum;
    configuration.minimum_healthy_percent = minimum;
    if (random_.chance(0.5)) configuration.deployment_circuit_breaker = {true, random_.chance(0.7)};
    if (kind.balanced) {
        request.load_balancers = {
            {target_group_arn(number % kServicesMax), {}, std::string("app"), 80}};
        request.health_check_grace_period_seconds = static_cast<int>(random_.below(3) * 30);
    }
    if (random_.chance(0.3))
        request.placement_strategy = {
            {shapes::PlacementStrategyType::Binpack, std::string("memory")}};
    if (random_.chance(0.2))
        request.placement_constraints = {{shapes::PlacementConstraintType::DistinctInstance, {}}};
    if (!kind.balanced && random_.chance(0.3)) make_daemon(request, random_.chance(0.5) ? 0 : 50);
    const auto answer = call<shapes::CreateServiceResponse>("CreateService", request);
    // A daemon's count is the number of instances, nobody's wish.
    if (request.desired_count)
        note_wish(request.service_name, status_of(answer), *request.desired_count);
}

void Workload::scale_service() {
    shapes::UpdateServiceRequest request;
    request.cluster = kCluster;
    {
        const auto tx = platform_.read();
        const auto* service = some_service(tx);
        if (!service) return;
        request.service = service->name.value;
    }
    request.desired_count = static_cast<int>(random_.below(7));
    const auto answer = call<shapes::UpdateServiceResponse>("UpdateService", request);
    note_wish(request.service, status_of(answer), *request.desired_count);
}

void Workload::deploy() {
    shapes::UpdateServiceRequest request;
    {
        const auto tx = platform_.read();
        const auto* service = some_service(tx);
        if (!service) return;
        request.service = service->name.value;
    }
    const auto name = request.service.substr(0, request.service.find('-'));
    const auto kind = std::ranges::find(kinds(), name, &Kind::name);
    request.cluster = kCluster;
    request.task_definition = some_definition(*kind);
    request.force_new_deployment = true;
    (void)call<shapes::UpdateServiceResponse>("UpdateService", request);
}

void Workload::delete_service() {
    shapes::DeleteServiceRequest request;
    request.cluster = kCluster;
    request.force = true;
    {
        const auto tx = platform_.read();
        const auto* service = some_service(tx);
        if (!service) return;
        request.service = service->name.value;
    }
    const auto answer = call<shapes::DeleteServiceResponse>("DeleteService", request);
    if (answer)
        ledger_.service_deleted(request.service);
    else if (answer.error().is(kServerDown))
        ledger_.service_unsure(request.service);
}

void Workload::run_tasks() {
    shapes::RunTaskRequest request;
    request.cluster = kCluster;
    request.count = static_cast<int>(1 + random_.below(3));
    request.task_definition = random_.chance(0.2) ? "unpullable-worker" : "finishes-worker";
    const auto answer = call<shapes::RunTaskResponse>("RunTask", request);
    if (!answer || !answer->tasks) return;
    for (const auto& task : *answer->tasks)
        ledger_.task_started(task.task_arn.value_or(""), platform_.time());
}

void Workload::stop_task() {
    shapes::StopTaskRequest request;
    request.cluster = kCluster;
    {
        const auto tx = platform_.read();
        auto live = tx.by<ecs::Task>(ecs::keys::kByStatus, "LIVE");
        if (live.empty()) return;
        request.task = one_of(live)->arn;
    }
    const auto answer = call<shapes::StopTaskResponse>("StopTask", request);
    if (answer) ledger_.task_stop_asked(request.task);
}

void Workload::protect_task() {
    shapes::UpdateTaskProtectionRequest request;
    request.cluster = kCluster;
    request.protection_enabled = random_.chance(0.8);
    // Over well before a quiet while ends: what it held up must have settled by then.
    request.expires_in_minutes = static_cast<int>(1 + random_.below(15));
    {
        const auto tx = platform_.read();
        auto live = tx.by<ecs::Task>(ecs::keys::kByStatus, "LIVE");
        if (live.empty()) return;
        request.tasks = {one_of(live)->arn};
    }
    (void)call<shapes::UpdateTaskProtectionResponse>("UpdateTaskProtection", request);
}

void Workload::set_state(const std::string& instance, bool active) {
    shapes::UpdateContainerInstancesStateRequest request;
    request.cluster = kCluster;
    request.container_instances = {instance};
    request.status = active ? shapes::ContainerInstanceStatus::Active
                            : shapes::ContainerInstanceStatus::Draining;
    (void)call<shapes::UpdateContainerInstancesStateResponse>("UpdateContainerInstancesState",
                                                              request);
}

void Workload::drain_instance() {
    std::string arn;
    {
        const auto tx = platform_.read();
        if (const auto* instance = some_instance(tx)) arn = instance->arn;
    }
    if (!arn.empty()) set_state(arn, random_.chance(0.3));
}

void Workload::activate_all() {
    if (!platform_.is_up()) return;
    std::vector<std::string> arns;
    {
        const auto tx = platform_.read();
        for (const auto* instance : ecs::instances::in_cluster(tx, {kCluster}))
            if (instance->status == ecs::ContainerInstanceStatus::Draining)
                arns.push_back(instance->arn);
    }
    for (const auto& arn : arns)
        if (platform_.is_up()) set_state(arn, true);
}

void Workload::deregister_instance() {
    shapes::DeregisterContainerInstanceRequest request;
    request.cluster = kCluster;
    request.force = true;
    {
        const auto tx = platform_.read();
        const auto* instance = some_instance(tx);
        if (!instance) return;
        request.container_instance = instance->arn;
    }
    (void)call<shapes::DeregisterContainerInstanceResponse>("DeregisterContainerInstance", request);
}

void Workload::resize() {
    const int count = static_cast<int>(2 + random_.below(4));
    journal_.note(timeline_.now(), "user: {} instances", count);
    (void)platform_.transact([&](world::Tx& tx) {
        return ec2::ensure_instances(tx, {count, "t3.small", kCluster}, platform_.time());
    });
}

}  // namespace ikada::sim
