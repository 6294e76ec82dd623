#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

TEST(CapacityProviders, need_an_auto_scaling_group) {
    TestWorld ecs;
    shapes::CreateCapacityProviderRequest request;
    request.name = "spot";
    request.auto_scaling_group_provider.auto_scaling_group_arn = "arn:aws:autoscaling:x";
    expect_error(ecs.ask(create_capacity_provider, request), errors::kClient,
                 "The specified Auto Scaling group 'arn:aws:autoscaling:x' was not found.");
    request.name = "fargate-like";
    expect_refused(ecs.ask(create_capacity_provider, request), "cannot be prefixed");
}

TEST(CapacityProviders, are_none_so_far) {
    HobbyWorld ecs;
    EXPECT_TRUE(ecs.get(describe_capacity_providers, {}).capacity_providers->empty());
    const auto made = ecs.get(describe_capacity_providers, {.capacity_providers = {{"FARGATE"}}});
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
    EXPECT_EQ(made.failures->at(0).arn, kArn + "capacity-provider/FARGATE");
    expect_refused(ecs.ask(delete_capacity_provider, {.capacity_provider = "spot"}),
                   "does not exist");
    shapes::PutClusterCapacityProvidersRequest request;
    request.cluster = "hobby";
    EXPECT_TRUE(ecs.ask(put_cluster_capacity_providers, request));
    request.capacity_providers = {"spot"};
    expect_error(ecs.ask(put_cluster_capacity_providers, request), errors::kInvalidParameter,
                 "The specified capacity provider 'spot' was not found.");
}

TEST(ContainerAgents, have_no_update) {
    HobbyWorld ecs(1);
    const auto instance =
        *ecs.get(list_container_instances, {.cluster = "hobby"}).container_instance_arns;
    const shapes::UpdateContainerAgentRequest request{.cluster = "hobby",
                                                      .container_instance = instance.at(0)};
    EXPECT_EQ(ecs.ask(update_container_agent, request).error().kind, &errors::kMissingVersion);
    ecs.in_tx([](world::Tx& tx) {
        ContainerInstance seen = *instances::in_cluster(tx, {"hobby"}).front();
        seen.agent_version = "1.0.0";
        instances::put(tx, seen);
    });
    EXPECT_EQ(ecs.ask(update_container_agent, request).error().kind, &errors::kNoUpdateAvailable);
}

}  // namespace
}  // namespace ikada::ecs::testing
