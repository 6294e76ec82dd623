#include "ecs/scale_in.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace ikada::ecs {

std::vector<const TaskView*>::const_iterator choose_surplus(
    const std::vector<const TaskView*>& tasks, TimePoint now) {
    std::map<std::string, int> in_zone, on_instance;
    for (const auto* task : tasks) {
        ++in_zone[task->availability_zone];
        ++on_instance[task->ec2_instance_id];
    }
    const auto rank = [&](const TaskView* task) {
        const Worth worth = worth_of(*task, now);
        // Without a verdict the one that has run longest has most likely proved itself.
        const auto since = worth == Worth::Unknown ? task->started_at : std::nullopt;
        return std::tuple(!is_protected(*task, now), Worth::Healthy > worth, Worth::Unknown > worth,
                          Worth::Failing > worth, task->node != NodeState::Up, since,
                          in_zone[task->availability_zone], on_instance[task->ec2_instance_id],
                          task->created_at, task->id);
    };
    const auto first = std::ranges::max_element(tasks, {}, rank);
    return first == tasks.end() || is_protected(**first, now) ? tasks.end() : first;
}

void order_outgoing(std::vector<const TaskView*>& tasks, const Service& service, TimePoint now) {
    const auto age = [&](const TaskView* task) {
        return std::ranges::find(service.deployments, task->deployment, &Deployment::id) -
               service.deployments.begin();
    };
    const auto rank = [&](const TaskView* task) {
        return std::tuple(worth_of(*task, now), -age(task), task->node == NodeState::Up,
                          task->created_at, task->id);
    };
    std::ranges::sort(tasks, {}, rank);
}

}  // namespace ikada::ecs
