#pragma once
// Records as the API shows them.

#include <string>
#include <string_view>
#include <vector>

#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

enum class Show { Plain, WithTags };

std::vector<shapes::Tag> tag_shapes(const Tags& tags);

shapes::Cluster shape_of(const world::Tx& tx, const Cluster& cluster,
                         const std::vector<shapes::ClusterField>& include);
shapes::TaskDefinition shape_of(const TaskDefinition& definition);
shapes::Service shape_of(const world::Tx& tx, const Service& service, Show show);
shapes::TaskSet shape_of(const world::Tx& tx, const Service& service, const TaskSet& set);
std::vector<shapes::LoadBalancer> load_balancer_shapes(
    const std::vector<ServiceLoadBalancer>& balancers);
shapes::Task shape_of(const world::Tx& tx, const Task& task, Show show);
shapes::ContainerInstance shape_of(const world::Tx& tx, const ContainerInstance& instance,
                                   Show show);

// What `reference` names is not there: an ARN, or a name to which ARNs have `prefix`.
shapes::Failure missing(const std::string& reference, std::string_view prefix);

}  // namespace ikada::ecs
