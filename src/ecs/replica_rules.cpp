#include "ecs/replica_rules.hpp"

#include <algorithm>

#include "ecs/circuit_breaker_rules.hpp"
#include "ecs/deployment_rules.hpp"
#include "ecs/scale_in.hpp"
#include "ecs/service_events.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

// How many healthy outgoing tasks may go: as many as healthy ones stand in for, and down to the
// floor where they keep new ones from starting.
int spare(const Planning& planning, int healthy, int healthy_out) {
    const auto& service = planning.service();
    const auto bounds = bounds_of(service);
    int spare = healthy - service.desired_count;
    const bool unplaced = !service.placement_failure.empty();
    const int missing = planning.missing();
    const int room = bounds.ceiling - planning.kept() - healthy_out;
    const bool may_start = !planning.retry_at && !has_failed(planning.primary());
    if (may_start && (unplaced || missing > room)) {
        const int wanted = unplaced ? missing : missing - room;
        spare = std::max(spare, std::min(healthy - bounds.floor, wanted));
    }
    return std::clamp(spare, 0, healthy_out);
}

void note_stuck(Planning& planning, const Bounds& bounds) {
    constexpr std::string_view kObstacle = "deployment configuration";
    const auto& service = planning.service();
    const int desired = service.desired_count;
    if (bounds.floor < desired || bounds.ceiling > desired) return;
    if (service.placement_failure == kObstacle) return;
    planning.add(NoteObstacle{std::string(kObstacle)});
    planning.say(events::cannot_move(service.name));
}

}  // namespace

void stop_surplus(Planning& planning) {
    while (planning.missing() < 0) {
        const auto victim = choose_surplus(planning.keepers);
        planning.stop(**victim, scaling_reason(planning.service()));
        planning.keepers.erase(victim);
    }
}

void stop_replaced(Planning& planning) {
    auto& outgoing = planning.outgoing;
    order_outgoing(outgoing, planning.service());
    const auto count = [&](Worth worth) {
        return static_cast<int>(std::ranges::count(
            outgoing, worth, [](const TaskView* task) { return worth_of(*task); }));
    };
    const int healthy_out = count(Worth::Healthy);
    const int healthy = count_healthy(planning.keepers) + healthy_out;
    int stops = count(Worth::Nothing);
    if (healthy >= bounds_of(planning.service()).floor)
        stops =
            static_cast<int>(outgoing.size()) - healthy_out + spare(planning, healthy, healthy_out);
    for (int i = 0; i < stops; ++i)
        planning.stop(*outgoing[static_cast<std::size_t>(i)], scaling_reason(planning.service()));
    outgoing.erase(outgoing.begin(), outgoing.begin() + stops);
}

void start_missing(Planning& planning) {
    const auto bounds = bounds_of(planning.service());
    const int missing = planning.missing();
    if (missing <= 0 || has_failed(planning.primary())) {
        if (!planning.service().placement_failure.empty()) planning.add(NoteObstacle{});
        return;
    }
    if (planning.retry_at) return planning.look_again_at(*planning.retry_at);
    const int room = bounds.ceiling - planning.kept() - static_cast<int>(planning.outgoing.size());
    planning.started = std::min(missing, room);
    if (planning.started > 0)
        planning.add(StartTasks{planning.primary().id, planning.started});
    else
        note_stuck(planning, bounds);
}

}  // namespace ikada::ecs
