#include "agent/telemetry.hpp"

#include <algorithm>
#include <random>

#include "base/clock.hpp"

namespace ikada::agent {
namespace {

double vcpus_of(const AgentOptions& options) {
    constexpr double kUnitsPerVcpu = 1024;
    return std::max(1, options.cpu_units) / kUnitsPerVcpu;
}

}  // namespace

Telemetry::Telemetry(const AgentOptions& options,
                     const Latest<std::shared_ptr<const AgentState>>& state)
    : options_(options),
      state_(state),
      random_(std::random_device{}()),
      workers_(kMeasureThreads, [&options] { return docker::Client(options.docker_socket); }) {
    loop_.post([this] { measure_on(); });
    loop_.post_after(kMetricsEvery, [this] { publish_on(); });
}

void Telemetry::tcs_opened(std::shared_ptr<net::WebSocket> socket, LinkTarget target) {
    loop_.post([this, socket = std::move(socket), target = std::move(target)] {
        tcs_ = socket;
        target_ = target;
        if (tcs_) publish();  // the first set comes at once
    });
}

// ---- readings

void Telemetry::measure_on() {
    loop_.post_after(kMeasureEvery, [this] { measure_on(); });
    if (awaited_ == 0) measure();
}

void Telemetry::measure() {
    const auto state = state_.read();
    if (!state) return;
    const auto running = measured_containers(*state);
    std::erase_if(meters_, [&](const auto& entry) {
        return std::find(running.begin(), running.end(), entry.first) == running.end();
    });
    for (const auto& id : running) {
        ++awaited_;
        workers_.post([this, id](docker::Client& docker) {
            loop_.post([this, id, reading = docker.measure(id)] { measured(id, reading); });
        });
    }
}

// No reading of what has just ended, nor while Docker is away; that is told elsewhere.
void Telemetry::measured(const std::string& docker_id, const Result<docker::Stats>& reading) {
    --awaited_;
    if (reading) meters_.try_emplace(docker_id, vcpus_of(options_)).first->second.add(*reading);
}

// ---- sets

void Telemetry::publish_on() {
    loop_.post_after(kMetricsEvery, [this] { publish_on(); });
    publish();
}

// What nobody listens to is forgotten: a set tells of now.
void Telemetry::publish() {
    Uses uses;
    for (auto& [id, meter] : meters_)
        if (auto use = meter.take()) uses.emplace(id, *std::move(use));
    const auto state = state_.read();
    if (!tcs_ || !state) return;
    const auto now = system_clock().now();
    for (const auto& message : metrics_messages(*state, uses, random_.uuid(), now))
        tcs_->send(tcs_frame(options_, target_, message, now));
}

}  // namespace ikada::agent
