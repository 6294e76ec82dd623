#include "ecs/records.hpp"

#include <algorithm>
#include <limits>

#include "base/arn.hpp"
#include "base/strings.hpp"
#include "ecs/errors.hpp"
#include "schema/equal.hpp"

namespace ikada::ecs {
namespace {

// "arn:aws:ecs:r:a:service/hobby/blog" → "blog"; what is no ARN stays as it is.
std::string_view last_part(std::string_view reference) {
    if (!reference.starts_with("arn:")) return reference;
    return ikada::last_part(reference);
}

// A name or id is taken as it is, an ARN must be the record's own.
template <class Record>
const Record* if_meant(const Record* record, std::string_view reference) {
    if (!record || !reference.starts_with("arn:")) return record;
    return record->arn == reference ? record : nullptr;
}

// Services had ARNs without the cluster's name before 2018; tools still build them.
bool is_short_service_arn(const Service& service, std::string_view reference) {
    const auto resource = reference.find(":service/");
    return resource != std::string_view::npos &&
           reference.substr(resource + 9) == service.name.value;
}

template <class Record>
void put_versioned(world::Tx& tx, const Record* before, Record record) {
    record.version = before ? before->version : 1;
    if (before && schema::equal(schema::type_of<Record>(), before, &record)) return;
    if (before) ++record.version;
    tx.put(std::move(record));
}

}  // namespace

std::string arn_prefix(const Cluster& cluster) {
    return cluster.arn.substr(0, cluster.arn.rfind(':') + 1);
}

std::string arn_prefix(const Cluster& cluster, std::string_view kind) {
    return fmt::format("{}{}/{}/", arn_prefix(cluster), kind, cluster.name.value);
}

namespace clusters {

const Cluster* find(const world::Tx& tx, const ClusterName& name) {
    return tx.find<Cluster>(name.value);
}

Result<const Cluster*> resolve(const world::Tx& tx, const std::optional<std::string>& reference) {
    const std::string wanted = reference && !reference->empty() ? *reference : "default";
    const auto* cluster = if_meant(tx.find<Cluster>(last_part(wanted)), wanted);
    if (!cluster) return fail(errors::kClusterNotFound, "Cluster not found.");
    return cluster;
}

Result<const Cluster*> resolve_active(const world::Tx& tx,
                                      const std::optional<std::string>& reference) {
    auto cluster = resolve(tx, reference);
    if (cluster && (*cluster)->status != ClusterStatus::Active)
        return fail(errors::kClusterNotFound, "The referenced cluster was inactive.");
    return cluster;
}

}  // namespace clusters

namespace definitions {

std::vector<const TaskDefinition*> of_family(const world::Tx& tx, std::string_view family) {
    return tx.all<TaskDefinition>(std::string(family) + "/");
}

const TaskDefinition* find_latest_active(const world::Tx& tx, std::string_view family) {
    const auto revisions = of_family(tx, family);
    const auto found = std::find_if(revisions.rbegin(), revisions.rend(), [](const auto* each) {
        return each->status == TaskDefinitionStatus::Active;
    });
    return found == revisions.rend() ? nullptr : *found;
}

const TaskDefinition* find(const world::Tx& tx, std::string_view reference) {
    const auto name = last_part(reference);
    const auto colon = name.find(':');
    if (colon == std::string_view::npos)
        return reference == name ? find_latest_active(tx, name) : nullptr;
    const auto revision = parse_int(name.substr(colon + 1));
    if (!revision || *revision < 1 || *revision > std::numeric_limits<int>::max()) return nullptr;
    return if_meant(tx.find<TaskDefinition>(
                        keys::task_definition(name.substr(0, colon), static_cast<int>(*revision))),
                    reference);
}

}  // namespace definitions

namespace services {

const Service* find(const world::Tx& tx, const ClusterName& cluster, std::string_view reference) {
    const auto* service = tx.find<Service>(keys::in_cluster(cluster, last_part(reference)));
    if (!service) return nullptr;
    if (is_short_service_arn(*service, reference)) return service;
    return if_meant(service, reference);
}

std::vector<const Service*> in_cluster(const world::Tx& tx, const ClusterName& cluster) {
    return tx.all<Service>(cluster.value + "/");
}

int count_live(const world::Tx& tx, const ClusterName& cluster) {
    const auto all = in_cluster(tx, cluster);
    return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Service* each) {
        return each->status != ServiceStatus::Inactive;
    }));
}

int count_active(const world::Tx& tx, const ClusterName& cluster) {
    const auto all = in_cluster(tx, cluster);
    return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Service* each) {
        return each->status == ServiceStatus::Active;
    }));
}

const Deployment& primary(const Service& service) { return service.deployments.front(); }

}  // namespace services

namespace tasks {

const Task* find(const world::Tx& tx, const ClusterName& cluster, std::string_view reference) {
    return if_meant(tx.find<Task>(keys::in_cluster(cluster, last_part(reference))), reference);
}

const Task* find_by_arn(const world::Tx& tx, std::string_view arn) {
    return ecs::find_by_arn<Task>(tx, arn);
}

std::vector<const Task*> in_cluster(const world::Tx& tx, const ClusterName& cluster) {
    return tx.all<Task>(cluster.value + "/");
}

std::vector<const Task*> of_service(const world::Tx& tx, const Service& service) {
    return tx.by<Task>(keys::kByService, keys::of(service));
}

std::vector<const Task*> on(const world::Tx& tx, const ContainerInstance& instance) {
    return tx.by<Task>(keys::kByInstance, keys::of(instance));
}

void put(world::Tx& tx, Task task) {
    const auto* before = tx.find<Task>(keys::of(task));
    put_versioned(tx, before, std::move(task));
}

bool is_live(const Task& task) { return task.last_status != TaskStatus::Stopped; }

Counts count(const std::vector<const Task*>& tasks) {
    Counts counts;
    for (const Task* task : tasks) {
        if (!is_live(*task) || task->desired_status == DesiredStatus::Stopped) continue;
        ++(task->last_status == TaskStatus::Running ? counts.running : counts.pending);
    }
    return counts;
}

}  // namespace tasks

namespace instances {

const ContainerInstance* find(const world::Tx& tx, const ClusterName& cluster,
                              std::string_view reference) {
    return if_meant(tx.find<ContainerInstance>(keys::in_cluster(cluster, last_part(reference))),
                    reference);
}

const ContainerInstance* find_by_ec2_instance(const world::Tx& tx, std::string_view id) {
    return tx.first_by<ContainerInstance>(keys::kByEc2Instance, id);
}

std::vector<const ContainerInstance*> in_cluster(const world::Tx& tx, const ClusterName& cluster) {
    return tx.all<ContainerInstance>(cluster.value + "/");
}

int count_registered(const world::Tx& tx, const ClusterName& cluster) {
    return tx.count_by<ContainerInstance>(keys::kByCluster, cluster.value);
}

void put(world::Tx& tx, ContainerInstance instance) {
    const auto* before = tx.find<ContainerInstance>(keys::of(instance));
    put_versioned(tx, before, std::move(instance));
}

void set_attribute(ContainerInstance& instance, Attribute attribute) {
    auto& all = instance.attributes;
    const auto same = std::ranges::find(all, attribute.name, &Attribute::name);
    if (same == all.end())
        all.push_back(std::move(attribute));
    else
        *same = std::move(attribute);
}

Room remaining_room(const world::Tx& tx, const ContainerInstance& instance) {
    Room left = instance.registered;
    for (const Task* task : tasks::on(tx, instance)) {
        left.cpu_units -= task->needs.room.cpu_units;
        left.memory_mib -= task->needs.room.memory_mib;
    }
    return left;
}

std::vector<HostPort> taken_ports(const world::Tx& tx, const ContainerInstance& instance) {
    std::vector<HostPort> taken = instance.reserved_ports;
    for (const Task* task : tasks::on(tx, instance)) {
        taken.insert(taken.end(), task->needs.host_ports.begin(), task->needs.host_ports.end());
        for (const auto& container : task->containers)
            for (const auto& binding : container.network_bindings)
                taken.push_back({binding.host_port, binding.protocol});
    }
    std::sort(taken.begin(), taken.end());
    taken.erase(std::unique(taken.begin(), taken.end()), taken.end());
    return taken;
}

}  // namespace instances

}  // namespace ikada::ecs
