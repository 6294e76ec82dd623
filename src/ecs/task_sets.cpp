#include "ecs/task_sets.hpp"

#include <algorithm>
#include <cmath>

namespace ikada::ecs {

int computed_desired_count(const Service& service, const TaskSet& set) {
    if (set.status == TaskSetStatus::Draining) return 0;
    return static_cast<int>(std::ceil(service.desired_count * set.scale_percent / 100));
}

Service as_service(const Service& whole, const TaskSet& set) {
    Service part = whole;
    part.task_set = set.deployment.id;
    part.task_sets.clear();
    const bool draining = set.status == TaskSetStatus::Draining;
    if (draining && whole.status == ServiceStatus::Active) part.status = ServiceStatus::Draining;
    part.desired_count = computed_desired_count(whole, set);
    part.deployments = {set.deployment};
    part.load_balancers = set.load_balancers;
    part.network = set.network;
    part.circuit_breaker = {};
    part.failed_starts_in_a_row = set.failed_starts_in_a_row;
    part.failed_starts_of = set.deployment.id;
    part.retry_at = set.retry_at;
    part.steady = set.steady;
    part.placement_failed_at = set.placement_failed_at;
    part.placement_failure = set.placement_failure;
    part.held_by_protection = set.held_by_protection;
    return part;
}

void take_back(Service& whole, const Service& part, TimePoint now) {
    whole.events = part.events;
    const auto set = std::ranges::find(whole.task_sets, *part.task_set,
                                       [](const TaskSet& each) { return each.deployment.id; });
    if (set == whole.task_sets.end()) return;
    if (part.status == ServiceStatus::Inactive) {
        whole.task_sets.erase(set);
        return;
    }
    set->deployment = part.deployments.front();
    set->failed_starts_in_a_row = part.failed_starts_in_a_row;
    set->retry_at = part.retry_at;
    if (set->steady != part.steady) set->stability_at = now;
    set->steady = part.steady;
    set->placement_failed_at = part.placement_failed_at;
    set->placement_failure = part.placement_failure;
    set->held_by_protection = part.held_by_protection;
}

namespace {

auto find_in(auto& sets, std::string_view reference) {
    const auto found = std::ranges::find_if(sets, [&](const TaskSet& each) {
        return each.deployment.id.value == reference || each.arn == reference;
    });
    return found == sets.end() ? nullptr : &*found;
}

}  // namespace

const TaskSet* find_task_set(const Service& service, std::string_view reference) {
    return find_in(service.task_sets, reference);
}

TaskSet* find_task_set(Service& service, std::string_view reference) {
    return find_in(service.task_sets, reference);
}

}  // namespace ikada::ecs
