#include "sim/agent.hpp"

#include <algorithm>

#include "base/arn.hpp"
#include "base/json.hpp"
#include "ecs/api.hpp"
#include "ecs/errors.hpp"

namespace ikada::sim {

namespace {

using ecs::shapes::RegisterContainerInstanceRequest;
using ecs::shapes::RegisterContainerInstanceResponse;
using ecs::shapes::SubmitTaskStateChangeResponse;

constexpr int kFirstDynamicPort = 32768;
constexpr int kLastDynamicPort = 60999;
constexpr int kReservedMib = 32;

ecs::shapes::Resource integer_resource(const char* name, int value) {
    ecs::shapes::Resource resource;
    resource.name = name;
    resource.type = "INTEGER";
    resource.integer_value = value;
    return resource;
}

ecs::shapes::Attribute attribute(const char* name) {
    ecs::shapes::Attribute attribute;
    attribute.name = name;
    return attribute;
}

ecs::shapes::Resource ports_resource(const char* name, std::vector<std::string> ports) {
    ecs::shapes::Resource resource;
    resource.name = name;
    resource.type = "STRINGSET";
    resource.string_set_value = std::move(ports);
    return resource;
}

}  // namespace

Behaviour behaviour_of(std::string_view image) {
    if (image == "unpullable") return Behaviour::Unpullable;
    if (image == "crashes") return Behaviour::Crashes;
    if (image == "sick") return Behaviour::Sick;
    if (image == "finishes") return Behaviour::Finishes;
    return Behaviour::Serves;
}

Agent::Agent(Machine machine, Stage stage, Random random)
    : machine_(std::move(machine)),
      stage_(stage),
      platform_(stage.platform),
      timeline_(stage.timeline),
      journal_(stage.journal),
      random_(random),
      checks_health_(random_.chance(0.85)) {}

void Agent::later(Millis delay, std::function<void()> what) {
    timeline_.in(delay, [this, life = life_, what = std::move(what)] {
        if (on_ && life == life_) what();
    });
}

// ---- machine and connection

void Agent::boot(Millis delay) {
    on_ = true;
    later(delay, [this] {
        agent_up_ = true;
        register_instance();
    });
}

void Agent::power_off() {
    journal_.note(timeline_.now(), "{} loses power", machine_.instance_id);
    on_ = agent_up_ = is_refused_ = false;  // it asks again when it is back
    ++life_;
    taken_.clear();
    live_.clear();
    flushing_ = false;
    // What ran is gone; the agent finds out when it is back, and says so.
    for (auto& [arn, run] : runs_) {
        if (run.phase == Phase::Stopped) continue;
        run.phase = Phase::Stopped;
        run.exit_code = 137;
        report(run, "STOPPED");
    }
    if (std::exchange(connected_, false)) tell_connection(false);
}

void Agent::register_instance() {
    RegisterContainerInstanceRequest request;
    request.cluster = machine_.cluster;
    if (!arn_.empty()) request.container_instance_arn = arn_;
    request.attributes = {attribute("com.amazonaws.ecs.capability.docker-remote-api.1.18")};
    if (checks_health_)
        request.attributes->push_back(attribute("ecs.capability.container-health-check"));
    request.total_resources = {integer_resource("CPU", machine_.size.vcpus * 1024),
                               integer_resource("MEMORY", machine_.size.memory_mib - kReservedMib),
                               ports_resource("PORTS", {"22", "2375", "51678"}),
                               ports_resource("PORTS_UDP", {})};
    const auto answer = platform_.call<RegisterContainerInstanceResponse>(
        "RegisterContainerInstance", request, machine_.instance_id);
    if (!answer) {
        journal_.note(timeline_.now(), "{} cannot register: {}", machine_.instance_id,
                      answer.error().message);
        if (answer.error().is(ecs::errors::kClient)) {
            agent_up_ = false;
            return give_up();
        }
        return later(between(1000, 5000), [this] { register_instance(); });
    }
    arn_ = answer->container_instance->container_instance_arn.value_or("");
    later(between(50, 500), [this] { connect(); });
}

void Agent::connect() {
    if (connected_ || !agent_up_ || is_refused_ || arn_.empty()) return;
    if (!platform_.is_up()) return later(between(500, 3000), [this] { connect(); });
    connected_ = true;
    ++connection_;
    journal_.note(timeline_.now(), "{} connects as {}", machine_.instance_id, arn_);
    tell_connection(true);
    if (connected_) on_connected(*this);
    flush();
}

// The server may see an end late; it never takes an old end for the new connection's.
void Agent::tell_connection(bool connected) {
    const auto tell = [this, connected, connection = connection_] {
        if (!connected && connection != connection_) return;
        const ports::NodeConnection seen{arn_, connected, "1.0", "hash", "20.10"};
        platform_.see(
            [seen](world::Tx& tx, TimePoint now) { ecs::apply_connection(tx, seen, now); });
    };
    if (connected) return tell();
    timeline_.in(between(0, 20000), tell);
}

void Agent::drop_connection(Millis retry_in) {
    connected_ = false;
    if (agent_up_) later(retry_in, [this] { connect(); });
}

void Agent::disconnect(Millis duration) {
    if (!connected_) return;
    journal_.note(timeline_.now(), "{} is away for {} ms", machine_.instance_id, duration.count());
    agent_up_ = false;
    connected_ = false;
    tell_connection(false);
    later(duration, [this] {
        agent_up_ = true;
        connect();
    });
}

void Agent::restart_agent(Millis duration) {
    if (!agent_up_) return;
    journal_.note(timeline_.now(), "{}: its agent restarts", machine_.instance_id);
    agent_up_ = false;
    if (std::exchange(connected_, false)) tell_connection(false);
    later(duration, [this] {
        agent_up_ = true;
        register_instance();
    });
}

void Agent::forget() {
    if (arn_.empty()) return;
    journal_.note(timeline_.now(), "{} is no longer registered", machine_.instance_id);
    for (const auto& arn : live_) runs_.at(arn).is_orphan = true;
    give_up();
}

// As src/agent: it asks in vain, or ends at the next start, until someone removes its saved state.
void Agent::give_up() {
    connected_ = false;
    if (std::exchange(is_refused_, true)) return;
    later(between(60000, 600000), [this] { start_anew(); });
}

// Without its saved state it registers as another instance, and adopts the containers it finds.
void Agent::start_anew() {
    if (!std::exchange(is_refused_, false)) return;
    journal_.note(timeline_.now(), "{} starts anew", machine_.instance_id);
    agent_up_ = true;
    arn_.clear();
    unsent_.clear();
    register_instance();
}

// ---- tasks

void Agent::receive(int number, const ports::NodeWants& wants) {
    if (!connected_ || number < last_message_) return;
    last_message_ = number;
    std::set<std::string> named;
    for (const auto& task : wants.tasks) {
        named.insert(task.task_arn);
        if (task.desire == ports::NodeDesire::Stopped)
            stop_task(task.task_arn);
        else if (!runs_.contains(task.task_arn))
            start_task(task);
    }
    for (const auto& arn : std::vector(live_.begin(), live_.end()))
        if (!named.contains(arn)) stop_task(arn);
}

void Agent::start_task(const ports::NodeTask& task) {
    const auto payload = json::parse(task.payload());
    const auto& container = json::list(*payload, "containers").at(0);
    Run run{.arn = task.task_arn,
            .container = json::text(container, "name"),
            .ports = {},
            .bound = {},
            .reason = {}};
    run.behaviour = behaviour_of(json::text(container, "image"));
    run.has_health_check = json::text(container, "healthCheckType") == "docker";
    if (run.has_health_check && !checks_health_)
        journal_.fail(timeline_.now(), "task {} needs an attribute that {} does not have", run.arn,
                      machine_.instance_id);
    for (const auto& mapping : json::list(container, "portMappings"))
        run.ports.emplace_back(json::integer(mapping, "containerPort"),
                               json::integer(mapping, "hostPort"));
    runs_[run.arn] = run;
    live_.insert(run.arn);
    const bool slow = random_.chance(0.1);
    const bool very_slow = timeline_.now() < stage_.weather.pulls_slow_until;
    const auto pull = very_slow ? between(20000, 150000)
                      : slow    ? between(5000, 25000)
                                : between(200, 4000);
    later(pull, [this, arn = run.arn] { become_running(arn); });
}

bool Agent::bind_ports(Run& run) {
    for (const auto& [container_port, asked] : run.ports) {
        int port = asked;
        while (port == 0 || (asked == 0 && taken_.contains(port))) {
            port = next_port_++;
            if (next_port_ > kLastDynamicPort) next_port_ = kFirstDynamicPort;
        }
        if (!taken_.emplace(port, run.arn).second) return false;
        run.bound[container_port] = port;
    }
    return true;
}

// They hold ports that the server takes for free.
bool Agent::has_orphans() const {
    return std::ranges::any_of(live_,
                               [&](const std::string& arn) { return runs_.at(arn).is_orphan; });
}

void Agent::become_running(const std::string& arn) {
    auto& run = runs_.at(arn);
    if (run.phase != Phase::Starting) return;
    if (run.behaviour == Behaviour::Unpullable)
        return end(arn, -1, "CannotPullContainerError: no such image");
    if (!bind_ports(run)) {
        if (!has_orphans())
            journal_.fail(timeline_.now(), "a host port of task {} is taken on {}", arn,
                          machine_.instance_id);
        return end(arn, -1, "CannotStartContainerError: port is already allocated");
    }
    run.phase = Phase::Running;
    run.running_since = timeline_.now();
    report(run, "RUNNING");
    if (run.has_health_check) later(between(3000, 12000), [this, arn] { tell_health(arn); });
    if (run.behaviour == Behaviour::Crashes)
        later(random_.chance(0.7) ? between(500, 6000) : between(6000, 36000),
              [this, arn] { end(arn, 1, ""); });
    if (run.behaviour == Behaviour::Finishes)
        later(between(5000, 90000), [this, arn] { end(arn, 0, ""); });
}

void Agent::tell_health(const std::string& arn) {
    const auto found = runs_.find(arn);
    if (found == runs_.end() || found->second.phase != Phase::Running) return;
    const auto& run = found->second;
    const char* status = run.behaviour == Behaviour::Sick ? "UNHEALTHY" : "HEALTHY";
    if (connected_)
        platform_.see([seen = ports::ContainerHealthSeen{arn, run.container, status}](
                          world::Tx& tx, TimePoint) { ecs::apply_health(tx, {seen}); });
    later(between(20000, 40000), [this, arn] { tell_health(arn); });
}

void Agent::stop_task(const std::string& arn) {
    auto& run = runs_[arn];
    if (run.arn.empty()) {  // never heard of it: it is stopped
        run.arn = arn;
        run.phase = Phase::Stopped;
    }
    if (run.phase == Phase::Stopped) return report(run, "STOPPED");
    if (run.phase == Phase::Stopping) return;
    check_may_stop(run);
    run.phase = Phase::Stopping;
    const bool slow = random_.chance(0.2);
    later(slow ? between(5000, 30000) : between(50, 3000), [this, arn] { end(arn, 137, ""); });
}

// Requests must have ended, and no new one may come, before a container is stopped.
void Agent::check_may_stop(const Run& run) {
    for (const auto& [container_port, port] : run.bound)
        if (has_requests(machine_.address, port, run.running_since))
            journal_.fail(timeline_.now(), "task {} is to stop, and {}:{} still has requests",
                          run.arn, machine_.address, port);
}

void Agent::end(const std::string& arn, int exit_code, const std::string& reason) {
    const auto found = runs_.find(arn);
    if (found == runs_.end() || found->second.phase == Phase::Stopped) return;
    auto& run = found->second;
    for (const auto& [container_port, port] : run.bound) taken_.erase(port);
    run.phase = Phase::Stopped;
    live_.erase(arn);
    run.exit_code = exit_code;
    run.reason = reason;
    report(run, "STOPPED");
}

void Agent::kill_one_container() {
    std::vector<std::string> running;
    for (const auto& [arn, run] : runs_)
        if (run.phase == Phase::Running) running.push_back(arn);
    if (running.empty()) return;
    const auto& victim = running[static_cast<std::size_t>(random_.below(std::ssize(running)))];
    journal_.note(timeline_.now(), "a container of {} dies", victim);
    end(victim, 137, "");
}

bool Agent::answers(int port) const {
    const auto taken = taken_.find(port);
    if (!on_ || taken == taken_.end()) return false;
    const auto& run = runs_.at(taken->second);
    const bool up = run.phase == Phase::Running || run.phase == Phase::Stopping;
    return up && run.behaviour != Behaviour::Sick;
}

// ---- reports: in order, until they are acknowledged, some twice

void Agent::report(const Run& run, std::string_view status) {
    ecs::shapes::ContainerStateChange container;
    container.container_name = run.container;
    container.runtime_id = "docker-" + std::string(last_part(run.arn));
    container.status = std::string(status);
    if (status == "STOPPED" && run.exit_code >= 0) container.exit_code = run.exit_code;
    if (!run.reason.empty()) container.reason = run.reason;
    std::vector<ecs::shapes::NetworkBinding> bindings;
    for (const auto& [container_port, port] : run.bound)
        bindings.push_back({"0.0.0.0", container_port, port, {}});
    container.network_bindings = bindings;

    Report report;
    report.cluster = machine_.cluster;
    report.task = run.arn;
    report.status = std::string(status);
    if (!run.container.empty()) report.containers = {container};
    unsent_.push_back(std::move(report));
    later(between(5, 400), [this] { flush(); });
}

void Agent::flush() {
    if (flushing_ || !agent_up_ || unsent_.empty()) return;
    const bool lossy = timeline_.now() < stage_.weather.messages_lost_until;
    const auto again = [this] { later(between(1000, 4000), [this] { flush(); }); };
    if (lossy && random_.chance(0.3)) return again();  // it never arrives
    flushing_ = true;
    const auto report = unsent_.front();
    const auto answer = platform_.call<SubmitTaskStateChangeResponse>("SubmitTaskStateChange",
                                                                      report, machine_.instance_id);
    flushing_ = false;
    if (!answer) return again();
    stage_.ledger.task_reported(report.task.value_or(""), report.status.value_or(""));
    if (lossy && random_.chance(0.3)) return again();  // its answer never arrives
    if (unsent_.empty()) return;                       // the answer made it start anew
    unsent_.erase(unsent_.begin());
    if (random_.chance(0.05)) later(between(10, 60000), [this, report] { submit(report); });
    flush();
}

// A repetition that arrives late; nobody waits for its answer.
void Agent::submit(Report report) {
    if (agent_up_)
        (void)platform_.call<SubmitTaskStateChangeResponse>("SubmitTaskStateChange", report,
                                                            machine_.instance_id);
}

}  // namespace ikada::sim
