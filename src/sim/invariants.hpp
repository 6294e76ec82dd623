#pragma once
// What must hold after every step, and what must hold after a quiet while.

#include <map>
#include <set>
#include <string>

#include "ecs/types.hpp"
#include "sim/cron_invariants.hpp"
#include "sim/journal.hpp"
#include "sim/nodes.hpp"
#include "world/controller.hpp"

namespace ikada::sim {

// A controller only to see every change; it changes nothing.
class Invariants final : public world::Controller {
  public:
    Invariants(Timeline& timeline, Journal& journal)
        : timeline_(timeline), journal_(journal), cron_(timeline, journal) {}

    std::string_view name() const override { return "sim.invariants"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx&, const std::string&, TimePoint) override {
        return std::nullopt;
    }

    // After every step: a status only moves forward; no host port is used twice; nothing is
    // oversold; no start above the maximum; no stop of ours below the minimum, and of tasks that
    // fail a check no more than one beyond it. No new request goes to a target that drains or is
    // gone. A rollback goes to the deployment that was the last to complete.
    // `now`: the server's.
    void check_step(const world::Tx& tx, const ports::RoutingTable& table, TimePoint now);
    // Nothing was asked and nothing failed for a while: services have what they want, as far as
    // there is room, also where they were rolled back; agents run exactly what the records say, and
    // every task has an owner.
    void check_quiet(const world::Tx& tx, const Nodes& nodes, TimePoint now);
    void server_lost();

  private:
    void see_service(const world::Change& change) const;
    void see_task(const world::Change& change) const;
    bool was_well(const world::Tx& tx, const std::string& service, const std::string& task) const;
    void check_instance(const world::Tx& tx, const std::string& key);
    void check_ports(const world::Tx& tx, const ecs::ContainerInstance& instance);
    void check_service(const world::Tx& tx, const std::string& key);
    void check_given_up(const std::string& key, const std::set<std::string>& running, int floor);
    void check_rollback(const std::string& key, const ecs::Service& service);
    void check_rolled_back(const std::string& key, const ecs::Service& service);
    void check_daemon(const world::Tx& tx, const ecs::Service& service);
    void check_unprotected(const world::Tx& tx, const ecs::Service& service,
                           const std::string& key);
    bool was_crowded(const ecs::Service& service) const;
    void check_settled(const world::Tx& tx, const ecs::Service& service);
    void check_agent(const world::Tx& tx, const Agent& agent, TimePoint now);
    void check_owner(const world::Tx& tx, const ecs::Task& task, TimePoint now);
    void check_routes(const world::Tx& tx, const ports::RoutingTable& table);
    template <class... Args>
    void fail(fmt::format_string<Args...> format, Args&&... args) const {
        journal_.fail(timeline_.now(), format, std::forward<Args>(args)...);
    }

    Timeline& timeline_;
    Journal& journal_;
    // Seen since the last check. wakes() is const to its caller, the core.
    mutable std::set<std::string> changed_instances_, changed_services_;
    mutable std::map<std::string, std::set<std::string>> stopped_by_us_;  // service → tasks
    mutable std::map<std::string, std::set<std::string>> given_up_;       // likewise: they failed
    mutable std::set<std::string> failed_targets_;                        // as keys::target of ECS
    mutable std::map<std::string, TimePoint> crowded_;  // service → when room last lacked
    mutable bool all_services_ = true, routes_changed_ = true;
    TimePoint now_;                                         // the server's, of this check
    std::map<std::string, int> active_;                     // service → RUNNING and PENDING
    std::map<std::string, std::set<std::string>> healthy_;  // service → tasks
    std::map<std::string, std::set<std::string>> running_;  // service → its RUNNING tasks
    std::map<std::string, ecs::DeploymentId> completed_;    // service → the last to complete
    mutable CronInvariants cron_;
};

}  // namespace ikada::sim
