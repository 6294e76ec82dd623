#include <gmock/gmock.h>

#include "elbv2/api.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/testing.hpp"
#include "world/core.hpp"

namespace ikada::elbv2 {
namespace {

struct ToldBalancer final : ports::Balancer {
    std::vector<ports::RoutingTable> tables;

    void want(ports::RoutingTable table) override { tables.push_back(std::move(table)); }
    void on_seen(std::function<void(ports::BalancerSeen)>) override {}
    ports::BalancerCounters counters() override { return {}; }
};

class RoutingEdge : public ::testing::Test {
  protected:
    RoutingEdge() {
        iam::register_records(world_);
        ec2::register_records(world_);
        register_records(world_);
        std::vector<world::Controller*> order;
        for (const auto& controller : controllers_) order.push_back(controller.get());
        core_.emplace(world_, order, Random{1});
    }

    void listen(int port) {
        ASSERT_TRUE(core_->transact([&](world::Tx& tx) {
            LoadBalancer balancer{};
            balancer.arn = "arn:lb";
            Listener listener{};
            listener.arn = "arn:listener";
            listener.load_balancer_arn = balancer.arn;
            listener.port = port;
            tx.put(std::move(balancer));
            tx.put(std::move(listener));
            return ok();
        }));
        core_->run_ready(kNoon);
    }
    void save() {
        for (const auto& effect : core_->take_batch().effects) effect();
    }

    ToldBalancer balancer_;
    world::World world_;
    std::vector<std::unique_ptr<world::Controller>> controllers_ = make_controllers({}, balancer_);
    std::optional<world::Core> core_;
};

TEST_F(RoutingEdge, hands_over_what_changed_once_it_is_saved) {
    listen(80);
    EXPECT_TRUE(balancer_.tables.empty());
    save();
    ASSERT_EQ(balancer_.tables.size(), 1U);
    EXPECT_EQ(balancer_.tables[0].frontends.size(), 1U);
}

TEST_F(RoutingEdge, hands_over_what_is_done_again_at_once_after_it_could_not_be_saved) {
    listen(80);
    core_->take_back(core_->take_batch());
    listen(80);
    save();
    ASSERT_EQ(balancer_.tables.size(), 1U);
    EXPECT_EQ(balancer_.tables[0].frontends.size(), 1U);
}

}  // namespace
}  // namespace ikada::elbv2
