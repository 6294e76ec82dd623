#include "agent/jobs.hpp"

#include "base/clock.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kDefaultSignal = "SIGTERM";

void note(Outcome& outcome, const Status& done) {
    if (!done) outcome.error = done.error();
}

void note_image(Outcome& outcome, const docker::Image& image) {
    if (image.repo_digests.empty()) return;
    const auto& digest = image.repo_digests.front();
    outcome.image_digest = digest.substr(digest.find('@') + 1);
}

bool cached_is_enough(PullBehavior behavior) {
    return behavior == PullBehavior::PreferCached || behavior == PullBehavior::Once;
}

void pull(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    auto cached = docker.inspect_image(order.image);
    if (!cached && cached.error().is(docker::kUnreachable)) return note(outcome, cached.error());
    if (cached && cached_is_enough(order.pull)) return note_image(outcome, *cached);
    outcome.pull_began_at = system_clock().now();
    const auto pulled = docker.pull(order.image);
    if (!pulled && !(cached && order.pull == PullBehavior::Default)) return note(outcome, pulled);
    if (auto image = docker.inspect_image(order.image); image) note_image(outcome, *image);
}

// An earlier try may have made it: the answer was lost, or we were killed before we heard it.
void create(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    auto id = docker.create(order.container, order.config);
    if (!id && id.error().is(docker::kConflict)) {
        auto present = docker.inspect(order.container);
        if (present) id = present->id;
    }
    if (!id) return note(outcome, id.error());
    outcome.docker_id = *id;
}

void look(docker::Client& docker, const JobOrder& order, Outcome& outcome) {
    auto seen = docker.inspect(order.container);
    if (seen)
        outcome.seen = *std::move(seen);
    else
        outcome.error = seen.error();
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
            look(docker, order, outcome);
            break;
        case Job::Remove:
            note(outcome, docker.remove(order.container, true));
            break;
    }
    return outcome;
}

}  // namespace ikada::agent
