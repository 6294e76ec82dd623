#include "agent/task_engine.hpp"

#include <algorithm>

#include "docker/client.hpp"

namespace ikada::agent {
namespace {

// ---- dependencies

enum class Readiness { Ready, Waits, Never };

std::size_t index_of(const TaskRecord& task, const std::string& name) {
    const auto& specs = task.spec.containers;
    const auto found = std::find_if(specs.begin(), specs.end(),
                                    [&](const ContainerSpec& spec) { return spec.name == name; });
    return static_cast<std::size_t>(found - specs.begin());
}

Readiness met(Condition condition, const ContainerRecord& on) {
    const bool ended = on.stage == Stage::Stopped;
    switch (condition) {
        case Condition::Start:
            return on.stage >= Stage::Running ? Readiness::Ready : Readiness::Waits;
        case Condition::Complete:
            if (ended) return on.exit_code ? Readiness::Ready : Readiness::Never;
            return Readiness::Waits;
        case Condition::Success:
            if (ended) return on.exit_code == 0 ? Readiness::Ready : Readiness::Never;
            return Readiness::Waits;
        case Condition::Healthy:
            if (ended) return Readiness::Never;
            return on.health == docker::Health::Healthy ? Readiness::Ready : Readiness::Waits;
    }
    return Readiness::Waits;
}

Readiness readiness(const TaskRecord& task, std::size_t container) {
    auto result = Readiness::Ready;
    for (const auto& dependency : task.spec.containers[container].depends_on) {
        const auto& on = task.containers[index_of(task, dependency.container)];
        const auto one = met(dependency.condition, on);
        if (one == Readiness::Never) return Readiness::Never;
        if (one == Readiness::Waits) result = Readiness::Waits;
    }
    return result;
}

// A container is stopped only after those that depend on it.
bool is_needed(const TaskRecord& task, std::size_t container) {
    const auto& name = task.spec.containers[container].name;
    for (std::size_t other = 0; other < task.containers.size(); ++other) {
        if (task.containers[other].stage == Stage::Stopped) continue;
        for (const auto& dependency : task.spec.containers[other].depends_on)
            if (dependency.container == name) return true;
    }
    return false;
}

// ---- ends

void stop(TaskRecord& task, std::size_t container, TimePoint now) {
    auto& record = task.containers[container];
    if (record.stage == Stage::Stopped) return;
    record.stage = Stage::Stopped;
    if (task.spec.containers[container].essential && !task.execution_stopped_at)
        task.execution_stopped_at = now;
}

void stop_for(TaskRecord& task, std::size_t container, std::string reason, TimePoint now) {
    auto& record = task.containers[container];
    if (record.reason.empty()) record.reason = std::move(reason);
    stop(task, container, now);
}

// ---- advance

void wake(Plan& plan, TimePoint at) { plan.wake_at = std::min(plan.wake_at.value_or(at), at); }

Seconds stop_timeout(const TaskRecord& task, std::size_t container, const Policy& policy) {
    return task.spec.containers[container].stop_timeout.value_or(policy.stop_timeout);
}

// The job that brings a running container down, or nothing while its time to end by itself runs.
std::optional<Job> ending(const ContainerRecord& record, Seconds patience, TimePoint now,
                          Plan& plan) {
    if (!record.signalled_at) return Job::Signal;
    const auto next_kill =
        record.killed_at ? *record.killed_at + kKillRepeat : *record.signalled_at + patience;
    if (now >= next_kill) return Job::Kill;
    wake(plan, next_kill);
    return std::nullopt;
}

std::optional<Job> starting(const TaskRecord& task, std::size_t container) {
    const auto& record = task.containers[container];
    switch (record.stage) {
        case Stage::None:
            if (readiness(task, container) != Readiness::Ready) return std::nullopt;
            return Job::Pull;
        case Stage::Pulled:
            return Job::Create;
        case Stage::Created:
            return Job::Start;
        case Stage::Running:
        case Stage::Stopped:
            return std::nullopt;
    }
    return std::nullopt;
}

// What never ran just stops; so does what waits for a container that failed.
void settle(TaskRecord& task, TimePoint now) {
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        auto& record = task.containers[i];
        // A pull may take minutes; nothing is lost by not waiting for it. But what may have been
        // started unheard is looked at first.
        const bool held = record.busy && record.stage != Stage::None;
        const bool unsure = record.look && !record.docker_id.empty();
        if (held || unsure || record.stage >= Stage::Running) continue;
        if (is_stopping(task)) {
            stop(task, i, now);
        } else if (readiness(task, i) == Readiness::Never) {
            record.exit_code = kDependencyFailedExit;
            stop_for(task, i,
                     "CannotStartContainerError: dependency graph: a container that it depends on "
                     "did not meet its condition",
                     now);
        }
    }
    if (stage_of(task) == Stage::Stopped && !task.stopped_at) task.stopped_at = now;
}

struct Turn {
    TaskRecord& task;
    const Policy& policy;
    TimePoint now;
    Plan plan = {};

    std::optional<Job> job_for(std::size_t container);
    void take(std::size_t container);
    void clean_up();
};

std::optional<Job> Turn::job_for(std::size_t container) {
    const auto& record = task.containers[container];
    if (record.look && !record.docker_id.empty()) return Job::Inspect;
    if (record.stage == Stage::Running && is_stopping(task) && !is_needed(task, container))
        return ending(record, stop_timeout(task, container, policy), now, plan);
    return is_stopping(task) ? std::nullopt : starting(task, container);
}

void Turn::take(std::size_t container) {
    auto& record = task.containers[container];
    if (record.busy) return;
    if (record.retry_at && now < *record.retry_at) return wake(plan, *record.retry_at);
    const auto job = job_for(container);
    if (!job) return;
    record.busy = true;
    record.look = false;
    if (*job == Job::Signal) record.signalled_at = now;
    if (*job == Job::Kill) record.killed_at = now;
    plan.steps.push_back({*job, container});
}

void Turn::clean_up() {
    if (task.reported != Stage::Stopped || !task.stopped_at) return;
    const auto due = std::max(*task.stopped_at, task.reported_at.value_or(*task.stopped_at)) +
                     policy.cleanup_wait;
    if (now < due) return wake(plan, due);
    plan.forget = true;
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        auto& record = task.containers[i];
        if (record.docker_id.empty() || record.removed) continue;
        plan.forget = false;
        if (record.busy) continue;
        if (record.retry_at && now < *record.retry_at) {
            wake(plan, *record.retry_at);
            continue;
        }
        record.busy = true;
        plan.steps.push_back({Job::Remove, i});
    }
}

// ---- outcomes

void try_later(ContainerRecord& record, TimePoint now) {
    const int doublings = std::min(record.failed_tries++, 10);
    record.retry_at = now + std::min(kRetryLongest, kRetryFirst * (1 << doublings));
}

void observe_end(TaskRecord& task, std::size_t container, const docker::Container& seen,
                 TimePoint now) {
    auto& record = task.containers[container];
    if (record.stage == Stage::Stopped) return;
    if (seen.started_at) record.exit_code = seen.exit_code;
    if (seen.oom_killed)
        record.reason = "OutOfMemoryError: Container killed due to memory usage";
    else if (!seen.started_at && !seen.error.empty())
        record.reason = "CannotStartContainerError: Error response from daemon: " + seen.error;
    stop(task, container, now);
}

void observe_life(ContainerRecord& record, const docker::Container& seen, TimePoint now) {
    if (record.stage < Stage::Running) record.stage = Stage::Running;
    if (!seen.ports.empty()) record.ports = seen.ports;
    record.stop_signal = seen.stop_signal;
    if (record.health == seen.health && record.health_since) return;
    record.health = seen.health;
    record.health_since = now;
}

void observe(TaskRecord& task, std::size_t container, const docker::Container& seen,
             TimePoint now) {
    auto& record = task.containers[container];
    if (record.stage == Stage::Stopped) return;
    record.docker_id = seen.id;
    switch (seen.state) {
        case docker::ContainerState::Created:
        case docker::ContainerState::Removing:
            return;
        case docker::ContainerState::Running:
        case docker::ContainerState::Paused:
        case docker::ContainerState::Restarting:
            return observe_life(record, seen, now);
        case docker::ContainerState::Exited:
        case docker::ContainerState::Dead:
            return observe_end(task, container, seen, now);
    }
}

void vanish(TaskRecord& task, std::size_t container, TimePoint now) {
    auto& record = task.containers[container];
    record.removed = true;
    if (record.stage == Stage::Stopped) return;
    stop_for(task, container, "ContainerVanishedError: the container is no longer known to Docker",
             now);
}

std::string_view error_name(Job job) {
    switch (job) {
        case Job::Pull:
            return "CannotPullContainerError";
        case Job::Create:
            return "CannotCreateContainerError";
        case Job::Start:
            return "CannotStartContainerError";
        case Job::Signal:
        case Job::Kill:
            return "CannotStopContainerError";
        case Job::Inspect:
        case Job::Remove:
            return "CannotInspectContainerError";
    }
    return "UnknownError";
}

bool has_dynamic_ports(const ContainerSpec& spec) {
    return std::any_of(spec.ports.begin(), spec.ports.end(),
                       [](const PortMapping& port) { return port.host_port == 0; });
}

// Another process was faster to take the port: the container is gone already, choose again.
bool choose_ports_again(TaskRecord& task, const Outcome& outcome) {
    auto& record = task.containers[outcome.step.container];
    if (!outcome.port_taken || !has_dynamic_ports(task.spec.containers[outcome.step.container]))
        return false;
    if (++record.failed_tries > kPortTriesMax) return false;
    record.stage = Stage::Pulled;
    record.docker_id.clear();
    record.ports.clear();
    return true;
}

void apply_failure(TaskRecord& task, const Outcome& outcome, TimePoint now) {
    const auto [job, container] = outcome.step;
    auto& record = task.containers[container];
    if (outcome.error->is(docker::kUnreachable)) {
        if (job == Job::Signal) record.signalled_at.reset();  // it was not sent
        record.look = true;                                   // it may have been done all the same
        return try_later(record, now);
    }
    const bool gone = outcome.error->is(docker::kNotFound);
    if (gone && job != Job::Pull && job != Job::Create) return vanish(task, container, now);
    switch (job) {
        case Job::Start:
            if (choose_ports_again(task, outcome)) return;
            [[fallthrough]];
        case Job::Pull:
        case Job::Create:
            return stop_for(task, container,
                            fmt::format("{}: {}", error_name(job), outcome.error->message), now);
        case Job::Signal:
        case Job::Kill:
            if (outcome.seen) return observe(task, container, *outcome.seen, now);
            [[fallthrough]];
        case Job::Inspect:
        case Job::Remove:
            return try_later(record, now);
    }
}

void apply_success(TaskRecord& task, const Outcome& outcome, TimePoint now) {
    const auto [job, container] = outcome.step;
    auto& record = task.containers[container];
    record.failed_tries = job == Job::Create ? record.failed_tries : 0;
    record.retry_at.reset();
    if (job == Job::Pull) {
        record.image_digest = outcome.image_digest;
        record.stage = Stage::Pulled;
    }
    if (job == Job::Create) {
        record.docker_id = outcome.docker_id;
        record.stage = Stage::Created;
    }
    if (job == Job::Remove) record.removed = true;
    if (outcome.seen) observe(task, container, *outcome.seen, now);
}

docker::ContainerState row_state(Stage stage) {
    if (stage == Stage::Running) return docker::ContainerState::Running;
    return stage == Stage::Created ? docker::ContainerState::Created
                                   : docker::ContainerState::Exited;
}

}  // namespace

Stage stage_of(const TaskRecord& task) {
    auto least = Stage::Stopped;
    for (const auto& container : task.containers) least = std::min(least, container.stage);
    return least;
}

bool is_stopping(const TaskRecord& task) {
    if (task.stop_asked) return true;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (task.spec.containers[i].essential && task.containers[i].stage == Stage::Stopped)
            return true;
    return false;
}

Plan advance(TaskRecord& task, const Policy& policy, TimePoint now) {
    settle(task, now);
    Turn turn{task, policy, now};
    if (stage_of(task) == Stage::Stopped)
        turn.clean_up();
    else
        for (std::size_t i = 0; i < task.containers.size(); ++i) turn.take(i);
    return std::move(turn.plan);
}

void apply(TaskRecord& task, const Outcome& outcome, TimePoint now) {
    auto& record = task.containers[outcome.step.container];
    record.busy = false;
    if (outcome.step.job == Job::Pull && record.stage == Stage::Stopped) return;
    if (outcome.pull_began_at) {
        if (!task.pull_started_at) task.pull_started_at = outcome.pull_began_at;
        task.pull_stopped_at = now;
    }
    if (outcome.error)
        apply_failure(task, outcome, now);
    else
        apply_success(task, outcome, now);
    settle(task, now);
}

void notice(ContainerRecord& container, const docker::ContainerRow* row) {
    if (container.busy) return;
    if (container.stage == Stage::Stopped) {
        if (row != nullptr && !container.removed) container.docker_id = row->id;
        return;
    }
    if (row == nullptr) {
        container.look = !container.docker_id.empty();
        return;
    }
    container.docker_id = row->id;
    if (container.stage < Stage::Created) container.stage = Stage::Created;
    const bool same_health = container.stage != Stage::Running || container.health == row->health;
    if (row_state(container.stage) != row->state || !same_health) container.look = true;
}

}  // namespace ikada::agent
