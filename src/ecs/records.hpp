#pragma once
// Typed access to ECS's records, grouped by noun. A reference is what a caller writes: a name or
// id, or an ARN. Pointers live as long as the transaction.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ecs/keys.hpp"
#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

// "arn:aws:ecs:us-east-1:000000000000:cluster/hobby" → "arn:aws:ecs:us-east-1:000000000000:".
std::string arn_prefix(const Cluster& cluster);
// What the ARNs of all "task"s, say, in the cluster begin with: "…:task/hobby/".
std::string arn_prefix(const Cluster& cluster, std::string_view kind);

namespace clusters {
const Cluster* find(const world::Tx& tx, const ClusterName& name);
// Errors: kClusterNotFound. No reference means "default". May be INACTIVE.
Result<const Cluster*> resolve(const world::Tx& tx, const std::optional<std::string>& reference);
// The same, but an INACTIVE one is kClusterNotFound too, in ECS's words.
Result<const Cluster*> resolve_active(const world::Tx& tx,
                                      const std::optional<std::string>& reference);
}  // namespace clusters

namespace definitions {
// By "family" (its latest ACTIVE revision), "family:revision" or ARN; null if there is none.
const TaskDefinition* find(const world::Tx& tx, std::string_view reference);
const TaskDefinition* find_latest_active(const world::Tx& tx, std::string_view family);
// A family's revisions, oldest first.
std::vector<const TaskDefinition*> of_family(const world::Tx& tx, std::string_view family);
}  // namespace definitions

// The task, service, container instance or definition of the ARN; null if there is none.
template <class Record>
const Record* find_by_arn(const world::Tx& tx, std::string_view arn) {
    return tx.first_by<Record>(keys::kByArn, arn);
}

namespace services {
// Null if there is none. May be INACTIVE.
const Service* find(const world::Tx& tx, const ClusterName& cluster, std::string_view reference);
std::vector<const Service*> in_cluster(const world::Tx& tx, const ClusterName& cluster);
// Those that are not INACTIVE.
int count_live(const world::Tx& tx, const ClusterName& cluster);
int count_active(const world::Tx& tx, const ClusterName& cluster);
const Deployment& primary(const Service& service);
}  // namespace services

namespace tasks {
const Task* find(const world::Tx& tx, const ClusterName& cluster, std::string_view reference);
const Task* find_by_arn(const world::Tx& tx, std::string_view arn);
std::vector<const Task*> in_cluster(const world::Tx& tx, const ClusterName& cluster);
// All but those that are over for it: STOPPED, and nothing left to do.
std::vector<const Task*> of_service(const world::Tx& tx, const Service& service);
// Those on it that are not STOPPED.
std::vector<const Task*> on(const world::Tx& tx, const ContainerInstance& instance);
// Puts it with the next version if something changed.
void put(world::Tx& tx, Task task);

struct Counts {
    int running = 0;
    int pending = 0;
};
// A task that was told to stop counts no more.
Counts count(const std::vector<const Task*>& tasks);
bool is_live(const Task& task);
}  // namespace tasks

namespace instances {
const ContainerInstance* find(const world::Tx& tx, const ClusterName& cluster,
                              std::string_view reference);
// The one that is not INACTIVE.
const ContainerInstance* find_by_ec2_instance(const world::Tx& tx, std::string_view id);
std::vector<const ContainerInstance*> in_cluster(const world::Tx& tx, const ClusterName& cluster);
int count_registered(const world::Tx& tx, const ClusterName& cluster);
// Puts it with the next version if something changed.
void put(world::Tx& tx, ContainerInstance instance);
// Adds it, or gives the one of its name another value.
void set_attribute(ContainerInstance& instance, Attribute attribute);
// What its tasks leave of it.
Room remaining_room(const world::Tx& tx, const ContainerInstance& instance);
// Ports that the machine itself or tasks on it have taken.
std::vector<HostPort> taken_ports(const world::Tx& tx, const ContainerInstance& instance);
}  // namespace instances

}  // namespace ikada::ecs
