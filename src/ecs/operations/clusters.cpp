// CreateCluster, DescribeClusters, ListClusters, UpdateCluster, UpdateClusterSettings,
// DeleteCluster

#include <algorithm>

#include "ecs/api.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kClustersPerDescribeMax = 100;  // AWS

using Field = shapes::ClusterField;
using Settings = std::vector<shapes::ClusterSetting>;

// What create, update and delete answer with.
const std::vector<Field> kShownAfterWrite{Field::Settings, Field::Tags};

// ECS's and newer AWS's values of the one setting there is.
Status apply_settings(const std::optional<Settings>& settings, Cluster& cluster) {
    if (!settings) return ok();
    for (const auto& each : *settings) {
        const std::string value = each.value.value_or("");
        if (!each.name)
            return fail(errors::kInvalidParameter, "A cluster setting must have a name.");
        if (value == "enabled" || value == "enhanced")
            return not_supported("settings.containerInsights " + value);
        if (value != "disabled")
            return fail(errors::kInvalidParameter,
                        "Invalid value '{}' for cluster setting containerInsights.", value);
        cluster.settings["containerInsights"] = value;
    }
    return ok();
}

Status check_create(const shapes::CreateClusterRequest& request) {
    if (auto checked = check_features(request); !checked) return checked;
    if (!is_name(request.cluster_name.value_or("default")))
        return fail(errors::kInvalidParameter,
                    "Cluster names can have up to {} letters, numbers, underscores, and hyphens.",
                    kNameLengthMax);
    return ok();
}

Cluster new_cluster(const aws::Installation& installation, std::string_view name, TimePoint now) {
    Cluster made;
    made.name = {std::string(name)};
    made.arn = aws::arn(installation, "ecs", "cluster/" + made.name.value);
    made.settings["containerInsights"] = "disabled";
    made.created_at = now;
    return made;
}

Result<Cluster> make_cluster(const shapes::CreateClusterRequest& request, const aws::Call& call) {
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();
    Cluster made =
        new_cluster(call.installation, request.cluster_name.value_or("default"), call.now);
    made.tags = std::move(*tags);
    if (auto applied = apply_settings(request.settings, made); !applied) return applied.error();
    return made;
}

Result<shapes::Cluster> update_settings(world::Tx& tx, const std::string& reference,
                                        const std::optional<Settings>& settings) {
    const auto cluster = clusters::resolve_active(tx, reference);
    if (!cluster) return cluster.error();
    Cluster updated = **cluster;
    if (auto applied = apply_settings(settings, updated); !applied) return applied.error();
    tx.put(updated);
    return shape_of(tx, updated, kShownAfterWrite);
}

Status check_empty(const world::Tx& tx, const Cluster& cluster) {
    if (services::count_live(tx, cluster.name) > 0)
        return fail(errors::kClusterContainsServices,
                    "The Cluster cannot be deleted while Services are active.");
    if (instances::count_registered(tx, cluster.name) > 0)
        return fail(errors::kClusterContainsContainerInstances,
                    "The Cluster cannot be deleted while Container Instances are active or "
                    "draining.");
    const auto all = tasks::in_cluster(tx, cluster.name);
    if (std::any_of(all.begin(), all.end(), [](const Task* task) { return tasks::is_live(*task); }))
        return fail(errors::kClusterContainsTasks,
                    "The Cluster cannot be deleted while Tasks are active.");
    return ok();
}

}  // namespace

void ensure_cluster(world::Tx& tx, const aws::Installation& installation, std::string_view name,
                    TimePoint now) {
    const auto* before = clusters::find(tx, {std::string(name)});
    if (before && before->status == ClusterStatus::Active) return;
    tx.put(new_cluster(installation, name, now));
}

// Asked again for an active cluster it answers with what is there.
Result<shapes::CreateClusterResponse> create_cluster(world::Tx& tx,
                                                     const shapes::CreateClusterRequest& request,
                                                     const aws::Call& call) {
    if (auto checked = check_create(request); !checked) return checked.error();
    auto made = make_cluster(request, call);
    if (!made) return made.error();
    const auto* before = clusters::find(tx, made->name);
    if (before && before->status == ClusterStatus::Active)
        return shapes::CreateClusterResponse{shape_of(tx, *before, kShownAfterWrite)};
    tx.put(*made);
    return shapes::CreateClusterResponse{shape_of(tx, *made, kShownAfterWrite)};
}

Result<shapes::DescribeClustersResponse> describe_clusters(
    world::Tx& tx, const shapes::DescribeClustersRequest& request, const aws::Call& call) {
    std::vector<std::string> references = request.clusters.value_or(std::vector<std::string>{});
    if (references.empty()) references.push_back("default");
    if (references.size() > kClustersPerDescribeMax)
        return fail(errors::kInvalidParameter, "Clusters cannot be more than {}.",
                    kClustersPerDescribeMax);
    const auto include = request.include.value_or(std::vector<Field>{});
    shapes::DescribeClustersResponse made;
    made.clusters.emplace();
    made.failures.emplace();
    const auto prefix = aws::arn(call.installation, "ecs", "cluster/");
    for (const auto& reference : references) {
        const auto cluster = clusters::resolve(tx, reference);
        if (cluster)
            made.clusters->push_back(shape_of(tx, **cluster, include));
        else
            made.failures->push_back(missing(reference, prefix));
    }
    return made;
}

Result<shapes::ListClustersResponse> list_clusters(world::Tx& tx,
                                                   const shapes::ListClustersRequest& request,
                                                   const aws::Call&) {
    std::vector<std::string> arns;
    for (const Cluster* each : tx.all<Cluster>())
        if (each->status == ClusterStatus::Active) arns.push_back(each->arn);
    auto page = page_of(std::move(arns), {request.next_token, request.max_results});
    if (!page) return page.error();
    return shapes::ListClustersResponse{std::move(page->items), std::move(page->next_token)};
}

Result<shapes::UpdateClusterResponse> update_cluster(world::Tx& tx,
                                                     const shapes::UpdateClusterRequest& request,
                                                     const aws::Call&) {
    if (auto checked = check_features(request); !checked) return checked.error();
    auto made = update_settings(tx, request.cluster, request.settings);
    if (!made) return made.error();
    return shapes::UpdateClusterResponse{std::move(*made)};
}

Result<shapes::UpdateClusterSettingsResponse> update_cluster_settings(
    world::Tx& tx, const shapes::UpdateClusterSettingsRequest& request, const aws::Call&) {
    auto made = update_settings(tx, request.cluster, request.settings);
    if (!made) return made.error();
    return shapes::UpdateClusterSettingsResponse{std::move(*made)};
}

// A deleted cluster stays visible as INACTIVE for a while; the sweep removes it.
Result<shapes::DeleteClusterResponse> delete_cluster(world::Tx& tx,
                                                     const shapes::DeleteClusterRequest& request,
                                                     const aws::Call& call) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    if (auto checked = check_empty(tx, **cluster); !checked) return checked.error();
    Cluster deleted = **cluster;
    deleted.status = ClusterStatus::Inactive;
    if (!deleted.deleted_at) deleted.deleted_at = call.now;
    tx.put(deleted);
    return shapes::DeleteClusterResponse{shape_of(tx, deleted, kShownAfterWrite)};
}

}  // namespace ikada::ecs
