// What a change costs the routing table, at 1,000 rules and 1,000 targets.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "ec2/api.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/routing.hpp"
#include "iam/api.hpp"

namespace ikada::elbv2 {
namespace {

constexpr int kRules = 1'000, kGroups = 100, kTargetsOfGroup = 10;

std::string group_arn(int number) { return fmt::format("arn:targetgroup/g{}/{}", number, number); }

// One load balancer, one listener, a rule for each host, groups of addresses.
class Balanced {
  public:
    Balanced() {
        iam::register_records(world_);
        ec2::register_records(world_);
        register_records(world_);
        for (int i = 0; i < kGroups; ++i) put_group(i);
        Listener listener{};
        listener.arn = kListener;
        tx_.put(listener);
        for (int i = 0; i < kRules; ++i) put_rule(i);
    }

    world::Tx& tx() { return tx_; }
    static constexpr const char* kListener = "arn:listener/app/lb/1/1";

  private:
    void put_group(int number) {
        TargetGroup group{};
        group.arn = group_arn(number);
        group.id = std::to_string(number);
        group.target_type = "ip";
        tx_.put(group);
        for (int i = 0; i < kTargetsOfGroup; ++i) {
            Target target{};
            target.target_group_arn = group.arn;
            target.id = fmt::format("10.0.{}.{}", number, i);
            target.port = 80;
            target.generation = fmt::format("{:08x}", number * kTargetsOfGroup + i);
            tx_.put(target);
        }
    }

    void put_rule(int number) {
        Rule rule{};
        rule.arn = fmt::format("arn:listener-rule/app/lb/1/1/{}", number);
        rule.listener_arn = kListener;
        rule.priority = number + 1;
        rule.conditions = {{"host-header", {fmt::format("h{}.example.com", number)}}};
        Action action{};
        action.forward = {{group_arn(number % kGroups), 1}};
        rule.actions = {action};
        tx_.put(rule);
    }

    world::World world_;
    Random random_{1};
    world::Tx tx_{world_, random_};
};

void whole_table(benchmark::State& state) {
    Balanced balanced;
    for (auto _ : state) benchmark::DoNotOptimize(routing_table(balanced.tx(), Placement{}));
}
BENCHMARK(whole_table)->Unit(benchmark::kMicrosecond);

// A target changes its health: no table goes out.
void one_target(benchmark::State& state) {
    Balanced balanced;
    RoutingParts parts{Placement{}};
    for (auto _ : state) benchmark::DoNotOptimize(parts.refresh(balanced.tx(), "b" + group_arn(7)));
}
BENCHMARK(one_target)->Unit(benchmark::kMicrosecond);

// A target comes or goes: the table that is handed over.
void one_target_and_hand_over(benchmark::State& state) {
    Balanced balanced;
    RoutingParts parts{Placement{}};
    parts.refresh(balanced.tx(), std::string("f") + Balanced::kListener);
    for (int i = 0; i < kGroups; ++i) parts.refresh(balanced.tx(), "b" + group_arn(i));
    for (auto _ : state) {
        parts.refresh(balanced.tx(), "b" + group_arn(7));
        benchmark::DoNotOptimize(parts.table());
    }
}
BENCHMARK(one_target_and_hand_over)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ikada::elbv2
