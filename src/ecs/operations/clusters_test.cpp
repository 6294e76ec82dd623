#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

TEST(Clusters, are_called_default_without_a_name) {
    TestWorld ecs;
    const auto made = ecs.get(create_cluster, {});
    EXPECT_EQ(made.cluster->cluster_arn, kArn + "cluster/default");
    EXPECT_EQ(made.cluster->status, "ACTIVE");
    EXPECT_EQ(made.cluster->settings->at(0).value, "disabled");
}

TEST(Clusters, are_created_once) {
    TestWorld ecs;
    ecs.get(create_cluster, {.cluster_name = "hobby", .tags = {{{"a", "1"}}}});
    const auto again = ecs.get(create_cluster, {.cluster_name = "hobby"});
    EXPECT_EQ(again.cluster->tags->size(), 1u);
    EXPECT_EQ(ecs.get(list_clusters, {}).cluster_arns->size(), 1u);
}

TEST(Clusters, need_a_plain_name) {
    TestWorld ecs;
    expect_error(ecs.ask(create_cluster, {.cluster_name = "no spaces"}), errors::kInvalidParameter,
                 "Cluster names can have up to 255 letters, numbers, underscores, and hyphens.");
}

TEST(Clusters, refuse_container_insights_by_name) {
    TestWorld ecs;
    const shapes::ClusterSetting insights{shapes::ClusterSettingName::ContainerInsights, "enabled"};
    expect_refused(ecs.ask(create_cluster, {.settings = {{insights}}}), "containerInsights");
}

TEST(Clusters, are_described_by_name_and_arn_and_missing_ones_are_failures) {
    HobbyWorld ecs;
    const auto made =
        ecs.get(describe_clusters, {.clusters = {{"hobby", kArn + "cluster/hobby", "other"}}});
    EXPECT_EQ(made.clusters->size(), 2u);
    ASSERT_EQ(made.failures->size(), 1u);
    EXPECT_EQ(made.failures->at(0).arn, kArn + "cluster/other");
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
}

TEST(Clusters, of_another_region_are_not_taken_for_ours) {
    HobbyWorld ecs;
    const auto made = ecs.get(describe_clusters,
                              {.clusters = {{"arn:aws:ecs:eu-west-1:000000000000:cluster/hobby"}}});
    EXPECT_TRUE(made.clusters->empty());
}

TEST(Clusters, count_what_is_in_them) {
    HobbyWorld ecs(1);
    ecs.run();
    ecs.get(create_service, a_service());
    const auto made = ecs.get(describe_clusters, {.clusters = {{"hobby"}},
                                                  .include = {{shapes::ClusterField::Statistics}}});
    const auto& cluster = made.clusters->at(0);
    EXPECT_EQ(cluster.registered_container_instances_count, 1);
    EXPECT_EQ(cluster.pending_tasks_count, 1);
    EXPECT_EQ(cluster.running_tasks_count, 0);
    EXPECT_EQ(cluster.active_services_count, 1);
    EXPECT_EQ(cluster.statistics->at(2).name, "pendingEC2TasksCount");
    EXPECT_EQ(cluster.statistics->at(2).value, "1");
}

TEST(Clusters, are_listed_in_pages) {
    TestWorld ecs;
    for (const char* name : {"a", "b", "c"}) ecs.get(create_cluster, {.cluster_name = name});
    const auto first = ecs.get(list_clusters, {.max_results = 2});
    EXPECT_EQ(first.cluster_arns->size(), 2u);
    const auto second = ecs.get(list_clusters, {.next_token = first.next_token, .max_results = 2});
    EXPECT_EQ(*second.cluster_arns, std::vector{kArn + "cluster/c"});
    EXPECT_FALSE(second.next_token);
    expect_refused(ecs.ask(list_clusters, {.max_results = 101}), "maxResults");
    expect_refused(ecs.ask(list_clusters, {.next_token = "x"}), "Invalid token");
}

TEST(Clusters, stay_visible_as_inactive_after_deletion_and_can_come_back) {
    HobbyWorld ecs;
    EXPECT_EQ(ecs.get(delete_cluster, {.cluster = "hobby"}).cluster->status, "INACTIVE");
    EXPECT_TRUE(ecs.get(list_clusters, {}).cluster_arns->empty());
    const auto seen = ecs.get(describe_clusters, {.clusters = {{"hobby"}}});
    EXPECT_EQ(seen.clusters->at(0).status, "INACTIVE");
    expect_error(ecs.ask(create_service, a_service()), errors::kClusterNotFound,
                 "The referenced cluster was inactive.");
    EXPECT_EQ(ecs.get(create_cluster, {.cluster_name = "hobby"}).cluster->status, "ACTIVE");
}

TEST(Clusters, are_not_deleted_with_something_in_them) {
    HobbyWorld ecs;
    ecs.add_instance("i-1");
    expect_error(ecs.ask(delete_cluster, {.cluster = "hobby"}),
                 errors::kClusterContainsContainerInstances,
                 "The Cluster cannot be deleted while Container Instances are active or draining.");
    ecs.get(create_service, a_service());
    expect_error(ecs.ask(delete_cluster, {.cluster = "hobby"}), errors::kClusterContainsServices,
                 "The Cluster cannot be deleted while Services are active.");
    expect_error(ecs.ask(delete_cluster, {.cluster = "nowhere"}), errors::kClusterNotFound,
                 "Cluster not found.");
}

// As it is between the instance controller, which sees the machine's end, and the task controller.
TEST(Clusters, are_not_deleted_before_a_lost_instances_tasks_have_ended) {
    HobbyWorld ecs(1);
    ecs.run();
    ecs.in_tx([](world::Tx& tx) {
        auto lost = *instances::in_cluster(tx, {"hobby"}).front();
        lost.status = ContainerInstanceStatus::Inactive;
        instances::put(tx, std::move(lost));
    });
    expect_error(ecs.ask(delete_cluster, {.cluster = "hobby"}), errors::kClusterContainsTasks,
                 "The Cluster cannot be deleted while Tasks are active.");
}

TEST(Clusters, exist_after_ensure_cluster) {
    TestWorld ecs;
    const aws::Installation here;
    ecs.in_tx([&](world::Tx& tx) {
        ensure_cluster(tx, here, "hobby", kNow);
        ensure_cluster(tx, here, "hobby", kNow);
    });
    EXPECT_EQ(*ecs.get(list_clusters, {}).cluster_arns, std::vector{kArn + "cluster/hobby"});
}

}  // namespace
}  // namespace ikada::ecs::testing
