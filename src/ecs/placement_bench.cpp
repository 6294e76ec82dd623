// One placement and its booking, in a cluster that other tasks use as well. An instance is emptied
// when it is full, so that the cluster stays as busy as it is.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>

#include "ecs/placement_index.hpp"

namespace ikada::ecs {
namespace {

constexpr Room kInstance{16'384, 65'536};
constexpr Room kTask{256, 512};
constexpr int kTasksAtOncePerInstance = 10;  // what is older ends

ContainerInstance an_instance(int number) {
    ContainerInstance made;
    made.id = {fmt::format("{:032x}", number)};
    made.ec2_instance_id = "i-" + std::to_string(number);
    made.availability_zone = std::string("us-east-1") + "abc"[number % 3];
    made.registered = kInstance;
    for (int i = 0; i < 40; ++i)  // an agent sends about so many
        made.attributes.push_back({"ecs.capability.number-" + std::to_string(i), std::nullopt});
    made.attributes.push_back({"rack", "r" + std::to_string(number % 10)});
    return made;
}

class Cluster {
  public:
    explicit Cluster(int instances)
        : tasks_(static_cast<std::size_t>(instances) * kTasksAtOncePerInstance) {
        for (int i = 0; i < instances; ++i) {
            auto record = std::make_shared<const ContainerInstance>(an_instance(i));
            index_.put_instance(record->id, record, true);
        }
    }
    bool fill(const PlacementRequest& request) {
        return std::ranges::all_of(tasks_, [&](Task& task) { return place(task, request); });
    }
    // Ends the oldest task and places another.
    bool renew(const PlacementRequest& request) {
        auto& task = tasks_[oldest_];
        oldest_ = (oldest_ + 1) % tasks_.size();
        index_.change_task(&task, nullptr);
        return place(task, request);
    }

  private:
    bool place(Task& task, const PlacementRequest& request) {
        const auto chosen = index_.choose(request, random_);
        if (!chosen) return false;
        task.container_instance = *chosen;
        task.group = request.group;
        task.needs = request.needs;
        index_.change_task(nullptr, &task);
        return true;
    }

    PlacementIndex index_;
    Random random_{1};
    std::vector<Task> tasks_;
    std::size_t oldest_ = 0;
};

// Counts placements; ending a task to make room is in the time too.
void place(benchmark::State& state, std::vector<PlacementStrategy> strategy,
           const std::string& expression = "") {
    Cluster cluster(static_cast<int>(state.range(0)));
    PlacementRequest request;
    request.needs.room = kTask;
    request.group = "service:blog";
    request.strategy = std::move(strategy);
    for (int i = 0; i < 5; ++i)
        request.attributes.push_back("ecs.capability.number-" + std::to_string(i));
    if (!expression.empty()) request.member_of = {*parse_cluster_query(expression)};
    bool has_room = cluster.fill(request);
    for (auto _ : state) has_room = has_room && cluster.renew(request);
    if (!has_room) state.SkipWithError("no room");
    state.SetItemsProcessed(state.iterations());
}

void placement_binpack_memory(benchmark::State& state) {
    place(state, {{PlacementStrategyType::Binpack, "memory"}});
}
void placement_spread_default(benchmark::State& state) { place(state, {}); }
void placement_spread_zone_then_binpack(benchmark::State& state) {
    place(state, {{PlacementStrategyType::Spread, "attribute:ecs.availability-zone"},
                  {PlacementStrategyType::Binpack, "memory"}});
}
void placement_random(benchmark::State& state) {
    place(state, {{PlacementStrategyType::Random, ""}});
}
void placement_member_of(benchmark::State& state) {
    place(state, {}, "attribute:rack in [r1, r2, r3] and attribute:ecs.availability-zone != x");
}

#define IKADA_SIZES Arg(100)->Arg(1'000)->Arg(10'000)
BENCHMARK(placement_binpack_memory)->IKADA_SIZES;
BENCHMARK(placement_spread_default)->IKADA_SIZES;
BENCHMARK(placement_spread_zone_then_binpack)->IKADA_SIZES;
BENCHMARK(placement_random)->IKADA_SIZES;
BENCHMARK(placement_member_of)->IKADA_SIZES;
#undef IKADA_SIZES

}  // namespace
}  // namespace ikada::ecs
