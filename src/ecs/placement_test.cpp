#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ecs/placement_testing.hpp"

namespace ikada::ecs {
namespace {

using testing::ElementsAre;
using Strategy = PlacementStrategyType;

PlacementFailure failure(const std::string& id, const std::string& reason) {
    return {AFleet::arn_of(id), reason};
}

std::map<std::string, int> placed(AFleet& fleet, const PlacementRequest& request, int count) {
    std::map<std::string, int> at;
    for (int i = 0; i < count; ++i) ++at[fleet.place(request)];
    return at;
}

TEST(Placement, explains_for_each_instance_why_it_cannot_take_the_task) {
    AFleet fleet;
    fleet.has("away").away("away").has("small").has("taken").has("tight").has("wrong");
    for (const auto id : {"small", "taken", "tight"}) fleet.tagged(id, "rack", "7");
    fleet.runs("small", {{0, 2000}, {}}, "x").runs("tight", {{2000, 0}, {}}, "x");
    fleet.runs("taken", {{0, 0}, {{80, PortProtocol::Tcp}}}, "x");
    auto request = a_request({256, 256});
    request.needs.host_ports = {{80, PortProtocol::Tcp}};
    request.member_of = {*parse_cluster_query("attribute:rack == 7")};
    EXPECT_EQ(fleet.place(request), "none");
    EXPECT_THAT(fleet.failures(request),
                ElementsAre(failure("away", "AGENT"), failure("small", "RESOURCE:MEMORY"),
                            failure("taken", "RESOURCE:PORTS"), failure("tight", "RESOURCE:CPU"),
                            failure("wrong", "MemberOf placement constraint unsatisfied.")));
}

TEST(Placement, takes_the_same_port_of_another_protocol) {
    AFleet fleet;
    fleet.has("one").runs("one", {{1, 1}, {{53, PortProtocol::Udp}}}, "dns");
    auto request = a_request({1, 1});
    request.needs.host_ports = {{53, PortProtocol::Tcp}};
    EXPECT_EQ(fleet.place(request), "one");
}

TEST(Placement, spreads_over_zones_then_instances_by_default) {
    AFleet fleet;
    fleet.has("a1", "a").has("a2", "a").has("b1", "b");
    EXPECT_EQ(placed(fleet, a_request({128, 128}), 4),
              (std::map<std::string, int>{{"a1", 1}, {"a2", 1}, {"b1", 2}}));
}

TEST(Placement, takes_the_emptiest_among_equals_by_default) {
    AFleet fleet;
    fleet.has("busy").has("idle").runs("busy", {{10, 10}, {}}, "other");
    EXPECT_EQ(fleet.place(a_request({128, 128})), "idle");
}

TEST(Placement, packs_the_fullest_instance_that_still_has_room) {
    AFleet fleet;
    fleet.has("empty").has("half").has("full");
    fleet.runs("half", {{1024, 1024}, {}}, "x").runs("full", {{2000, 2000}, {}}, "x");
    EXPECT_EQ(fleet.place(a_request({128, 128}, {{Strategy::Binpack, "memory"}})), "half");
    EXPECT_EQ(fleet.place(a_request({128, 128}, {{Strategy::Binpack, "cpu"}})), "half");
}

TEST(Placement, packs_around_an_instance_that_lacks_the_other_resource) {
    AFleet fleet;
    fleet.has("no-cpu").has("roomy").runs("no-cpu", {{2040, 1024}, {}}, "x");
    EXPECT_EQ(fleet.place(a_request({128, 128}, {{Strategy::Binpack, "memory"}})), "roomy");
}

TEST(Placement, chains_strategies) {
    AFleet fleet;
    fleet.has("crowded", "a").has("roomy", "b").has("tight", "b");
    fleet.runs("crowded", {{1500, 1500}, {}}, "service:blog").runs("tight", {{1, 1}, {}}, "x");
    EXPECT_EQ(
        fleet.place(a_request({128, 128}, {{Strategy::Spread, "attribute:ecs.availability-zone"},
                                           {Strategy::Binpack, "memory"}})),
        "tight");
}

TEST(Placement, at_random_uses_every_instance) {
    AFleet fleet;
    for (int i = 0; i < 4; ++i) fleet.has(std::to_string(i));
    const auto at = placed(fleet, a_request({1, 1}, {{Strategy::Random, ""}}), 200);
    ASSERT_EQ(at.size(), 4u);
    for (const auto& [id, count] : at) EXPECT_NEAR(count, 50, 25) << id;
}

TEST(Placement, keeps_tasks_of_a_group_apart_where_that_is_asked) {
    AFleet fleet;
    fleet.has("used").runs("used", {{1, 1}, {}}, "service:blog");
    auto request = a_request({1, 1});
    request.distinct_instances = true;
    EXPECT_EQ(fleet.place(request), "none");
    EXPECT_EQ(fleet.has("other").place(request), "other");
}

TEST(Placement, goes_where_an_expression_about_tasks_says) {
    AFleet fleet;
    fleet.has("alone").has("database").runs("database", {{1, 1}, {}}, "service:db");
    auto request = a_request({1, 1});
    request.member_of = {*parse_cluster_query("task:group == service:db")};
    EXPECT_EQ(fleet.place(request), "database");
    request.member_of = {*parse_cluster_query("not (task:group == service:db)")};
    EXPECT_EQ(fleet.place(request), "alone");
}

TEST(Placement, puts_what_its_instance_is_the_target_for_on_ec2_instances_only) {
    AFleet fleet;
    ContainerInstance external;
    external.id = {"external"};
    external.arn = AFleet::arn_of("external");
    external.registered = {4096, 4096};
    fleet.put(external);
    auto request = a_request({1, 1});
    EXPECT_EQ(fleet.place(request), "external");
    request.on_machine = true;
    EXPECT_EQ(fleet.place(request), "none");
    EXPECT_EQ(explain_failures(fleet.failures(request)),
              "The closest matching (container-instance external) is no EC2 instance, as a target "
              "group of target type instance needs.");
    EXPECT_EQ(fleet.has("machine").place(request), "machine");
}

TEST(Placement, follows_an_attribute_that_changes) {
    AFleet fleet;
    fleet.has("one").has("two").tagged("one", "rack", "7");
    auto request = a_request({1, 1});
    request.member_of = {*parse_cluster_query("attribute:rack == 7")};
    EXPECT_EQ(fleet.place(request), "one");
    fleet.tagged("one", "rack", "8").tagged("two", "rack", "7");
    EXPECT_EQ(fleet.place(request), "two");
}

TEST(Placement, goes_only_where_every_required_attribute_is) {
    AFleet fleet;
    fleet.has("old").has("new").tagged("new", "capability", "");
    auto request = a_request({1, 1});
    request.attributes = {"capability"};
    EXPECT_EQ(fleet.place(request), "new");
    EXPECT_THAT(fleet.failures(request), ElementsAre(failure("old", "ATTRIBUTE")));
    fleet.tagged("new", "other", "");
    EXPECT_EQ(fleet.place(request), "none");
    EXPECT_EQ(fleet.tagged("old", "capability", "").place(request), "old");
    EXPECT_EQ(fleet.gone("new").place(request), "old");
}

TEST(Placement, says_which_instance_came_closest) {
    EXPECT_EQ(explain_failures({failure("away", "AGENT"), failure("old", "ATTRIBUTE")}),
              "The closest matching (container-instance old) is missing an attribute required by "
              "your task.");
    EXPECT_EQ(explain_failures({failure("away", "AGENT"), failure("small", "RESOURCE:MEMORY")}),
              "The closest matching (container-instance small) has insufficient memory available.");
    EXPECT_EQ(explain_failures({}), "Reason: No Container Instances were found in your cluster.");
}

}  // namespace
}  // namespace ikada::ecs
