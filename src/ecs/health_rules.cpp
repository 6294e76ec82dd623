#include "ecs/health_rules.hpp"

#include <algorithm>

#include "ecs/deployment_rules.hpp"
#include "ecs/failure_rules.hpp"
#include "ecs/scale_in.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

// Outgoing tasks that fail a check have no grace: they go by the same rule.
void take_outgoing(Planning& planning) {
    std::erase_if(planning.outgoing, [&](const TaskView* task) {
        const bool failing = worth_of(*task, planning.now) == Worth::Failing;
        if (!failing || is_protected(*task, planning.now)) return false;
        planning.failing.push_back(task);
        return true;
    });
}

// Whether the tasks' own places are what new ones lack.
bool is_crowded(const Service& service) {
    return service.placement_failure.starts_with("RESOURCE") ||
           service.placement_failure.starts_with("distinctInstance");
}

// Some place is about to be free already.
bool frees_place(const Planning& planning) {
    return !planning.stopped.empty() || planning.has_departing();
}

// How many shall make room, of `standing` tasks that are healthy or failing.
int in_the_way(const Planning& planning, int standing) {
    const auto bounds = bounds_of(planning.service());
    const bool crowded = is_crowded(planning.service());
    const int room = crowded ? 0 : bounds.ceiling - planning.active();
    const int wanted = planning.missing() - room;
    if (!may_start(planning) || wanted <= 0) return 0;
    const int spare = std::min(standing - bounds.floor, wanted);
    if (crowded && frees_place(planning)) return std::max(spare, 0);
    const bool next = room <= 0 && planning.active() >= planning.service().desired_count &&
                      planning.keeps_healthy_ones();
    return std::max(spare, next ? 1 : 0);
}

}  // namespace

void stop_failing(Planning& planning) {
    take_outgoing(planning);
    auto& failing = planning.failing;
    order_outgoing(failing, planning.service(), planning.now);
    const int worthless = planning.count(failing, Worth::Nothing);
    const int standing = static_cast<int>(failing.size()) - worthless +
                         planning.count_healthy(planning.keepers) +
                         planning.count_healthy(planning.outgoing);
    const int replaced = standing - planning.service().desired_count;
    const int going = worthless + std::max({replaced, in_the_way(planning, standing), 0});
    const auto end = failing.begin() + std::min<std::ptrdiff_t>(going, std::ssize(failing));
    for (auto task = failing.begin(); task != end; ++task) {
        const FateCase at{**task, planning.service(), planning.now};
        planning.stop(**task, fate_of(at).stopped_reason(at));
    }
    failing.erase(failing.begin(), end);
}

}  // namespace ikada::ecs
