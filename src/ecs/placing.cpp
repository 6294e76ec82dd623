#include "ecs/placing.hpp"

#include "ec2/api.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {

namespace {

bool is_reachable(const world::Tx& tx, const ContainerInstance& instance) {
    const auto* machine = ec2::find_instance(tx, instance.ec2_instance_id);
    return instance.agent_connected && !(machine && machine->terminate_asked);
}

std::vector<InstanceView> views(const world::Tx& tx, const ClusterName& cluster,
                                std::string_view group) {
    std::vector<InstanceView> found;
    for (const auto* instance : instances::in_cluster(tx, cluster))
        if (instance->status == ContainerInstanceStatus::Active)
            found.push_back(view_of(tx, *instance, group));
    return found;
}

PlacementRequest request_of(const NewTask& what) {
    return {needs_of(what), what.strategy, what.distinct_instances};
}

}  // namespace

Eligibility eligibility_of(const world::Tx& tx, const NewTask& what,
                           const ContainerInstance& instance) {
    const auto reason = why_not(request_of(what), view_of(tx, instance, what.group));
    return {&instance, reason ? std::optional<std::string>(*reason) : std::nullopt};
}

std::vector<Eligibility> eligible_instances(const world::Tx& tx, const NewTask& what) {
    std::vector<Eligibility> found;
    for (const auto* instance : instances::in_cluster(tx, what.cluster.name))
        if (instance->status == ContainerInstanceStatus::Active)
            found.push_back(eligibility_of(tx, what, *instance));
    return found;
}

InstanceView view_of(const world::Tx& tx, const ContainerInstance& instance,
                     std::string_view group) {
    InstanceView view{.id = instance.id,
                      .arn = instance.arn,
                      .availability_zone = instance.availability_zone,
                      .attributes = instance.attributes,
                      .reachable = is_reachable(tx, instance),
                      .registered = instance.registered,
                      .free = instances::remaining_room(tx, instance),
                      .used_ports = {}};
    for (const auto& port : instances::taken_ports(tx, instance)) view.used_ports.insert(port);
    // Tasks on their way out no longer count for spreading, though they still take room.
    for (const auto* task : tasks::on(tx, instance))
        if (task->group == group && task->desired_status == DesiredStatus::Running)
            ++view.tasks_of_group;
    return view;
}

Placed place_tasks(world::Tx& tx, const NewTask& what, int count, TimePoint now) {
    const auto request = request_of(what);
    auto candidates = views(tx, what.cluster.name, what.group);
    Placed placed;
    while (std::ssize(placed.tasks) < count) {
        auto choice = choose_instance(request, candidates, tx.random());
        if (!choice.chosen) {
            placed.failures = std::move(choice.failures);
            break;
        }
        auto& on = candidates[*choice.chosen];
        const auto* instance = tx.find<ContainerInstance>(keys::of(what.cluster.name, on.id));
        placed.tasks.push_back(make_task(what, *instance, tx.random(), now));
        tasks::put(tx, placed.tasks.back());
        take_room(on, request.needs);
    }
    return placed;
}

}  // namespace ikada::ecs
