#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "ec2/api.hpp"
#include "ec2/keys.hpp"
#include "ec2/operations.hpp"
#include "iam/api.hpp"

namespace ikada::ec2 {
namespace {

constexpr TimePoint kNoon{std::chrono::hours{12}};

class Ec2Test : public testing::Test {
  protected:
    Ec2Test() {
        iam::register_records(world_);
        register_records(world_);
        ensure_default_network(tx_, here_);
    }

    aws::Call call() { return {here_, caller_, "request", kNoon}; }
    void want(int count, const char* type = "t3.small") {
        EXPECT_TRUE(ensure_instances(tx_, {count, type, "default"}, kNoon));
    }
    std::vector<const Instance*> wanted() {
        auto all = tx_.all<Instance>();
        std::erase_if(all, [](const Instance* instance) { return instance->terminate_asked; });
        return all;
    }

    const aws::Installation here_;
    const aws::Caller caller_;
    world::World world_;
    Random random_{1};
    world::Tx tx_{world_, random_};
};

TEST_F(Ec2Test, has_every_operation_that_its_list_names) {
    for (const auto name : shapes::kOperationNames)
        EXPECT_NE(service().find(name), nullptr) << name;
    EXPECT_EQ(service().operations.size(), shapes::kOperationNames.size());
}

TEST_F(Ec2Test, the_default_network_is_made_once_with_two_zones) {
    ensure_default_network(tx_, here_);
    const auto found = describe_subnets(tx_, {}, call());
    ASSERT_TRUE(found);
    std::set<std::string> zones;
    for (const auto& subnet : *found->subnets) zones.insert(*subnet.availability_zone);
    EXPECT_THAT(zones, testing::ElementsAre("us-east-1a", "us-east-1b"));
    EXPECT_EQ(describe_vpcs(tx_, {}, call())->vpcs->size(), 1u);
}

TEST_F(Ec2Test, zones_have_ids_in_the_short_form) {
    const auto found = describe_availability_zones(tx_, {}, call());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->availability_zones->front().zone_id, "use1-az1");
}

TEST_F(Ec2Test, instances_are_spread_over_zones_with_addresses_and_keys_of_their_own) {
    want(2);
    const auto made = wanted();
    ASSERT_EQ(made.size(), 2u);
    EXPECT_NE(made[0]->availability_zone, made[1]->availability_zone);
    EXPECT_NE(made[0]->private_ip, made[1]->private_ip);
    for (const auto* instance : made)
        EXPECT_NE(iam::find_instance_key(tx_, instance->id.value), nullptr);
}

TEST_F(Ec2Test, wanting_the_same_again_changes_nothing) {
    want(2);
    const auto before = wanted();
    want(2);
    EXPECT_EQ(wanted(), before);
}

TEST_F(Ec2Test, fewer_are_terminated_and_more_are_launched) {
    want(3);
    want(1);
    EXPECT_EQ(wanted().size(), 1u);
    EXPECT_EQ(tx_.all<Instance>().size(), 3u);
    want(2);
    EXPECT_EQ(wanted().size(), 2u);
}

TEST_F(Ec2Test, another_type_replaces_what_is_there) {
    want(1, "t3.small");
    want(1, "t3.micro");
    ASSERT_EQ(wanted().size(), 1u);
    EXPECT_EQ(wanted().front()->type, "t3.micro");
}

TEST_F(Ec2Test, an_unknown_type_is_refused_with_a_next_step) {
    const auto done = ensure_instances(tx_, {1, "t9.huge", "default"}, kNoon);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, testing::HasSubstr("describe-instance-types"));
}

TEST_F(Ec2Test, an_instance_runs_once_its_provider_saw_it) {
    want(1);
    const auto id = wanted().front()->id.value;
    EXPECT_EQ(find_instance(tx_, id)->state, InstanceState::Pending);
    apply_sight(tx_, {{id, {ports::InstanceSight::Running, ""}}}, kNoon);
    EXPECT_EQ(find_instance(tx_, id)->state, InstanceState::Running);
}

TEST_F(Ec2Test, describing_an_instance_that_is_not_there_is_an_error) {
    shapes::DescribeInstancesRequest request;
    request.instance_ids = {{"i-0123456789abcdef0"}};
    const auto found = describe_instances(tx_, request, call());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind->code, "InvalidInstanceID.NotFound");
}

TEST_F(Ec2Test, instances_can_be_filtered_by_state_and_come_in_pages) {
    want(7);
    shapes::DescribeInstancesRequest request;
    request.filters = {{{.name = "instance-state-name", .values = {{"pending"}}}}};
    request.max_results = 5;
    const auto first = describe_instances(tx_, request, call());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->reservations->size(), 5u);
    request.next_token = first->next_token;
    const auto second = describe_instances(tx_, request, call());
    ASSERT_TRUE(second);
    EXPECT_EQ(second->reservations->size(), 2u);
    EXPECT_FALSE(second->next_token);
}

TEST_F(Ec2Test, a_dry_run_says_so) {
    shapes::DescribeVpcsRequest request;
    request.dry_run = true;
    const auto answer = describe_vpcs(tx_, request, call());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind->code, "DryRunOperation");
}

// The provider as the controller sees it.
struct Provider final : ports::InstanceProvider {
    std::vector<ports::WantedInstance> wanted;
    void want(std::vector<ports::WantedInstance> instances) override {
        wanted = std::move(instances);
    }
    void on_seen(std::function<void(std::map<std::string, ports::InstanceSeen>)>) override {}
};

TEST_F(Ec2Test, a_terminated_instance_goes_through_shutting_down) {
    want(1);
    const auto id = wanted().front()->id.value;
    want(0);
    Provider provider;
    const auto controllers = make_controllers(provider);
    controllers.front()->run(tx_, "all", kNoon);
    EXPECT_EQ(find_instance(tx_, id)->state, InstanceState::ShuttingDown);
    apply_sight(tx_, {}, kNoon);
    EXPECT_EQ(find_instance(tx_, id)->state, InstanceState::Terminated);
    EXPECT_EQ(iam::find_instance_key(tx_, id), nullptr);
}

TEST_F(Ec2Test, the_provider_is_told_size_address_and_key_once_committed) {
    want(1);
    Provider provider;
    const auto controllers = make_controllers(provider);
    controllers.front()->run(tx_, "all", kNoon);
    EXPECT_TRUE(provider.wanted.empty());
    for (const auto& effect : tx_.commit().effects) effect();
    ASSERT_EQ(provider.wanted.size(), 1u);
    EXPECT_EQ(provider.wanted.front().size, (ports::InstanceSize{2, 2048}));
    EXPECT_FALSE(provider.wanted.front().access_key_id.empty());
    EXPECT_TRUE(provider.wanted.front().address.starts_with("10.213."));
}

}  // namespace
}  // namespace ikada::ec2
