#include "sim/balancer.hpp"

#include "elbv2/api.hpp"

namespace ikada::sim {

namespace {

constexpr Seconds kTick{2};
constexpr int kRequestMillisMax = 20000;  // the longest request that draining waits for

}  // namespace

void Balancer::want(ports::RoutingTable table) {
    table_ = std::move(table);
    std::map<std::pair<std::string, std::string>, Probe> kept;
    for (const auto& backend : table_.backends)
        for (const auto& server : backend.servers)
            if (auto known = probes_.extract({backend.id, server.id})) {
                auto& state = kept.insert(std::move(known)).position->second;
                if (!server.draining || state.drained_at) continue;
                state.draining_since = timeline_.now();
                state.drained_at = drained_at(server);
            }
    probes_ = std::move(kept);
}

// Requests in flight end with the container, at the latest.
TimePoint Balancer::drained_at(const ports::RouteServer& server) {
    if (!nodes_.answers(server.address, server.port)) return timeline_.now();
    return timeline_.now() + Millis{random_.below(kRequestMillisMax)};
}

void Balancer::run() {
    tick();
    timeline_.in(kTick, [this] { run(); });
}

ports::ServerSight Balancer::probe(const ports::HealthProbe& how, const ports::RouteServer& server,
                                   Probe& state) {
    if (server.draining) {
        const bool drained = !state.drained_at || timeline_.now() >= *state.drained_at;
        return drained ? ports::ServerSight::Drained : ports::ServerSight::Draining;
    }
    if (timeline_.now() >= state.next_at) {
        const bool passed = nodes_.answers(server.address, server.port);
        state.passed = passed ? state.passed + 1 : 0;
        state.failed = passed ? 0 : state.failed + 1;
        if (state.passed >= how.healthy_threshold) state.verdict = ports::ServerSight::Up;
        if (state.failed >= how.unhealthy_threshold) state.verdict = ports::ServerSight::Down;
        state.next_at = timeline_.now() + how.interval;
    }
    return state.verdict;
}

// Whether anything looks different.
bool Balancer::look() {
    bool different = false;
    for (const auto& backend : table_.backends)
        for (const auto& server : backend.servers) {
            auto& state = probes_[{backend.id, server.id}];
            const auto sight = probe(backend.probe, server, state);
            if (sight == ports::ServerSight::Up) serve(backend.id, server.id);
            different |= state.seen != sight;
            state.seen = sight;
        }
    return different;
}

void Balancer::tell() {
    ports::BalancerSeen seen;
    for (const auto& backend : table_.backends)
        for (const auto& server : backend.servers) {
            const auto sight = *probes_[{backend.id, server.id}].seen;
            const bool down = sight == ports::ServerSight::Down;
            seen.servers[backend.id][server.id] = {
                sight,
                down ? "connection refused" : "",
                {},
                down ? ports::ProbeFault::Unreachable : ports::ProbeFault::None};
        }
    told_ = true;
    platform_.see([seen = std::move(seen)](world::Tx& tx, TimePoint now) {
        elbv2::apply_sight(tx, seen, now);
    });
}

void Balancer::serve(const std::string& backend, const std::string& server) {
    auto& counted = counters_.servers[backend][server];
    counted.requests += kTick.count();
    counted.answers[0] = counted.requests;
}

void Balancer::tick() {
    if (look()) told_ = false;
    if (!told_ && platform_.is_up()) tell();
}

bool Balancer::has_requests(const std::string& address, int port, TimePoint since) const {
    for (const auto& backend : table_.backends)
        for (const auto& server : backend.servers) {
            if (server.port != port || server.address != address) continue;
            if (!server.draining) return true;
            const auto known = probes_.find({backend.id, server.id});
            if (known == probes_.end() || known->second.draining_since < since) continue;
            if (known->second.drained_at > timeline_.now()) return true;
        }
    return false;
}

}  // namespace ikada::sim
