#include "ecs/placement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace ikada::ecs {
namespace {

using testing::ElementsAre;

InstanceView an_instance(const std::string& id, const std::string& zone, Room free) {
    return {.id = {id},
            .arn = "arn:aws:ecs:us-east-1:000000000000:container-instance/hobby/" + id,
            .availability_zone = zone,
            .attributes = {},
            .registered = {2048, 2048},
            .free = free,
            .used_ports = {}};
}

PlacementRequest a_request(Room room) {
    return {.needs = {room, {}}, .strategy = {}, .distinct_instances = false};
}

PlacementFailure failure(const std::string& id, const std::string& reason) {
    return {"arn:aws:ecs:us-east-1:000000000000:container-instance/hobby/" + id, reason};
}

std::string chosen(const PlacementRequest& request, const std::vector<InstanceView>& instances) {
    Random random(1);
    const auto choice = choose_instance(request, instances, random);
    return choice.chosen ? instances[*choice.chosen].id.value : "none";
}

TEST(Placement, explains_for_each_instance_why_it_cannot_take_the_task) {
    auto away = an_instance("away", "a", {2048, 2048});
    away.reachable = false;
    auto taken = an_instance("taken", "a", {2048, 2048});
    taken.used_ports = {{80, PortProtocol::Tcp}};
    const std::vector instances{away, taken, an_instance("small", "a", {2048, 100}),
                                an_instance("busy", "a", {10, 2048})};
    auto request = a_request({256, 256});
    request.needs.host_ports = {{80, PortProtocol::Tcp}};
    Random random(1);
    const auto choice = choose_instance(request, instances, random);
    EXPECT_FALSE(choice.chosen);
    EXPECT_THAT(choice.failures,
                ElementsAre(failure("away", "AGENT"), failure("taken", "RESOURCE:PORTS"),
                            failure("small", "RESOURCE:MEMORY"), failure("busy", "RESOURCE:CPU")));
}

TEST(Placement, takes_the_same_port_of_another_protocol) {
    auto instance = an_instance("one", "a", {2048, 2048});
    instance.used_ports = {{53, PortProtocol::Udp}};
    auto request = a_request({1, 1});
    request.needs.host_ports = {{53, PortProtocol::Tcp}};
    EXPECT_EQ(chosen(request, {instance}), "one");
}

TEST(Placement, spreads_over_zones_then_instances_by_default) {
    std::vector instances{an_instance("a1", "a", {2048, 2048}),
                          an_instance("a2", "a", {2048, 2048}),
                          an_instance("b1", "b", {2048, 2048})};
    const auto request = a_request({128, 128});
    Random random(1);
    std::map<std::string, int> count;
    for (int i = 0; i < 4; ++i) {
        const auto choice = choose_instance(request, instances, random);
        take_room(instances[*choice.chosen], request.needs);
        ++count[instances[*choice.chosen].id.value];
    }
    EXPECT_EQ(count, (std::map<std::string, int>{{"a1", 1}, {"a2", 1}, {"b1", 2}}));
}

TEST(Placement, packs_the_fullest_instance_that_still_has_room) {
    const std::vector instances{an_instance("empty", "a", {2048, 2048}),
                                an_instance("half", "a", {1024, 1024}),
                                an_instance("full", "a", {64, 64})};
    auto request = a_request({128, 128});
    request.strategy = {{PlacementStrategyType::Binpack, "memory"}};
    EXPECT_EQ(chosen(request, instances), "half");
}

TEST(Placement, chains_strategies) {
    auto crowded = an_instance("crowded", "a", {500, 500});
    crowded.tasks_of_group = 1;
    const std::vector instances{crowded, an_instance("roomy", "b", {2000, 2000}),
                                an_instance("tight", "b", {1000, 1000})};
    auto request = a_request({128, 128});
    request.strategy = {{PlacementStrategyType::Spread, "attribute:ecs.availability-zone"},
                        {PlacementStrategyType::Binpack, "memory"}};
    EXPECT_EQ(chosen(request, instances), "tight");
}

TEST(Placement, keeps_tasks_of_a_group_apart_where_that_is_asked) {
    auto used = an_instance("used", "a", {2048, 2048});
    used.tasks_of_group = 1;
    auto request = a_request({1, 1});
    request.distinct_instances = true;
    EXPECT_EQ(chosen(request, {used}), "none");
}

TEST(Placement, says_which_instance_came_closest) {
    EXPECT_EQ(explain_failures({failure("away", "AGENT"), failure("small", "RESOURCE:MEMORY")}),
              "The closest matching (container-instance small) has insufficient memory available.");
    EXPECT_EQ(explain_failures({}), "Reason: No Container Instances were found in your cluster.");
}

}  // namespace
}  // namespace ikada::ecs
