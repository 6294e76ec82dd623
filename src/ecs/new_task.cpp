#include "ecs/new_task.hpp"

#include "ecs/overrides.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {
namespace {

Container make_container(const shapes::ContainerDefinition& from, std::string arn) {
    Container container;
    container.name = from.name.value_or("");
    container.image = from.image.value_or("");
    container.arn = std::move(arn);
    container.cpu_units = from.cpu;
    container.memory_mib = from.memory;
    container.memory_reservation_mib = from.memory_reservation;
    container.essential = from.essential.value_or(true);
    container.has_health_check = from.health_check.has_value();
    return container;
}

}  // namespace

TaskNeeds needs_of(const NewTask& what) {
    return needs_of(with_overrides(what.definition, what.overrides));
}

Task make_task(const NewTask& what, const ContainerInstance& on, Random& random, TimePoint now) {
    const auto definition = with_overrides(what.definition, what.overrides);
    const std::string prefix = arn_prefix(what.cluster);
    Task task;
    task.id = {random.hex(32)};
    task.cluster = what.cluster.name;
    const std::string path = task.cluster.value + "/" + task.id.value;
    task.arn = prefix + "task/" + path;
    task.task_definition_arn = definition.arn;
    task.group = what.group;
    task.started_by = what.started_by;
    task.service = what.service;
    task.deployment = what.deployment;
    task.container_instance = on.id;
    task.ec2_instance_id = on.ec2_instance_id;
    task.availability_zone = on.availability_zone;
    task.needs = needs_of(definition);
    task.cpu = definition.body.cpu;
    task.memory = definition.body.memory;
    task.overrides = what.overrides;
    task.network = what.network;
    if (task.network) task.last_status = TaskStatus::Provisioning;
    task.tags = what.tags;
    task.created_at = now;
    task.enable_execute_command = what.enable_execute_command;
    for (const auto& container : *definition.body.container_definitions)
        task.containers.push_back(
            make_container(container, prefix + "container/" + path + "/" + random.uuid()));
    return task;
}

NewTask task_of(const Cluster& cluster, const Service& service, const Deployment& deployment,
                const TaskDefinition& definition) {
    NewTask what{cluster, definition, "service:" + service.name.value, deployment.id.value};
    what.service = service.name;
    what.deployment = deployment.id;
    what.network = service.network;
    what.strategy = service.placement_strategy;
    what.constraints = {service.distinct_instances, service.member_of};
    what.enable_execute_command = service.enable_execute_command;
    what.on_machine = !service.load_balancers.empty() && !service.network;
    if (service.propagate_tags == "SERVICE") what.tags = service.tags;
    if (service.propagate_tags == "TASK_DEFINITION") what.tags = definition.tags;
    if (service.enable_ecs_managed_tags) {
        what.tags["aws:ecs:clusterName"] = cluster.name.value;
        what.tags["aws:ecs:serviceName"] = service.name.value;
    }
    return what;
}

}  // namespace ikada::ecs
