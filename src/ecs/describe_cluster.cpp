#include <algorithm>

#include "ecs/describe_records.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {
namespace {

using Field = shapes::ClusterField;

std::vector<shapes::KeyValuePair> statistics(const world::Tx& tx, const Cluster& cluster,
                                             const tasks::Counts& counts) {
    const int active = services::count_active(tx, cluster.name);
    const int draining = services::count_live(tx, cluster.name) - active;
    return {{"runningEC2TasksCount", std::to_string(counts.running)},
            {"runningFargateTasksCount", "0"},
            {"pendingEC2TasksCount", std::to_string(counts.pending)},
            {"pendingFargateTasksCount", "0"},
            {"activeEC2ServiceCount", std::to_string(active)},
            {"activeFargateServiceCount", "0"},
            {"drainingEC2ServiceCount", std::to_string(draining)},
            {"drainingFargateServiceCount", "0"}};
}

std::vector<shapes::ClusterSetting> settings(const Cluster& cluster) {
    std::vector<shapes::ClusterSetting> made;
    for (const auto& [name, value] : cluster.settings)
        made.push_back({parse_name(shapes::kClusterSettingNameNames, name), value});
    return made;
}

}  // namespace

std::vector<shapes::Tag> tag_shapes(const Tags& tags) {
    std::vector<shapes::Tag> made;
    for (const auto& [key, value] : tags) made.push_back({key, value});
    return made;
}

shapes::Failure missing(const std::string& reference, std::string_view prefix) {
    const bool whole = reference.starts_with("arn:");
    return {.arn = whole ? reference : std::string(prefix) + reference,
            .reason = "MISSING",
            .detail = {}};
}

shapes::Cluster shape_of(const world::Tx& tx, const Cluster& cluster,
                         const std::vector<Field>& include) {
    const auto shown = [&](Field field) {
        return std::find(include.begin(), include.end(), field) != include.end();
    };
    const auto counts = tasks::count(tasks::in_cluster(tx, cluster.name));
    shapes::Cluster made;
    made.cluster_arn = cluster.arn;
    made.cluster_name = cluster.name.value;
    made.status = name_of(kClusterStatusNames, cluster.status);
    made.registered_container_instances_count = instances::count_registered(tx, cluster.name);
    made.running_tasks_count = counts.running;
    made.pending_tasks_count = counts.pending;
    made.active_services_count = services::count_active(tx, cluster.name);
    made.statistics.emplace();
    made.tags.emplace();
    made.settings.emplace();
    made.capacity_providers.emplace();
    made.default_capacity_provider_strategy.emplace();
    if (shown(Field::Statistics)) made.statistics = statistics(tx, cluster, counts);
    if (shown(Field::Tags)) made.tags = tag_shapes(cluster.tags);
    if (shown(Field::Settings)) made.settings = settings(cluster);
    return made;
}

}  // namespace ikada::ecs
