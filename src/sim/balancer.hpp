#pragma once
// A simulated load balancer: probes what is in its table, drains what it is told to.

#include <map>
#include <string>

#include "ports/balancer.hpp"
#include "sim/nodes.hpp"

namespace ikada::sim {

class Balancer final : public ports::Balancer {
  public:
    Balancer(Platform& platform, Nodes& nodes, Timeline& timeline, Random random)
        : platform_(platform), nodes_(nodes), timeline_(timeline), random_(random) {}

    void want(ports::RoutingTable table) override;
    void on_seen(std::function<void(ports::BalancerSeen)>) override {}  // it writes itself

    // One request for each server that takes them, each second.
    ports::BalancerCounters counters() override { return counters_; }

    // Probes forever from now on.
    void run();
    // Restarted: it remembers no verdict.
    void restart() { probes_.clear(); }
    // The server was lost: it hears everything again.
    void server_lost() { told_ = false; }
    // Whether new requests may be sent there, or earlier ones are still being answered by what runs
    // there since then: those of an earlier container ended with it.
    bool has_requests(const std::string& address, int port, TimePoint since) const;
    const ports::RoutingTable& table() const { return table_; }

  private:
    // Several probes in a row agree before a verdict changes.
    struct Probe {
        int passed = 0, failed = 0;
        ports::ServerSight verdict = ports::ServerSight::Checking;
        TimePoint next_at;
        TimePoint draining_since;
        std::optional<TimePoint> drained_at;     // when the last request ends; none: unknown here
        std::optional<ports::ServerSight> seen;  // as told last
    };
    ports::ServerSight probe(const ports::HealthProbe& how, const ports::RouteServer& server,
                             Probe& state);
    TimePoint drained_at(const ports::RouteServer& server);
    bool look();
    void tell();
    void tick();
    void serve(const std::string& backend, const std::string& server);

    Platform& platform_;
    Nodes& nodes_;
    Timeline& timeline_;
    Random random_;
    ports::RoutingTable table_;
    std::map<std::pair<std::string, std::string>, Probe> probes_;
    bool told_ = false;  // the server knows all that was seen
    ports::BalancerCounters counters_;
};

}  // namespace ikada::sim
