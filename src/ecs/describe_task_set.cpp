#include "ecs/describe_records.hpp"
#include "ecs/records.hpp"
#include "ecs/task_network.hpp"
#include "ecs/task_sets.hpp"

namespace ikada::ecs {

shapes::TaskSet shape_of(const world::Tx& tx, const Service& service, const TaskSet& set) {
    std::vector<const Task*> own;
    for (const auto* task : tasks::of_service(tx, service))
        if (task->deployment == set.deployment.id) own.push_back(task);
    const auto counts = tasks::count(own);
    shapes::TaskSet made;
    made.id = set.deployment.id.value;
    made.task_set_arn = set.arn;
    made.service_arn = service.arn;
    if (const auto* cluster = clusters::find(tx, service.cluster)) made.cluster_arn = cluster->arn;
    if (!set.external_id.empty()) made.external_id = set.external_id;
    made.status = name_of(kTaskSetStatusNames, set.status);
    made.task_definition = set.deployment.task_definition_arn;
    made.computed_desired_count = computed_desired_count(service, set);
    made.pending_count = counts.pending;
    made.running_count = counts.running;
    made.created_at = set.deployment.created_at;
    made.updated_at = set.deployment.updated_at;
    made.launch_type = shapes::LaunchType::Ec2;
    made.load_balancers = load_balancer_shapes(set.load_balancers);
    if (set.network) made.network_configuration = shape_of(*set.network);
    made.service_registries.emplace();
    auto& scale = made.scale.emplace();
    scale.value = set.scale_percent;
    scale.unit = shapes::ScaleUnit::Percent;
    made.stability_status =
        set.steady ? shapes::StabilityStatus::SteadyState : shapes::StabilityStatus::Stabilizing;
    made.stability_status_at = set.stability_at;
    made.tags = tag_shapes(set.tags);
    return made;
}

}  // namespace ikada::ecs
