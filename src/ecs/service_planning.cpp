#include "ecs/service_planning.hpp"

#include <algorithm>

#include "ecs/deployment_rules.hpp"
#include "ecs/service_events.hpp"
#include "ecs/target_rules.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

Planning::Planning(const ServiceSnapshot& snapshot, TimePoint at) : seen(snapshot), now(at) {
    if (is_throttled(service(), now)) retry_at = service().retry_at;
    sort();
}

void Planning::sort() {
    for (const auto& task : seen.tasks) {
        switch (fate_of({task, service(), now}).fate) {
            case Fate::Over:
                over.push_back(&task);
                break;
            case Fate::Leaving:
                leaving.push_back(&task);
                break;
            case Fate::Stop:
                unfit.push_back(&task);
                break;
            case Fate::Failing:
                failing.push_back(&task);
                break;
            case Fate::Replace:
                outgoing.push_back(&task);
                break;
            case Fate::Keep:
                keepers.push_back(&task);
                break;
        }
    }
}

int Planning::count(const Tasks& tasks, Worth worth) const {
    return static_cast<int>(std::ranges::count(
        tasks, worth, [&](const TaskView* task) { return worth_of(*task, now); }));
}

bool Planning::has_departing() const {
    return std::ranges::any_of(leaving,
                               [](const TaskView* task) { return task->node != NodeState::Lost; });
}

int Planning::counted_failures(const DeploymentId& deployment) const {
    const auto found = failures.find(deployment);
    return found == failures.end() ? 0 : found->second;
}

void Planning::look_again_at(TimePoint when) {
    if (when <= now) return;
    if (!plan.wake_at || when < *plan.wake_at) plan.wake_at = when;
}

void Planning::stop(const TaskView& task, const std::string& reason) {
    add(StopTask{task.id, reason});
    stopped.push_back(task.id);
    deregister_targets_of(*this, task);
}

void Planning::note_stuck() {
    constexpr std::string_view kObstacle = "deployment configuration";
    if (service().placement_failure == kObstacle) return;
    add(NoteObstacle{std::string(kObstacle)});
    say(events::cannot_move(events::title_of(service())));
}

Plan Planning::finish(std::string why) {
    plan.why = std::move(why);
    return std::move(plan);
}

}  // namespace ikada::ecs
