#include "cli/ecs_view.hpp"

#include "base/arn.hpp"
#include "cli/api_access.hpp"
#include "ecs/api.hpp"

namespace ikada::cli {
namespace {

namespace shapes = ecs::shapes;

const auto kEcs = json_service(ecs::service());
const auto kOwn = json_service(ecs::own_service());

constexpr std::size_t kTasksPerDescribeMax = 100;      // DescribeTasks, AWS limit
constexpr std::size_t kInstancesPerDescribeMax = 100;  // DescribeContainerInstances, AWS limit
constexpr std::size_t kServicesPerDescribeMax = 10;    // DescribeServices, AWS limit

// The names in lists of at most `size`.
std::vector<std::vector<std::string>> bites_of(const std::vector<std::string>& names,
                                               std::size_t size) {
    std::vector<std::vector<std::string>> bites;
    for (const auto& name : names) {
        if (bites.empty() || bites.back().size() == size) bites.emplace_back();
        bites.back().push_back(name);
    }
    return bites;
}

// All ARNs of a listing, page by page.
template <class Out, class In>
Result<std::vector<std::string>> list_all(client::Api& api, std::string_view operation, In request,
                                          std::optional<std::vector<std::string>> Out::*arns) {
    std::vector<std::string> all;
    while (true) {
        auto page = api.call<Out>(kEcs, operation, request);
        if (!page) return page.error();
        for (auto& arn : ((*page).*arns).value_or(std::vector<std::string>{}))
            all.push_back(std::move(arn));
        if (!page->next_token) return all;
        request.next_token = page->next_token;
    }
}

// One kind of resource: how to list and to describe it.
template <class ListIn, class ListOut, class DescribeIn, class DescribeOut, class Item>
struct Noun {
    std::string_view list, describe;
    std::optional<std::vector<std::string>> ListOut::*arns;
    std::vector<std::string> DescribeIn::*asked;
    std::optional<std::vector<Item>> DescribeOut::*items;
    std::size_t bite;  // at most so many in one Describe

    Result<std::vector<Item>> all(client::Api& api, const std::string& cluster) const {
        ListIn listing;
        listing.cluster = cluster;
        const auto names = list_all<ListOut>(api, list, listing, arns);
        return names ? these(api, cluster, *names) : names.error();
    }
    Result<std::vector<Item>> these(client::Api& api, const std::string& cluster,
                                    const std::vector<std::string>& names) const {
        std::vector<Item> found;
        for (const auto& some : bites_of(names, bite)) {
            DescribeIn request;
            request.cluster = cluster;
            request.*asked = some;
            auto page = api.call<DescribeOut>(kEcs, describe, request);
            if (!page) return page.error();
            for (auto& item : ((*page).*items).value_or(std::vector<Item>{}))
                found.push_back(std::move(item));
        }
        return found;
    }
};

constexpr Noun<shapes::ListServicesRequest, shapes::ListServicesResponse,
               shapes::DescribeServicesRequest, shapes::DescribeServicesResponse, shapes::Service>
    kServices{"ListServices",
              "DescribeServices",
              &shapes::ListServicesResponse::service_arns,
              &shapes::DescribeServicesRequest::services,
              &shapes::DescribeServicesResponse::services,
              kServicesPerDescribeMax};
constexpr Noun<shapes::ListTasksRequest, shapes::ListTasksResponse, shapes::DescribeTasksRequest,
               shapes::DescribeTasksResponse, shapes::Task>
    kTasks{"ListTasks",
           "DescribeTasks",
           &shapes::ListTasksResponse::task_arns,
           &shapes::DescribeTasksRequest::tasks,
           &shapes::DescribeTasksResponse::tasks,
           kTasksPerDescribeMax};
constexpr Noun<shapes::ListContainerInstancesRequest, shapes::ListContainerInstancesResponse,
               shapes::DescribeContainerInstancesRequest,
               shapes::DescribeContainerInstancesResponse, shapes::ContainerInstance>
    kInstances{"ListContainerInstances",
               "DescribeContainerInstances",
               &shapes::ListContainerInstancesResponse::container_instance_arns,
               &shapes::DescribeContainerInstancesRequest::container_instances,
               &shapes::DescribeContainerInstancesResponse::container_instances,
               kInstancesPerDescribeMax};

}  // namespace

Result<std::vector<std::string>> list_clusters(client::Api& api) {
    return list_all<shapes::ListClustersResponse>(api, "ListClusters",
                                                  shapes::ListClustersRequest{},
                                                  &shapes::ListClustersResponse::cluster_arns);
}

Result<std::vector<shapes::Service>> view_services(client::Api& api, const std::string& cluster,
                                                   const std::vector<std::string>& names) {
    return names.empty() ? kServices.all(api, cluster) : kServices.these(api, cluster, names);
}

Result<std::vector<shapes::Task>> view_tasks(client::Api& api, const std::string& cluster,
                                             const std::vector<std::string>& arns) {
    return kTasks.these(api, cluster, arns);
}

Result<ClusterView> view_cluster(client::Api& api, const std::string& cluster) {
    auto services = kServices.all(api, cluster);
    if (!services) return services.error();
    auto tasks = kTasks.all(api, cluster);
    if (!tasks) return tasks.error();
    auto instances = kInstances.all(api, cluster);
    if (!instances) return instances.error();
    return ClusterView{std::string(last_part(cluster)), *std::move(services), *std::move(tasks),
                       *std::move(instances)};
}

Result<Utilizations> view_utilization(client::Api& api, const ClusterView& view) {
    std::vector<std::string> arns;
    for (const auto& service : view.services) arns.push_back(service.service_arn.value_or(""));
    for (const auto& task : view.tasks) arns.push_back(task.task_arn.value_or(""));
    for (const auto& instance : view.instances)
        arns.push_back(instance.container_instance_arn.value_or(""));
    Utilizations all;
    for (const auto& bite : bites_of(arns, ecs::kUtilizationArnsMax)) {
        const auto page = api.call<ecs::DescribeUtilizationResponse>(
            kOwn, "DescribeUtilization", ecs::DescribeUtilizationRequest{bite});
        if (!page) return page.error();
        for (const auto& item : page->items) all[item.arn] = item;
    }
    return all;
}

}  // namespace ikada::cli
