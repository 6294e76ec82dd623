#pragma once
// A cluster as the API shows it: services, tasks, container instances, and what they use.

#include <map>
#include <string>
#include <vector>

#include "client/api.hpp"
#include "ecs/own_api.hpp"
#include "ecs/shapes.hpp"

namespace ikada::cli {

struct ClusterView {
    std::string name;
    std::vector<ecs::shapes::Service> services;
    std::vector<ecs::shapes::Task> tasks;  // those that should run
    std::vector<ecs::shapes::ContainerInstance> instances;
};

// Errors: as client::Api::call.
Result<std::vector<std::string>> list_clusters(client::Api& api);
// Those of that name, or all. Errors: as client::Api::call.
Result<std::vector<ecs::shapes::Service>> view_services(client::Api& api,
                                                        const std::string& cluster,
                                                        const std::vector<std::string>& names);
// Those of these ARNs that are still known. Errors: as client::Api::call.
Result<std::vector<ecs::shapes::Task>> view_tasks(client::Api& api, const std::string& cluster,
                                                  const std::vector<std::string>& arns);
Result<ClusterView> view_cluster(client::Api& api, const std::string& cluster);

// By the ARN of a service, task or container instance; without those of which nothing is known.
using Utilizations = std::map<std::string, ecs::UtilizationItem>;

// Errors: as client::Api::call.
Result<Utilizations> view_utilization(client::Api& api, const ClusterView& view);

}  // namespace ikada::cli
