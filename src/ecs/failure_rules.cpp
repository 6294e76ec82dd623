#include "ecs/failure_rules.hpp"

#include "ecs/circuit_breaker_rules.hpp"
#include "ecs/deployment_rules.hpp"
#include "ecs/service_events.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {

namespace {

using Failures = std::map<DeploymentId, int>;

bool failed_to_start(const TaskView& task) {
    const bool by_itself = task.stop_code == StopCode::TaskFailedToStart ||
                           task.stop_code == StopCode::EssentialContainerExited;
    if (!by_itself) return false;
    if (!task.started_at || !task.stopped_at) return true;
    return *task.stopped_at - *task.started_at < task.healthy_after;
}

void count(Planning& planning, const Failures& failures) {
    for (const auto& [deployment, count] : failures) {
        planning.add(CountFailures{deployment, count});
        planning.failures[deployment] += count;
    }
}

// Tasks started together fail together: one round, however many they are.
void pause_starts(Planning& planning) {
    if (planning.retry_at) return;
    const int rounds = failed_starts(planning.service()) + 1;
    planning.retry_at = planning.now + start_backoff(rounds);
    planning.add(ThrottleStarts{rounds, planning.retry_at});
    if (rounds >= kFailedStartsToSay)
        planning.say(events::cannot_start(events::title_of(planning.service())));
}

}  // namespace

void account_ended(Planning& planning) {
    Failures failures;
    for (const auto* task : planning.over) {
        if (task->accounted || task->last_status != TaskStatus::Stopped) continue;
        planning.add(AccountTask{task->id});
        if (failed_to_start(*task)) ++failures[task->deployment];
    }
    count(planning, failures);
    if (failures.contains(planning.primary().id)) pause_starts(planning);
}

void account_failing(Planning& planning) {
    Failures failures;
    for (const auto* task : planning.failing) {
        if (task->accounted) continue;
        const FateCase at{*task, planning.service(), planning.now};
        planning.add(AccountTask{task->id});
        planning.say(fate_of(at).event(at));
        ++failures[task->deployment];
    }
    count(planning, failures);
    if (failures.contains(planning.primary().id)) pause_starts(planning);
}

void stop_unfit(Planning& planning) {
    for (const auto* task : planning.unfit) {
        const FateCase at{*task, planning.service(), planning.now};
        planning.stop(*task, fate_of(at).stopped_reason(at));
    }
}

void forgive_failures(Planning& planning) {
    const auto failure = last_failure(planning.service());
    if (!failure) return;
    const bool well =
        planning.missing() == 0 && planning.failing.empty() && planning.keeps_healthy_ones();
    if (well && planning.retry_at) planning.look_again_at(*planning.retry_at);
    if (well && !planning.retry_at) return planning.add(ThrottleStarts{});
    for (const auto* task : planning.keepers) {
        if (task->created_at <= *failure || !task->started_at) continue;
        const TimePoint proved_at = *task->started_at + task->healthy_after;
        planning.look_again_at(proved_at);
        if (planning.now >= proved_at && is_healthy(*task, planning.now))
            return planning.add(ThrottleStarts{});
    }
}

bool may_start(const Planning& planning) {
    return !planning.retry_at && !has_failed(planning.primary());
}

}  // namespace ikada::ecs
