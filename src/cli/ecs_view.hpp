#pragma once
// A cluster as the API shows it: services, tasks, container instances.

#include <string>
#include <vector>

#include "cli/aws_client.hpp"
#include "ecs/shapes.hpp"

namespace ikada::cli {

struct ClusterView {
    std::string name;
    std::vector<ecs::shapes::Service> services;
    std::vector<ecs::shapes::Task> tasks;  // those that should run
    std::vector<ecs::shapes::ContainerInstance> instances;
};

// Errors: as EcsClient::call.
Result<std::vector<std::string>> list_clusters(EcsClient& client);
Result<ClusterView> view_cluster(EcsClient& client, const std::string& cluster);

}  // namespace ikada::cli
