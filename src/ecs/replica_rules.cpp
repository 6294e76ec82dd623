#include "ecs/replica_rules.hpp"

#include <algorithm>

#include "ecs/circuit_breaker_rules.hpp"
#include "ecs/deployment_rules.hpp"
#include "ecs/failure_rules.hpp"
#include "ecs/scale_in.hpp"
#include "ecs/service_events.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

// How many healthy outgoing tasks may go: as many as healthy ones stand in for, and down to the
// floor where they keep new ones from starting.
//   staying: outgoing tasks that are there when the worthless ones are gone
int spare(const Planning& planning, int healthy, int healthy_out, int staying) {
    const auto& service = planning.service();
    const auto bounds = bounds_of(service);
    int spare = healthy - service.desired_count;
    const bool unplaced = !service.placement_failure.empty();
    const int missing = planning.missing();
    const int failing = static_cast<int>(planning.failing.size());
    const int room = bounds.ceiling - planning.kept() - failing - staying;
    if (may_start(planning) && (unplaced || missing > room)) {
        const int wanted = unplaced ? missing : missing - room;
        spare = std::max(spare, std::min(healthy - bounds.floor, wanted));
    }
    return std::clamp(spare, 0, healthy_out);
}

}  // namespace

void stop_surplus(Planning& planning) {
    const int floor = bounds_of(planning.service()).floor;
    int healthy =
        planning.count_healthy(planning.keepers) + planning.count_healthy(planning.outgoing);
    while (planning.missing() < 0) {
        const auto victim = choose_surplus(planning.keepers, planning.now);
        if (victim == planning.keepers.end()) return;
        const Worth worth = worth_of(**victim, planning.now);
        if (worth == Worth::Healthy) --healthy;
        if (worth >= Worth::Unknown && healthy < floor) return;
        planning.stop(**victim, scaling_reason(planning.service()));
        planning.keepers.erase(victim);
    }
}

void stop_replaced(Planning& planning) {
    auto& outgoing = planning.outgoing;
    order_outgoing(outgoing, planning.service(), planning.now);
    const auto held = std::stable_partition(
        outgoing.begin(), outgoing.end(),
        [&](const TaskView* task) { return !is_protected(*task, planning.now); });
    const Tasks free(outgoing.begin(), held);
    const int healthy_out = planning.count_healthy(free);
    const int healthy = planning.count_healthy(planning.keepers) + planning.count_healthy(outgoing);
    int stops = planning.count(free, Worth::Nothing);
    if (healthy >= bounds_of(planning.service()).floor) {
        const int worthless = static_cast<int>(free.size()) - healthy_out;
        const int staying = static_cast<int>(outgoing.size()) - worthless;
        stops = worthless + spare(planning, healthy, healthy_out, staying);
    }
    for (int i = 0; i < stops; ++i)
        planning.stop(*free[static_cast<std::size_t>(i)], scaling_reason(planning.service()));
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
    const int desired = planning.service().desired_count;
    planning.started = std::min(missing, bounds.ceiling - planning.active());
    if (planning.started > 0)
        planning.add(StartTasks{planning.primary().id, planning.started});
    else if (planning.failing.empty() && bounds.floor >= desired && bounds.ceiling <= desired)
        planning.note_stuck();
}

}  // namespace ikada::ecs
