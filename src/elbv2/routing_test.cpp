#include "elbv2/routing.hpp"

#include <gmock/gmock.h>

#include "elbv2/attributes.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/testing.hpp"
#include "world/core.hpp"

namespace ikada::elbv2 {
namespace {

using testing::ElementsAre;

class RoutingTest : public Elbv2Test {
  protected:
    ports::RoutingTable table() { return routing_table(tx(), Placement{}); }

    void set(LoadBalancer balancer, const Attributes& attributes) {
        balancer.attributes = attributes;
        tx().put(std::move(balancer));
    }
    void set(Listener listener, const Attributes& attributes) {
        listener.attributes = attributes;
        tx().put(std::move(listener));
    }
    void set(TargetGroup group, const Attributes& attributes) {
        group.attributes = attributes;
        tx().put(std::move(group));
    }
    template <class T>
    void set(const std::string& arn, const Attributes& attributes) {
        set(*tx().find<T>(arn), attributes);
    }
};

TEST_F(RoutingTest, every_condition_has_its_member) {
    const auto listener = a_listener(a_load_balancer());
    Rule rule{};
    rule.listener_arn = listener;
    rule.arn = "arn:rule/1";
    rule.conditions = {
        {"host-header", {"a.org"}},         {"path-pattern", {"/a", "/b"}},
        {"http-request-method", {"GET"}},   {"source-ip", {"10.0.0.0/8"}},
        {"http-header", {"yes"}, "X-Beta"}, {"query-string", {}, "", {{"v", "2"}, {{}, "beta"}}}};
    tx().put(rule);
    const auto routed = table().frontends.at(0).rules.at(0);
    EXPECT_THAT(routed.hosts, ElementsAre("a.org"));
    EXPECT_THAT(routed.paths, ElementsAre("/a", "/b"));
    EXPECT_THAT(routed.methods, ElementsAre("GET"));
    EXPECT_THAT(routed.sources, ElementsAre("10.0.0.0/8"));
    EXPECT_EQ(routed.headers.at(0), (ports::HeaderCondition{"X-Beta", {"yes"}}));
    EXPECT_THAT(routed.queries.at(0),
                ElementsAre(ports::QueryPair{"v", "2"}, ports::QueryPair{{}, "beta"}));
}

TEST_F(RoutingTest, a_load_balancers_attributes_reach_its_frontends) {
    const auto balancer = a_load_balancer();
    a_listener(balancer);
    const auto before = table().frontends.at(0);
    EXPECT_EQ(before.forwarded, ports::ForwardedHeaders::Append);
    EXPECT_FALSE(before.preserve_host);

    set<LoadBalancer>(balancer, {{"idle_timeout.timeout_seconds", "7"},
                                 {"routing.http.xff_header_processing.mode", "remove"},
                                 {"routing.http.xff_client_port.enabled", "true"},
                                 {"routing.http.preserve_host_header.enabled", "true"},
                                 {"routing.http.drop_invalid_header_fields.enabled", "true"}});
    const auto front = table().frontends.at(0);
    EXPECT_EQ(front.idle_timeout, Seconds{7});
    EXPECT_EQ(front.forwarded, ports::ForwardedHeaders::Remove);
    EXPECT_TRUE(front.forwarded_client_port);
    EXPECT_TRUE(front.preserve_host);
    EXPECT_TRUE(front.drop_invalid_headers);
}

TEST_F(RoutingTest, a_listeners_attributes_reach_its_frontend) {
    const auto listener = a_listener(a_load_balancer());
    const auto before = table().frontends.at(0);
    EXPECT_FALSE(before.drop_server_header);
    EXPECT_TRUE(before.answer_headers.empty());

    set<Listener>(listener, {{"routing.http.response.server.enabled", "false"},
                             {"routing.http.response.x_frame_options.header_value", "DENY"},
                             {"routing.http.response.content_security_policy.header_value", ""}});
    const auto front = table().frontends.at(0);
    EXPECT_TRUE(front.drop_server_header);
    EXPECT_THAT(front.answer_headers, ElementsAre(testing::Pair("X-Frame-Options", "DENY")));
}

TEST_F(RoutingTest, a_target_groups_attributes_reach_its_backend) {
    const auto group = a_target_group();
    ASSERT_TRUE(listen(a_load_balancer(), 80, forward_to(group)));
    EXPECT_EQ(table().backends.at(0).stickiness, std::nullopt);

    set<TargetGroup>(group, {{"stickiness.enabled", "true"},
                             {"stickiness.lb_cookie.duration_seconds", "60"},
                             {"slow_start.duration_seconds", "30"}});
    auto back = table().backends.at(0);
    EXPECT_EQ(back.stickiness, (ports::Stickiness{Seconds{60}, ""}));
    EXPECT_EQ(back.slow_start, Seconds{30});

    set<TargetGroup>(group, {{"stickiness.enabled", "true"},
                             {"stickiness.type", "app_cookie"},
                             {"stickiness.app_cookie.cookie_name", "session"},
                             {"load_balancing.algorithm.type", "least_outstanding_requests"}});
    back = table().backends.at(0);
    EXPECT_EQ(back.stickiness, (ports::Stickiness{Seconds{86'400}, "session"}));
    EXPECT_EQ(back.balancing, ports::Balancing::LeastOutstandingRequests);
}

TEST_F(RoutingTest, a_forward_keeps_weights_and_stickiness) {
    auto action = forward_to(a_target_group("one"));
    auto& config = action.forward_config.emplace();
    config.target_groups = {{action.target_group_arn, 9}, {a_target_group("two"), 1}};
    config.target_group_stickiness_config = {true, 600};
    action.target_group_arn.reset();
    ASSERT_TRUE(listen(a_load_balancer(), 80, action));
    const auto to = std::get<ports::ForwardTo>(table().frontends.at(0).otherwise);
    ASSERT_EQ(to.backends.size(), 2u);
    EXPECT_EQ(to.backends[0].weight, 9);
    EXPECT_EQ(to.sticky_for, Seconds{600});
}

// Refreshes parts as they are woken.
class KeptParts final : public world::Controller {
  public:
    std::string_view name() const override { return "parts"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        RoutingParts::add_keys(change, keys);
    }
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint) override {
        if (parts.refresh(tx, key)) ++changes;
        return std::nullopt;
    }
    RoutingParts parts{Placement{}};
    int changes = 0;
};

// Records that change at random.
class Churn {
  public:
    explicit Churn(std::uint64_t seed) : random_(seed), core_(world_, controllers(), Random(seed)) {
        (void)core_.transact([&](world::Tx& tx) {
            ec2::ensure_default_network(tx, {});
            return ok();
        });
        core_.start();
    }

    void step() {
        (void)core_.transact([&](world::Tx& tx) {
            for (int left = draw(3); left >= 0; --left) change(tx);
            return ok();
        });
        settle();
    }

    // One target's state only.
    void see(TargetState state) {
        (void)core_.transact([&](world::Tx& tx) {
            auto target = *tx.all<Target>().front();
            target.state = state;
            tx.put(std::move(target));
            return ok();
        });
        settle();
    }

    ports::RoutingTable rebuilt() {
        Random unused{0};
        const world::Tx tx(world_, unused);
        return routing_table(tx, Placement{});
    }

    const KeptParts& kept() const { return kept_; }

  private:
    std::vector<world::Controller*> controllers() {
        iam::register_records(world_);
        ec2::register_records(world_);
        register_records(world_);
        return {&kept_};
    }

    void settle() {
        core_.run_ready(kNoon);
        (void)core_.take_batch();
    }

    int draw(int bound) { return static_cast<int>(random_.below(bound)); }
    std::string some(const char* kind) { return fmt::format("arn:{}/{}", kind, draw(3)); }

    void change(world::Tx& tx) {
        switch (draw(10)) {
            case 0:
                return tx.put(a_balancer());
            case 1:
                return tx.put(a_listener());
            case 2:
                return tx.put(a_rule());
            case 3:
                return tx.put(a_group());
            case 4:
                return (void)ec2::ensure_instances(tx, {draw(4), "t3.small", "default"}, kNoon);
            case 5:
                return tx.erase<Listener>(some("listener"));
            case 6:
                return tx.erase<TargetGroup>(some("group"));
            case 7:
                return deregister_target(tx, a_target(tx), kNoon);
            default:
                return register_target(tx, a_target(tx), kNoon);
        }
    }

    LoadBalancer a_balancer() {
        LoadBalancer balancer{};
        balancer.arn = some("lb");
        balancer.attributes = {{std::string(kIdleTimeout), random_.decimal(2)}};
        return balancer;
    }

    std::vector<Action> actions() {
        Action action{};
        action.forward = {{some("group"), draw(9)}};
        return {action};
    }

    Listener a_listener() {
        Listener listener{};
        listener.arn = some("listener");
        listener.load_balancer_arn = some("lb");
        listener.port = 80 + draw(3);
        listener.default_actions = actions();
        return listener;
    }

    Rule a_rule() {
        Rule rule{};
        rule.arn = some("rule");
        rule.listener_arn = some("listener");
        rule.priority = 1 + draw(3);
        rule.conditions = {{"host-header", {random_.hex(2)}}};
        rule.actions = actions();
        return rule;
    }

    TargetGroup a_group() {
        TargetGroup group{};
        group.arn = some("group");
        group.id = group.arn.substr(group.arn.rfind('/') + 1);
        if (draw(2) == 0) group.target_type = "ip";
        group.health_check.interval_seconds = 5 + draw(3);
        return group;
    }

    TargetRef a_target(const world::Tx& tx) {
        const auto instances = ec2::instances(tx);
        const int which = draw(6);
        const bool is_instance = which < static_cast<int>(instances.size());
        const auto id = is_instance ? instances[static_cast<std::size_t>(which)]->id.value
                                    : fmt::format("10.213.0.{}", which);
        return {some("group"), id, 80 + draw(2)};
    }

    Random random_;
    world::World world_;
    KeptParts kept_;
    world::Core core_;
};

TEST(RoutingParts, give_what_a_full_rebuild_gives_after_any_changes) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Churn churn(seed);
        for (int i = 0; i < 100; ++i) {
            churn.step();
            ASSERT_EQ(churn.kept().parts.table(), churn.rebuilt())
                << "seed " << seed << " step " << i;
        }
    }
}

TEST(RoutingParts, do_not_change_where_a_target_changes_its_health) {
    Churn churn(1);
    for (int i = 0; i < 200; ++i) churn.step();
    churn.see(TargetState::Healthy);
    const int count = churn.kept().changes;
    churn.see(TargetState::Unhealthy);
    churn.see(TargetState::Healthy);
    EXPECT_EQ(churn.kept().changes, count);
}

}  // namespace
}  // namespace ikada::elbv2
