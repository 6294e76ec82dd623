#include "ecs/target_rules.hpp"

#include "ecs/service_events.hpp"

namespace ikada::ecs {

namespace {

bool is_in_service(const TargetView& target) {
    return target.sight != TargetSight::Absent && target.sight != TargetSight::Draining;
}

}  // namespace

void register_targets(Planning& planning) {
    std::map<std::string, int> count;
    for (const auto* tasks : {&planning.keepers, &planning.outgoing, &planning.failing})
        for (const auto* task : *tasks)
            for (const auto& target : task->targets) {
                if (target.recorded && is_in_service(target)) continue;
                if (task->last_status != TaskStatus::Running) continue;
                planning.add(RegisterTarget{task->id, target.target});
                ++count[target.target.target_group_arn];
            }
    for (const auto& [group, targets] : count)
        planning.say(events::registered(events::title_of(planning.service()), targets, group));
}

void deregister_targets_of(Planning& planning, const TaskView& task) {
    const bool stopped = task.last_status == TaskStatus::Stopped;
    bool drains = false;
    for (const auto& target : task.targets) {
        const bool in_service = is_in_service(target);
        if (!target.recorded || !(in_service || stopped)) continue;
        planning.add(DeregisterTarget{task.id, target.target});
        if (in_service) ++planning.deregistered[target.target.target_group_arn];
        drains = drains || in_service;
    }
    if (drains) planning.drained.push_back(task.id);
}

void deregister_targets(Planning& planning) {
    for (const auto* tasks : {&planning.over, &planning.leaving})
        for (const auto* task : *tasks) deregister_targets_of(planning, *task);
}

void say_departures(Planning& planning) {
    const auto name = events::title_of(planning.service());
    if (!planning.drained.empty())
        planning.say(events::draining(name, static_cast<int>(planning.drained.size())));
    for (const auto& [group, targets] : planning.deregistered)
        planning.say(events::deregistered(name, targets, group));
    if (!planning.stopped.empty()) planning.say(events::stopped(name, planning.stopped));
}

}  // namespace ikada::ecs
