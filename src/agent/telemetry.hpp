#pragma once
// Measures the running containers and tells TCS what they use.
//   A container is read every few seconds, not followed as the ECS agent does: the streams of 20
//   containers cost dockerd 7 times the CPU (measured). The engine never waits for a reading.

#include <map>
#include <memory>
#include <string>

#include "agent/latest.hpp"
#include "agent/metrics.hpp"
#include "agent/targets.hpp"
#include "agent/workers.hpp"
#include "base/random.hpp"
#include "docker/client.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"

namespace ikada::agent {

constexpr Millis kMeasureEvery{5'000};
constexpr Millis kMetricsEvery{20'000};  // TCS's cadence
constexpr int kMeasureThreads = 8;       // a reading takes up to 1 s: 40 containers in time

class Telemetry {
  public:
    // `state` may be null at first.
    Telemetry(const AgentOptions& options, const Latest<std::shared_ptr<const AgentState>>& state);

    // Null: closed. Any thread, at once.
    void tcs_opened(std::shared_ptr<net::WebSocket> socket, LinkTarget target);

  private:
    void measure_on();
    void measure();
    void measured(const std::string& docker_id, const Result<docker::Stats>& reading);
    void publish_on();
    void publish();

    const AgentOptions& options_;
    const Latest<std::shared_ptr<const AgentState>>& state_;
    // All below: the loop's one thread.
    Random random_;
    std::map<std::string, Meter> meters_;  // by Docker's id
    int awaited_ = 0;                      // readings that Docker is asked for
    std::shared_ptr<net::WebSocket> tcs_;
    LinkTarget target_;

    net::Loop loop_{1};
    Workers<docker::Client> workers_;
};

}  // namespace ikada::agent
