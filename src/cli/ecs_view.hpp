#pragma once
// A cluster as the API shows it: services, tasks, container instances, and what they use.

#include <map>
#include <string>
#include <vector>

#include "cli/aws_client.hpp"
#include "ecs/own_api.hpp"
#include "ecs/shapes.hpp"

namespace ikada::cli {

struct ClusterView {
    std::string name;
    std::vector<ecs::shapes::Service> services;
    std::vector<ecs::shapes::Task> tasks;  // those that should run
    std::vector<ecs::shapes::ContainerInstance> instances;
};

// Errors: as AwsClient::call.
Result<std::vector<std::string>> list_clusters(AwsClient& client);
Result<ClusterView> view_cluster(AwsClient& client, const std::string& cluster);

// By the ARN of a service, task or container instance; without those of which nothing is known.
using Utilizations = std::map<std::string, ecs::UtilizationItem>;

// `own`: a client of ecs::own_service(). Errors: as AwsClient::call.
Result<Utilizations> view_utilization(AwsClient& own, const ClusterView& view);

}  // namespace ikada::cli
