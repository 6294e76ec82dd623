#include "sim/balancer.hpp"

#include "elbv2/api.hpp"

namespace ikada::sim {

namespace {

constexpr Seconds kTick{2};
constexpr int kRequestMillisMax = 20000;  // the longest request that draining waits for

}  // namespace

void Balancer::want(ports::RoutingTable table) { table_ = std::move(table); }

void Balancer::run() {
    tick();
    timeline_.in(kTick, [this] { run(); });
}

ports::ServerSeen Balancer::probe(const ports::HealthProbe& how, const ports::RouteServer& server,
                                  Probe& state) {
    if (server.draining) {
        if (!state.drained_at)
            state.drained_at = timeline_.now() + Millis{random_.below(kRequestMillisMax)};
        const bool drained = timeline_.now() >= *state.drained_at;
        return {drained ? ports::ServerSight::Drained : ports::ServerSight::Draining, "", {}};
    }
    if (timeline_.now() >= state.next_at) {
        const bool passed = nodes_.answers(server.address, server.port);
        state.passed = passed ? state.passed + 1 : 0;
        state.failed = passed ? 0 : state.failed + 1;
        if (state.passed >= how.healthy_threshold) state.verdict = ports::ServerSight::Up;
        if (state.failed >= how.unhealthy_threshold) state.verdict = ports::ServerSight::Down;
        state.next_at = timeline_.now() + how.interval;
    }
    const bool down = state.verdict == ports::ServerSight::Down;
    return {state.verdict, down ? "connection refused" : "", {}};
}

void Balancer::tick() {
    ports::BalancerSeen seen;
    for (const auto& backend : table_.backends)
        for (const auto& server : backend.servers)
            seen.servers[backend.id][server.id] =
                probe(backend.probe, server, probes_[{backend.id, server.id}]);
    if (!platform_.is_up() || seen == told_) return;
    told_ = seen;
    const auto told = platform_.transact([&](world::Tx& tx) {
        elbv2::apply_sight(tx, seen, timeline_.now());
        return ok();
    });
    if (!told) told_.reset();
}

}  // namespace ikada::sim
