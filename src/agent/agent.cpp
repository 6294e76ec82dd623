#include "agent/agent.hpp"

#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <random>

#include "agent/container_config.hpp"
#include "agent/engine.hpp"
#include "agent/link.hpp"
#include "agent/metadata_server.hpp"
#include "agent/state_file.hpp"
#include "agent/streams.hpp"
#include "agent/targets.hpp"
#include "agent/telemetry.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "os/files.hpp"

namespace ikada::agent {
namespace {

constexpr Millis kEventsPatience{30'000};  // a silent stream is opened again
constexpr Seconds kEventsOverlap{2};       // events around a reconnect come twice, never not
constexpr Millis kDockerRetry{1'000};

// ---- signals: blocked in every thread, waited for by the first

sigset_t end_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

// The exit code once it is time to end.
int wait_for_end(const std::atomic<bool>& terminal) {
    constexpr timespec kLook{0, 200'000'000};
    const auto set = end_signals();
    while (!terminal)
        if (sigtimedwait(&set, nullptr, &kLook) > 0) return kExitOk;
    return kExitTerminal;
}

// ---- Docker's events

bool says_something(const std::string& action) {
    return action == "start" || action == "die" || action == "destroy" || action == "pause" ||
           action == "unpause" || action.starts_with("health_status");
}

void follow_events(const AgentOptions& options, Engine& engine) {
    docker::Client docker(options.docker_socket);
    const docker::Labels ours{{kInstanceLabel, options.instance_id}};
    bool away = false;
    auto since = system_clock().now();
    while (true) {
        const auto begun = system_clock().now();
        const auto followed = docker.events(
            ours,
            std::chrono::duration_cast<Seconds>((since - kEventsOverlap).time_since_epoch())
                .count(),
            kEventsPatience, [&](const docker::Event& event) {
                if (says_something(event.action)) engine.container_changed(event.id);
                return true;
            });
        if (followed && std::exchange(away, false)) engine.sweep_soon();
        if (followed) {
            since = begun;
            continue;
        }
        if (!std::exchange(away, true)) log::warn("{}; trying again", followed.error().message);
        std::this_thread::sleep_for(kDockerRetry);
    }
}

// ---- the parts, in the order in which they begin

std::string docker_version(const AgentOptions& options) {
    const auto version = docker::Client(options.docker_socket).version();
    if (version) return version->version;
    log::warn("{}", version.error().message);
    return "unknown";
}

bool is_sign_of_life(const std::string& tcs_message) {
    const auto document = json::parse(tcs_message);
    if (!document) return false;
    const auto type = json::text(*document, "type");
    return type == "HeartbeatMessage" || type.starts_with("AckPublish");
}

// An agent of another instance or cluster left this state: it is not ours to continue.
Result<AgentState> state_for(const AgentOptions& options) {
    auto state = load_state(options.data_dir / "agent.json");
    if (!state) return state;
    const bool fresh = state->cluster.empty();
    if (!fresh && state->instance_id != options.instance_id) state = AgentState{};
    if (!fresh && state->cluster != options.cluster)
        return fail(kMalformed,
                    "{} belongs to cluster {}, not {}; give --cluster {} or another "
                    "data folder",
                    (options.data_dir / "agent.json").string(), state->cluster, options.cluster,
                    state->cluster);
    state->cluster = options.cluster;
    state->instance_id = options.instance_id;
    return state;
}

class Agent {
  public:
    Agent(const AgentOptions& options, AgentState state)
        : options_(options),
          docker_version_(docker_version(options)),
          registration_(options, state.container_instance_arn,
                        [this](RegisteredAs as) { engine_.registered(std::move(as)); }),
          loop_(1),
          metadata_(options, snapshot_, metadata_base_),
          engine_(options, std::move(state), snapshot_, metadata_base_),
          telemetry_(options, snapshot_),
          streams_(options, loop_),
          acs_api_(*EcsApi::open(options)),
          tcs_api_(*EcsApi::open(options)),
          acs_(acs_parts(), std::random_device{}()),
          tcs_(tcs_parts(), std::random_device{}()),
          events_([this] { follow_events(options_, engine_); }) {}

    const std::atomic<bool>& terminal() const { return terminal_; }
    void save() { engine_.stop(); }

  private:
    Link::Parts acs_parts() {
        return {.name = "ACS",
                .loop = loop_,
                .prepare = [this] { return prepare_acs(); },
                .on_open = [this](auto socket) { engine_.acs_opened(std::move(socket)); },
                .on_message =
                    [this](std::string message) {
                        engine_.acs_said(
                            std::move(message),
                            {.heard = [this] { acs_.heard(); },
                             .open_stream =
                                 [this](StreamOrder order) { streams_.open(std::move(order)); }});
                    },
                .on_close = [this] { engine_.acs_opened(nullptr); }};
    }
    Link::Parts tcs_parts() {
        return {.name = "TCS",
                .loop = loop_,
                .prepare = [this] { return prepare_tcs(); },
                .on_open = [this](auto socket) { tcs_opened(std::move(socket), tcs_target_); },
                .on_message =
                    [this](const std::string& message) {
                        if (is_sign_of_life(message)) tcs_.heard();
                    },
                .on_close = [this] { tcs_opened(nullptr, {}); }};
    }
    void tcs_opened(std::shared_ptr<net::WebSocket> socket, const LinkTarget& target) {
        engine_.tcs_opened(socket, target);
        telemetry_.tcs_opened(std::move(socket), target);
    }
    Result<LinkTarget> prepare_acs() {
        auto target = acs_target(options_, registration_, acs_api_, docker_version_);
        if (!target && target.error().is(kTerminal)) {
            log::error("{}", target.error().message);
            terminal_ = true;
        }
        return target;
    }
    Result<LinkTarget> prepare_tcs() {
        auto target = tcs_target(options_, registration_, tcs_api_, docker_version_);
        if (target) tcs_target_ = *target;
        return target;
    }

    const AgentOptions& options_;
    const std::string docker_version_;
    std::atomic<bool> terminal_{false};
    Registration registration_;
    net::Loop loop_;
    Latest<std::shared_ptr<const AgentState>> snapshot_;
    Latest<std::string> metadata_base_;
    MetadataServer metadata_;  // before the engine: what it starts is told where to ask
    Engine engine_;
    Telemetry telemetry_;
    Streams streams_;
    EcsApi acs_api_, tcs_api_;  // one each link's thread
    LinkTarget tcs_target_;     // the TCS link's thread
    Link acs_, tcs_;
    std::thread events_;
};

int refuse(const Error& error, int code) {
    log::error("{}", error.message);
    return code;
}

}  // namespace

int run_agent(const AgentOptions& options) {
    const auto signals = end_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    if (auto api = EcsApi::open(options); !api) return refuse(api.error(), kExitTerminal);
    std::error_code failure;
    std::filesystem::create_directories(options.data_dir, failure);
    const auto lock = os::FileLock::take(options.data_dir / "agent.lock");
    if (!lock) return refuse(lock.error(), kExitRetry);
    auto state = state_for(options);
    if (!state) return refuse(state.error(), kExitTerminal);

    log::info("agent of {} on {}: joining cluster {} at {}", options.instance_id, options.address,
              options.cluster, options.endpoint);
    // Never destroyed: its threads may wait for Docker or the server, and the process ends here.
    auto* agent = new Agent(options, *std::move(state));
    const int code = wait_for_end(agent->terminal());
    agent->save();
    log::info("agent of {}: ended; its containers keep running", options.instance_id);
    std::_Exit(code);
}

}  // namespace ikada::agent
