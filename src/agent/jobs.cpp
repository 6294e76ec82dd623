#include "agent/jobs.hpp"

#include <array>

#include "agent/leftovers.hpp"
#include "agent/pause_image.hpp"
#include "agent/pull_rules.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kDefaultSignal = "SIGTERM";
constexpr std::string_view kLeftover = "id already in use";  // containerd's word for it

void note(Outcome& outcome, const Status& done) {
    if (!done) outcome.error = done.error();
}

void note_image(Outcome& outcome, const docker::Image& image) {
    outcome.image_id = image.id;
    if (image.repo_digests.empty()) return;
    const auto& digest = image.repo_digests.front();
    outcome.image_digest = digest.substr(digest.find('@') + 1);
}

// Made here, from the program that this one carries.
void make_pause_image(docker::Client& docker, Outcome& outcome) {
    const auto cached = docker.inspect_image(pause_image());
    if (cached) return;
    if (!cached.error().is(docker::kNotFound)) return note(outcome, cached.error());
    note(outcome,
         docker.import_image(pause_image(), pause_image_tar(), std::string(kPauseEntrypoint)));
}

bool is_enough(const JobOrder& order, const docker::Image& cached) {
    return cached_is_enough(order.pull,
                            {order.image, !cached.repo_digests.empty(), order.pulled_before},
                            order.silent_registry);
}

void pull(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    if (order.image.empty()) return make_pause_image(docker, outcome);
    auto cached = docker.inspect_image(order.image);
    if (!cached && cached.error().is(docker::kUnreachable)) return note(outcome, cached.error());
    if (cached && is_enough(order, *cached)) return note_image(outcome, *cached);
    outcome.pull_began_at = system_clock().now();
    const auto pulled = docker.pull(order.image, order.auth);
    if (!pulled && !(cached && order.pull == PullBehavior::Default)) return note(outcome, pulled);
    if (!pulled) log::warn("{}: the image that is here is used", pulled.error().message);
    outcome.pulled = static_cast<bool>(pulled);
    if (auto image = docker.inspect_image(order.image); image) note_image(outcome, *image);
    outcome.image_is_new = pulled && !(cached && cached->id == outcome.image_id);
}

Status ensure_volume(docker::Client& docker, const VolumeOrder& volume) {
    return volume.body.empty() ? docker.inspect_volume(volume.name)
                               : docker.create_volume(volume.body);
}

// An earlier try may have made it: the answer was lost, or we were killed before we heard it.
void create(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    if (!order.cgroup.empty())
        if (auto made = os::make_cgroup(order.cgroup, order.limits); !made)
            return note(outcome, made);
    for (const auto& volume : order.volumes)
        if (auto there = ensure_volume(docker, volume); !there) {
            outcome.error_name = "CannotCreateVolumeError";
            return note(outcome, there);
        }
    auto id = docker.create(order.container, order.config);
    if (!id && id.error().is(docker::kConflict)) {
        auto present = docker.inspect(order.container);
        if (present) id = present->id;
    }
    if (id) {
        outcome.docker_id = *id;
        return;
    }
    outcome.image_gone = id.error().is(docker::kNotFound) &&
                         id.error().message.find("No such image") != std::string::npos;
    note(outcome, id.error());
}

void look(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    auto seen = docker.inspect(order.container);
    if (seen)
        outcome.seen = *std::move(seen);
    else
        outcome.error = seen.error();
}

// What was started unheard may be what dockerd no longer knows of.
void inspect(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    look(docker, order, outcome);
    const bool runs_not = outcome.seen && outcome.seen->state == docker::ContainerState::Created;
    if (runs_not) end_leftovers(outcome.seen->id);
}

void remove(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    const auto removed = docker.remove(order.container, true);
    if (removed) end_leftovers(order.container);
    note(outcome, removed);
}

bool is_port_conflict(const Error& error) {
    return error.message.find("port is already allocated") != std::string::npos ||
           error.message.find("address already in use") != std::string::npos;
}

void start(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    const auto started = docker.start(order.container);
    if (started) return look(docker, order, outcome);
    note(outcome, started);
    // 404 is also what dockerd says of a network that is gone: only the container's own counts.
    if (started.error().message.find("No such container") == std::string::npos &&
        started.error().is(docker::kNotFound))
        outcome.error->kind = &docker::kRefused;
    outcome.leftover = started.error().message.find(kLeftover) != std::string::npos;
    if (outcome.leftover) end_leftovers(order.container);
    if (!is_port_conflict(started.error())) return;
    outcome.port_taken = true;
    if (auto removed = docker.remove(order.container, true); !removed)
        outcome.error = removed.error();
}

void kill(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    const std::string signal = order.step.job == Job::Kill ? "SIGKILL"
                               : order.signal.empty()      ? std::string(kDefaultSignal)
                                                           : order.signal;
    const auto sent = docker.kill(order.container, signal);
    if (sent) return;
    if (!sent.error().is(docker::kConflict)) return note(outcome, sent);
    look(docker, order, outcome);  // it was not running
}

void remove_shared(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    for (const auto& name : order.own_volumes)
        if (auto removed = docker.remove_volume(name); !removed) note(outcome, removed);
    if (!order.cgroup.empty()) os::remove_cgroup(order.cgroup);
}

// How a step that took too long is told of (node-protocol.md, 3.4).
struct Patience {
    Job job;
    std::string_view aim;
    Millis limit;
};
constexpr std::array kPatience{Patience{Job::Pull, "pulled", docker::kPullTimeout},
                               Patience{Job::Create, "created", docker::kCreateTimeout},
                               Patience{Job::Start, "started", docker::kStartTimeout}};

void explain_timeout(Outcome& outcome) {
    if (!outcome.error || !outcome.error->is(docker::kTimedOut)) return;
    for (const auto& [job, aim, limit] : kPatience) {
        if (job != outcome.step.job) continue;
        const auto seconds = std::chrono::duration_cast<Seconds>(limit).count();
        outcome.error_name = "DockerTimeoutError";
        outcome.error->message =
            fmt::format("Could not transition to {}; timed out after waiting {}m{}s", aim,
                        seconds / 60, seconds % 60);
    }
}

}  // namespace

Outcome run_job(docker::Client& docker, const JobOrder& order) {
    Outcome outcome;
    outcome.step = order.step;
    switch (order.step.job) {
        case Job::Pull:
            pull(docker, order, outcome);
            break;
        case Job::Create:
            create(docker, order, outcome);
            break;
        case Job::Start:
            start(docker, order, outcome);
            break;
        case Job::Signal:
        case Job::Kill:
            kill(docker, order, outcome);
            break;
        case Job::Inspect:
            inspect(docker, order, outcome);
            break;
        case Job::Remove:
            remove(docker, order, outcome);
            break;
        case Job::RemoveShared:
            remove_shared(docker, order, outcome);
            break;
    }
    explain_timeout(outcome);
    return outcome;
}

}  // namespace ikada::agent
