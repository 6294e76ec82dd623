#include "agent/task_engine.hpp"

#include <algorithm>

#include "agent/dependencies.hpp"
#include "docker/client.hpp"

namespace ikada::agent {
namespace {

// ---- ends

void stop(TaskRecord& task, std::size_t container, Now now) {
    auto& record = task.containers[container];
    if (record.stage == Stage::Stopped) return;
    record.stage = Stage::Stopped;
    if (task.spec.containers[container].essential && !task.execution_stopped_at)
        task.execution_stopped_at = now.wall;
}

void stop_for(TaskRecord& task, std::size_t container, std::string reason, Now now) {
    auto& record = task.containers[container];
    // What is not reported itself speaks through its task.
    if (task.spec.containers[container].internal && task.reason.empty()) task.reason = reason;
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

std::optional<Job> starting(const TaskRecord& task, std::size_t container, TimePoint now,
                            Plan& plan) {
    switch (task.containers[container].stage) {
        case Stage::None: {
            const auto start = may_start(task, container, now);
            if (start.until) wake(plan, *start.until);
            if (start.readiness != Readiness::Ready) return std::nullopt;
            return Job::Pull;
        }
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
void settle(TaskRecord& task, Now now) {
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        auto& record = task.containers[i];
        // A pull may take minutes; nothing is lost by not waiting for it. But what may have been
        // started unheard is looked at first.
        const bool held = record.busy && record.stage != Stage::None;
        const bool unsure = record.look && !record.docker_id.empty();
        if (held || unsure || record.stage >= Stage::Running) continue;
        if (is_stopping(task)) {
            stop(task, i, now);
            continue;
        }
        if (record.busy || record.stage != Stage::None) continue;  // it has begun
        const auto start = may_start(task, i, now.steady);
        if (start.readiness != Readiness::Never) continue;
        record.exit_code = kDependencyFailedExit;
        stop_for(task, i, "CannotStartContainerError: " + start.why, now);
    }
    if (stage_of(task) == Stage::Stopped && !task.stopped_at) task.stopped_at = now.wall;
}

struct Turn {
    TaskRecord& task;
    const Policy& policy;
    Now now;
    Plan plan = {};

    bool is_due(std::size_t container);
    void begin(Job job, std::size_t container);
    std::optional<Job> job_for(std::size_t container);
    void take(std::size_t container);
    void kill_strays();
    void clean_up();
    void remove_shared();
};

// Whether a job may begin for it now.
bool Turn::is_due(std::size_t container) {
    const auto& record = task.containers[container];
    if (record.busy) return false;
    const bool later = record.retry_at && now.steady < *record.retry_at;
    if (later) wake(plan, *record.retry_at);
    return !later;
}

void Turn::begin(Job job, std::size_t container) {
    task.containers[container].busy = true;
    plan.steps.push_back({job, container});
}

std::optional<Job> Turn::job_for(std::size_t container) {
    const auto& record = task.containers[container];
    if (record.look && !record.docker_id.empty()) return Job::Inspect;
    if (record.stage == Stage::Running && is_stopping(task) && !is_needed(task, container))
        return ending(record, stop_timeout(task, container, policy), now.steady, plan);
    return is_stopping(task) ? std::nullopt : starting(task, container, now.steady, plan);
}

void Turn::take(std::size_t container) {
    auto& record = task.containers[container];
    if (!is_due(container)) return;
    const auto job = job_for(container);
    if (!job) return;
    record.look = false;
    if (*job == Job::Signal) record.signalled_at = now.steady;
    if (*job == Job::Kill) record.killed_at = now.steady;
    begin(*job, container);
}

void Turn::kill_strays() {
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (task.containers[i].stray && is_due(i)) {
            task.containers[i].stray = false;
            begin(Job::Kill, i);
        }
}

// Volumes and the control group can go once no container holds them.
void Turn::remove_shared() {
    const auto& volumes = task.spec.volumes;
    const bool has_own = std::any_of(volumes.begin(), volumes.end(), [](const VolumeSpec& volume) {
        return volume.place == VolumePlace::Task;
    });
    if ((!has_own && !has_limits(task.spec)) || task.shared_removed || task.containers.empty())
        return;
    plan.forget = false;
    if (is_due(0)) begin(Job::RemoveShared, 0);
}

void Turn::clean_up() {
    if (task.reported != Stage::Stopped || !task.stopped_at) return;
    const auto due = task.reported_at.value_or(*task.stopped_at) + policy.cleanup_wait;
    if (now.steady < due) return wake(plan, due);
    plan.forget = true;
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        const auto& record = task.containers[i];
        if (record.docker_id.empty() || record.removed) continue;
        plan.forget = false;
        if (is_due(i)) begin(Job::Remove, i);
    }
    if (plan.forget) remove_shared();
}

// ---- outcomes

void try_later(ContainerRecord& record, TimePoint now) {
    const int doublings = std::min(record.failed_tries++, 10);
    record.retry_at = now + std::min(kRetryLongest, kRetryFirst * (1 << doublings));
}

void note_times(ContainerRecord& record, const docker::Container& seen) {
    record.image_id = seen.image_id;
    record.created_at = seen.created_at;
    record.started_at = seen.started_at;
    record.finished_at = seen.finished_at;
}

void observe_end(TaskRecord& task, std::size_t container, const docker::Container& seen, Now now) {
    auto& record = task.containers[container];
    if (record.stage == Stage::Stopped) return;
    note_times(record, seen);
    if (seen.started_at || seen.finished_at) record.exit_code = seen.exit_code;
    if (seen.oom_killed)
        record.reason = "OutOfMemoryError: Container killed due to memory usage";
    else if (!seen.started_at && !seen.error.empty())
        record.reason = "CannotStartContainerError: Error response from daemon: " + seen.error;
    stop(task, container, now);
}

void observe_life(ContainerRecord& record, const docker::Container& seen, Now now) {
    if (record.stage < Stage::Running) record.stage = Stage::Running;
    note_times(record, seen);
    if (!seen.ports.empty()) record.ports = seen.ports;
    record.stop_signal = seen.stop_signal;
    if (record.health == seen.health && record.health_since) return;
    record.health = seen.health;
    record.health_since = now.wall;
}

// dockerd was killed while it started it: it runs, but without a network.
void cut_off(TaskRecord& task, std::size_t container, Now now) {
    task.containers[container].stray = true;
    stop_for(task, container, "CannotStartContainerError: dockerd ended while it started it", now);
}

void observe(TaskRecord& task, std::size_t container, const docker::Container& seen, Now now) {
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
            if (!seen.started_at) return cut_off(task, container, now);
            return observe_life(record, seen, now);
        case docker::ContainerState::Exited:
        case docker::ContainerState::Dead:
            return observe_end(task, container, seen, now);
    }
}

void vanish(TaskRecord& task, std::size_t container, Now now) {
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
        case Job::RemoveShared:
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

// Somebody removed the image between our pull and our create: pull again.
bool pull_again(ContainerRecord& record, const Outcome& outcome) {
    if (!outcome.image_gone || ++record.failed_tries > kImageTriesMax) return false;
    record.stage = Stage::None;
    return true;
}

std::string failure_reason(const Outcome& outcome) {
    const std::string_view name =
        outcome.error_name.empty() ? error_name(outcome.step.job) : outcome.error_name;
    return fmt::format("{}: {}", name, outcome.error->message);
}

void apply_failure(TaskRecord& task, const Outcome& outcome, Now now) {
    const auto [job, container] = outcome.step;
    auto& record = task.containers[container];
    const bool begins = job <= Job::Start;
    const bool silent = outcome.error->is(docker::kTimedOut) && !begins;
    if (outcome.error->is(docker::kUnreachable) || silent) {
        if (job == Job::Signal) record.signalled_at.reset();  // it was not sent
        record.look = true;                                   // it may have been done all the same
        return try_later(record, now.steady);
    }
    const bool gone = outcome.error->is(docker::kNotFound);
    if (gone && job > Job::Create && job < Job::RemoveShared) return vanish(task, container, now);
    switch (job) {
        case Job::Start:
            if (choose_ports_again(task, outcome)) return;
            if (outcome.leftover && record.failed_tries < kLeftoverTriesMax)
                return try_later(record, now.steady);
            return stop_for(task, container, failure_reason(outcome), now);
        case Job::Create:
            if (pull_again(record, outcome)) return;
            [[fallthrough]];
        case Job::Pull:
            return stop_for(task, container, failure_reason(outcome), now);
        case Job::Signal:
        case Job::Kill:
            if (outcome.seen) return observe(task, container, *outcome.seen, now);
            [[fallthrough]];
        case Job::Inspect:
        case Job::Remove:
        case Job::RemoveShared:
            return try_later(record, now.steady);
    }
}

void apply_success(TaskRecord& task, const Outcome& outcome, Now now) {
    const auto [job, container] = outcome.step;
    auto& record = task.containers[container];
    // Those of ports and images are counted over several jobs.
    if (job > Job::Create) record.failed_tries = 0;
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
    if (job == Job::RemoveShared) task.shared_removed = true;
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

Plan advance(TaskRecord& task, const Policy& policy, Now now) {
    settle(task, now);
    Turn turn{task, policy, now};
    turn.kill_strays();
    if (stage_of(task) == Stage::Stopped)
        turn.clean_up();
    else
        for (std::size_t i = 0; i < task.containers.size(); ++i) turn.take(i);
    return std::move(turn.plan);
}

void apply(TaskRecord& task, const Outcome& outcome, Now now) {
    auto& record = task.containers[outcome.step.container];
    record.busy = false;
    if (outcome.step.job == Job::Pull && record.stage == Stage::Stopped) return;
    if (outcome.pull_began_at) {
        if (!task.pull_started_at) task.pull_started_at = outcome.pull_began_at;
        task.pull_stopped_at = now.wall;
    }
    if (outcome.error)
        apply_failure(task, outcome, now);
    else
        apply_success(task, outcome, now);
    settle(task, now);
}

void notice(ContainerRecord& container, const docker::ContainerRow* row) {
    if (container.busy) return;
    if (container.docker_id.empty() && row != nullptr && !container.removed)
        container.docker_id = row->id;
    const bool same = row != nullptr && container.docker_id == row->id;
    if (container.stage == Stage::Stopped) {
        if (same) container.stray = row->state == docker::ContainerState::Running;
        return;
    }
    if (!same) {
        container.look = !container.docker_id.empty();
        return;
    }
    if (container.stage < Stage::Created) container.stage = Stage::Created;
    const bool same_health = container.stage != Stage::Running || container.health == row->health;
    if (row_state(container.stage) != row->state || !same_health) container.look = true;
}

TimePoint not_before(const AgentState& state, TimePoint wall) {
    auto latest = wall;
    for (const auto& [arn, task] : state.tasks) {
        latest = std::max(latest, task.reported_at.value_or(latest));
        for (const auto& container : task.containers)
            latest = std::max(latest, container.signalled_at.value_or(latest));
    }
    return latest;
}

}  // namespace ikada::agent
