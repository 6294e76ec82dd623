#include "ecs/event_sources.hpp"

#include "ecs/testing.hpp"

namespace ikada::ecs {
namespace {

using testing::HobbyWorld;

std::vector<StateChange> since(HobbyWorld& world, const std::string& arn,
                               const std::optional<std::string>& mark) {
    return world.in_tx([&](world::Tx& tx) { return events_since(tx, arn, mark); });
}
std::optional<std::string> mark_now(HobbyWorld& world, const std::string& arn) {
    return world.in_tx([&](world::Tx& tx) { return event_mark(tx, arn); });
}

TEST(EventSources, a_task_is_told_as_it_is_described_with_times_as_text) {
    HobbyWorld world(1);
    const auto arn = *world.run().task_arn;
    const auto before = mark_now(world, arn);
    EXPECT_TRUE(since(world, arn, before).empty());
    world.report(arn, "RUNNING", {testing::a_report("RUNNING")});
    const auto told = since(world, arn, before);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].detail_type, "ECS Task State Change");
    EXPECT_EQ(told[0].detail.at("taskArn"), json::value(arn));
    EXPECT_EQ(told[0].detail.at("lastStatus"), json::value("RUNNING"));
    EXPECT_EQ(told[0].detail.at("createdAt"), json::value(to_iso8601(testing::kNow)));
    EXPECT_GT(told[0].detail.at("version").as_int64(), std::stoll(*before));
}

TEST(EventSources, an_instance_is_told_when_it_changes) {
    HobbyWorld world;
    const auto arn = world.add_instance("i-1");
    const auto before = mark_now(world, arn);
    world.in_tx([&](world::Tx& tx) {
        ports::NodeConnection seen;
        seen.container_instance_arn = arn;
        apply_connection(tx, seen, world.now);
    });
    const auto told = since(world, arn, before);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].detail_type, "ECS Container Instance State Change");
    EXPECT_EQ(told[0].detail.at("agentConnected"), json::value(false));
}

TEST(EventSources, a_service_tells_its_deployments_and_those_of_its_events_that_have_a_name) {
    HobbyWorld world(1);
    world.get(create_service, testing::a_service());
    const auto arn = *world.service().service_arn;
    const auto begun = since(world, arn, std::nullopt);
    ASSERT_EQ(begun.size(), 1u);
    EXPECT_EQ(begun[0].detail_type, "ECS Deployment State Change");
    EXPECT_EQ(begun[0].detail.at("eventName"), json::value("SERVICE_DEPLOYMENT_IN_PROGRESS"));

    const auto before = mark_now(world, arn);
    world.in_tx([&](world::Tx& tx) {
        Service next = *services::find(tx, {"hobby"}, arn);
        next.deployments.front().rollout = RolloutState::Completed;
        next.events = {{"3", world.now, "(service blog) has reached a steady state."},
                       {"2", world.now, "(service blog) registered 1 targets in (target-group g)"},
                       {"1", world.now, "(service blog) has stopped 1 running tasks: (task t)."}};
        tx.put(next);
    });
    const auto told = since(world, arn, before);
    ASSERT_EQ(told.size(), 3u);
    EXPECT_EQ(told[0].detail.at("eventName"), json::value("SERVICE_DEPLOYMENT_COMPLETED"));
    EXPECT_EQ(told[1].detail.at("eventName"), json::value("TASKS_STOPPED"));
    EXPECT_EQ(told[2].detail.at("eventName"), json::value("SERVICE_STEADY_STATE"));
    EXPECT_EQ(told[2].detail.at("clusterArn"), json::value(testing::kArn + "cluster/hobby"));
    EXPECT_TRUE(since(world, arn, mark_now(world, arn)).empty());
}

}  // namespace
}  // namespace ikada::ecs
