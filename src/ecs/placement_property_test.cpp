// The index chooses what the plain definition would, whatever happened before.

#include <gtest/gtest.h>

#include "ecs/placement_testing.hpp"

namespace ikada::ecs {
namespace {

constexpr int kSeeds = 40, kSteps = 120, kInstancesMax = 60;

template <class T>
const T& one_of(const std::vector<T>& all, Random& random) {
    return all[static_cast<std::size_t>(random.below(std::ssize(all)))];
}

const std::vector<std::string> kGroups{"service:blog", "service:db", "family:job"};
const std::vector<Room> kSizes{{1024, 1024}, {2048, 4096}, {4096, 2048}};
const std::vector<std::string> kExpressions{
    "attribute:rack == r1",
    "attribute:rack in [r1, r2] and attribute:ecs.availability-zone != a",
    "not (task:group == service:db)",
    "task:group == service:db",
    "runningTasksCount < 3",
    "attribute:rack exists or ec2InstanceId =~ i-.*1",
    "ec2InstanceId in [i-1, i-2, i-3]"};
const std::vector<PlacementStrategy> kStrategies{
    {PlacementStrategyType::Random, ""},
    {PlacementStrategyType::Spread, "instanceId"},
    {PlacementStrategyType::Spread, "host"},
    {PlacementStrategyType::Spread, "attribute:ecs.availability-zone"},
    {PlacementStrategyType::Spread, "attribute:rack"},
    {PlacementStrategyType::Binpack, "cpu"},
    {PlacementStrategyType::Binpack, "memory"}};

ContainerInstance random_instance(const std::string& id, Random& random) {
    ContainerInstance made;
    made.id = {id};
    made.arn = AFleet::arn_of(id);
    if (random.chance(0.9)) made.ec2_instance_id = "i-" + id;
    made.availability_zone = one_of<std::string>({"a", "b", "c"}, random);
    made.registered = one_of(kSizes, random);
    if (random.chance(0.7))
        made.attributes = {{"rack", one_of<std::string>({"r1", "r2", "r3"}, random)}};
    if (random.chance(0.95)) made.attributes.push_back({"capability", std::nullopt});
    if (random.chance(0.1)) made.status = ContainerInstanceStatus::Draining;
    return made;
}

TaskNeeds random_needs(Random& random) {
    TaskNeeds needs;
    needs.room = {static_cast<int>(random.below(5)) * 64, static_cast<int>(random.below(5)) * 64};
    if (random.chance(0.1)) needs.host_ports = {{80, PortProtocol::Tcp}};
    return needs;
}

PlacementRequest random_request(Random& random) {
    PlacementRequest request;
    request.needs = random_needs(random);
    request.group = one_of(kGroups, random);
    request.distinct_instances = random.chance(0.15);
    request.on_machine = random.chance(0.3);
    if (random.chance(0.5)) request.attributes = {"capability"};
    if (random.chance(0.1)) request.attributes.push_back("rack");
    for (auto count = random.below(4); count > 0; --count)
        request.strategy.push_back(one_of(kStrategies, random));
    if (random.chance(0.3))
        request.member_of.push_back(*parse_cluster_query(one_of(kExpressions, random)));
    return request;
}

void change_something(AFleet& fleet, Random& random) {
    const auto id = std::to_string(random.below(kInstancesMax));
    const auto tasks = static_cast<std::int64_t>(fleet.task_count());
    switch (random.below(5)) {
        case 0:
            fleet.put(random_instance(id, random), random.chance(0.9));
            break;
        case 1:
            if (tasks > 0) fleet.ends(static_cast<std::size_t>(random.below(tasks)));
            break;
        case 2:
            if (tasks > 0) fleet.stops(static_cast<std::size_t>(random.below(tasks)));
            break;
        default:
            if (fleet.views().contains({id}))
                fleet.runs(id, random_needs(random), one_of(kGroups, random));
    }
}

void choose_as_the_plain_definition(AFleet& fleet, Random& random) {
    const auto request = random_request(random);
    const auto best = plainly_best(request, fleet.views());
    const auto chosen = fleet.place(request);
    if (best.empty())
        EXPECT_EQ(chosen, "none");
    else
        EXPECT_TRUE(best.contains(chosen)) << chosen << " of " << best.size();
}

TEST(PlacementProperty, the_index_chooses_what_the_plain_definition_would) {
    for (int seed = 0; seed < kSeeds; ++seed) {
        SCOPED_TRACE(seed);
        Random random(static_cast<std::uint64_t>(seed));
        AFleet fleet;
        const auto instances = 1 + random.below(kInstancesMax);
        for (int id = 0; id < instances; ++id)
            fleet.put(random_instance(std::to_string(id), random));
        for (int step = 0; step < kSteps && !testing::Test::HasFailure(); ++step) {
            change_something(fleet, random);
            choose_as_the_plain_definition(fleet, random);
        }
        const auto fault = fleet.index.fault(fleet.views());
        EXPECT_FALSE(fault) << *fault;
    }
}

TEST(PlacementProperty, an_instance_and_its_tasks_come_and_go_in_any_order) {
    Task task;
    task.container_instance = {"one"};
    task.group = "service:blog";
    task.needs.room = {100, 100};
    AFleet fleet;
    fleet.index.change_task(nullptr, &task);
    fleet.has("one");
    fleet.index.change_task(&task, nullptr);
    EXPECT_FALSE(fleet.index.fault(fleet.views()));
    fleet.index.change_task(nullptr, &task);
    fleet.gone("one");
    fleet.index.change_task(&task, nullptr);
    EXPECT_FALSE(fleet.index.fault(fleet.views()));
    EXPECT_EQ(fleet.place(a_request({1, 1})), "none");
}

}  // namespace
}  // namespace ikada::ecs
