#include "ecs/placing.hpp"

#include "base/log.hpp"
#include "ec2/api.hpp"
#include "ecs/placing_index.hpp"
#include "ecs/records.hpp"
#include "ecs/required_attributes.hpp"

namespace ikada::ecs {

namespace {

bool is_reachable(const world::Tx& tx, const ContainerInstance& instance) {
    const auto* machine = ec2::find_instance(tx, instance.ec2_instance_id);
    return instance.agent_connected && !(machine && machine->terminate_asked);
}

// Operations let only valid ones in; one that is not (a record of another version) matches nothing.
void add_query(const std::string& text, PlacementRequest& request) {
    auto query = parse_cluster_query(text);
    if (!query) log::error("a stored placement constraint: {}", query.error().message);
    request.member_of.push_back(query ? *query : ClusterQuery{});
}

std::vector<PlacementFailure> failures(const world::Tx& tx, const NewTask& what) {
    std::vector<PlacementFailure> found;
    for (const auto& each : eligible_instances(tx, what))
        found.push_back({each.instance->arn, each.why_not.value_or("RESOURCE")});
    return found;
}

}  // namespace

PlacementRequest request_of(const NewTask& what) {
    PlacementRequest request{
        needs_of(what), what.group, what.strategy, what.constraints.distinct_instances, {}};
    request.on_machine = what.on_machine;
    request.attributes = required_attributes(what.definition.body);
    for (const auto& text : what.constraints.member_of) add_query(text, request);
    if (const auto& own = what.definition.body.placement_constraints)
        for (const auto& constraint : *own) add_query(constraint.expression.value_or(""), request);
    return request;
}

Eligibility eligibility_of(const world::Tx& tx, const PlacementRequest& request,
                           const ContainerInstance& instance) {
    const auto* view = tx.derived<PlacingIndex>().of(instance.cluster).find(instance.id);
    const auto reason = why_not(request, *view);
    return {&instance, reason ? std::optional<std::string>(*reason) : std::nullopt};
}

std::vector<Eligibility> eligible_instances(const world::Tx& tx, const NewTask& what) {
    const auto request = request_of(what);
    std::vector<Eligibility> found;
    for (const auto* instance : instances::in_cluster(tx, what.cluster.name))
        if (instance->status == ContainerInstanceStatus::Active)
            found.push_back(eligibility_of(tx, request, *instance));
    return found;
}

InstanceView view_of(const world::Tx& tx, const ContainerInstance& instance) {
    InstanceView view;
    view.instance = tx.row<ContainerInstance>(keys::of(instance));
    view.reachable = is_reachable(tx, instance);
    for (const auto* task : tasks::on(tx, instance)) count_task(view, *task, 1);
    return view;
}

Placed place_tasks(world::Tx& tx, const NewTask& what, int count, TimePoint now) {
    const auto request = request_of(what);
    auto& index = tx.derived<PlacingIndex>().of(what.cluster.name);
    Placed placed;
    while (std::ssize(placed.tasks) < count) {
        const auto on = index.choose(request, tx.random());
        if (!on) {
            placed.failures = failures(tx, what);
            break;
        }
        const auto* instance = tx.find<ContainerInstance>(keys::of(what.cluster.name, *on));
        placed.tasks.push_back(make_task(what, *instance, tx.random(), now));
        tasks::put(tx, placed.tasks.back());
    }
    return placed;
}

std::optional<std::string> check_placement(const world::Tx& tx) {
    return tx.derived<PlacingIndex>().fault(tx);
}

}  // namespace ikada::ecs
