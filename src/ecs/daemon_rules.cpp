#include "ecs/daemon_rules.hpp"

#include <algorithm>
#include <set>

#include "ecs/circuit_breaker_rules.hpp"
#include "ecs/deployment_rules.hpp"
#include "ecs/failure_rules.hpp"
#include "ecs/scale_in.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

bool is_wanted_on(const Planning& planning, const ContainerInstanceId& instance) {
    return std::ranges::find(planning.seen.nodes, instance, &NodeView::id) !=
           planning.seen.nodes.end();
}

void stop_and_forget(Planning& planning, Tasks& from, Tasks::const_iterator task) {
    planning.stop(**task, scaling_reason(planning.service()));
    from.erase(task);
}

// Whether an outgoing daemon may go now; `spare`: how many healthy ones the minimum does not need.
bool may_go(const Planning& planning, const TaskView& task, int spare) {
    if (worth_of(task, planning.now) == Worth::Nothing) return true;
    const bool draining = task.node == NodeState::Draining;
    return spare > 0 && (draining ? task.alone : may_start(planning));
}

}  // namespace

bool follow_instances(Planning& planning) {
    const int wanted = static_cast<int>(planning.seen.nodes.size());
    if (planning.service().desired_count == wanted) return false;
    planning.add(SetDesired{wanted});
    return true;
}

void stop_misplaced_daemons(Planning& planning) {
    auto& keepers = planning.keepers;
    std::erase_if(keepers, [&](const TaskView* task) {
        if (is_wanted_on(planning, task->instance)) return false;
        planning.stop(*task, scaling_reason(planning.service()));
        return true;
    });
    for (const auto& node : planning.seen.nodes) {
        Tasks here;
        std::ranges::copy_if(keepers, std::back_inserter(here),
                             [&](const TaskView* task) { return task->instance == node.id; });
        while (here.size() > 1) {
            const auto victim = choose_surplus(here, planning.now);
            if (victim == here.end()) break;
            stop_and_forget(planning, keepers, std::ranges::find(keepers, *victim));
            here.erase(victim);
        }
    }
}

void stop_replaced_daemons(Planning& planning) {
    auto& outgoing = planning.outgoing;
    order_outgoing(outgoing, planning.service(), planning.now);
    int spare = planning.count_healthy(planning.keepers) + planning.count_healthy(outgoing) -
                bounds_of(planning.service()).floor;
    Tasks staying;
    for (const auto* task : outgoing) {
        if (is_protected(*task, planning.now) || !may_go(planning, *task, spare)) {
            staying.push_back(task);
            continue;
        }
        if (is_healthy(*task, planning.now)) --spare;
        planning.stop(*task, scaling_reason(planning.service()));
    }
    outgoing = std::move(staying);
}

void start_missing_daemons(Planning& planning) {
    if (has_failed(planning.primary())) return;
    if (planning.retry_at && planning.missing() > 0)
        return planning.look_again_at(*planning.retry_at);
    std::set<ContainerInstanceId> taken;
    for (const auto* tasks : {&planning.keepers, &planning.outgoing})
        for (const auto* task : *tasks) taken.insert(task->instance);
    for (const auto* task : planning.failing) taken.insert(task->instance);
    StartDaemons start{planning.primary().id, {}};
    for (const auto& node : planning.seen.nodes) {
        if (taken.contains(node.id)) continue;
        if (node.reachable)
            start.instances.push_back(node.id);
        else if (node.lost_at)
            planning.look_again_at(*node.lost_at);
    }
    planning.started = static_cast<int>(start.instances.size());
    if (planning.started > 0)
        planning.add(std::move(start));
    else if (planning.missing() > 0 && !planning.outgoing.empty() &&
             bounds_of(planning.service()).floor >= planning.service().desired_count)
        planning.note_stuck();
    else if (!planning.service().placement_failure.empty())
        planning.add(NoteObstacle{});
}

}  // namespace ikada::ecs
