// The edges of ELBv2: load balancers come up, drained targets go, the balancer gets its table.

#include <algorithm>
#include <utility>

#include "elbv2/api.hpp"
#include "elbv2/attributes.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/routing.hpp"
#include "elbv2/target_states.hpp"

namespace ikada::elbv2 {
namespace {

// Gives a new load balancer its address and calls it active. Addresses are shared out evenly;
// several load balancers on one address get along as long as their ports differ.
class LoadBalancerController final : public world::Controller {
  public:
    explicit LoadBalancerController(Placement placement) : placement_(std::move(placement)) {}
    std::string_view name() const override { return "elbv2-load-balancers"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        if (change.is<LoadBalancer>()) keys.push_back(change.key);
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint) override {
        const auto* balancer = tx.find<LoadBalancer>(key);
        if (!balancer) return std::nullopt;
        auto next = *balancer;
        if (!is_ours(next.address)) next.address = least_used_address(tx);
        next.state = LoadBalancerState::Active;
        tx.put(std::move(next));
        return std::nullopt;
    }

  private:
    bool is_ours(const std::string& address) const {
        return std::find(placement_.addresses.begin(), placement_.addresses.end(), address) !=
               placement_.addresses.end();
    }

    std::string least_used_address(const world::Tx& tx) const {
        const auto users = [&](const std::string& address) {
            const auto all = tx.all<LoadBalancer>();
            return std::count_if(all.begin(), all.end(),
                                 [&](const LoadBalancer* b) { return b->address == address; });
        };
        return *std::min_element(placement_.addresses.begin(), placement_.addresses.end(),
                                 [&](const auto& a, const auto& b) { return users(a) < users(b); });
    }

    const Placement placement_;
};

// Ends a draining that has lasted its deregistration delay; frees targets whose group nobody uses.
class TargetController final : public world::Controller {
  public:
    std::string_view name() const override { return "elbv2-targets"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        if (change.is<Target>()) keys.push_back(change.either<Target>().target_group_arn);
        if (change.is<TargetGroup>()) keys.push_back(change.key);
        add_groups_of(change, keys);  // also those it used to forward to
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override {
        const auto* group = tx.find<TargetGroup>(key);
        const bool used = group && has_load_balancer(tx, key);
        const Seconds delay{group ? number_attribute(target_group_attributes(), group->attributes,
                                                     kDeregistrationDelay)
                                  : 0};
        std::optional<TimePoint> wake_at;
        for (const auto* target : tx.all<Target>(keys::targets_of(key))) {
            const auto gone_at = target->draining_since
                                     ? std::optional(*target->draining_since + delay)
                                     : std::nullopt;
            if (!group || (gone_at && (!used || *gone_at <= now)))
                tx.erase<Target>(world::RecordTraits<Target>::key(*target));
            else if (gone_at)
                wake_at = std::min(wake_at.value_or(*gone_at), *gone_at);
            else
                set_in_use(tx, *target, used);
        }
        return wake_at;
    }

  private:
    static void set_in_use(world::Tx& tx, const Target& target, bool used) {
        if (used == (target.state != TargetState::Unused)) return;
        auto next = target;
        set_state(next, used ? TargetState::Initial : TargetState::Unused);
        tx.put(std::move(next));
    }
};

// Keeps the routing table in parts; hands it over once a pass has refreshed those that changed.
class RoutingController final : public world::Controller {
  public:
    RoutingController(const Placement& placement, ports::Balancer& balancer)
        : parts_(placement), balancer_(balancer) {}
    std::string_view name() const override { return "elbv2-routing"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        RoutingParts::add_keys(change, keys);
        if (!keys.empty()) keys.emplace_back(kHandOver);
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint) override {
        if (key != kHandOver) {
            is_due_ |= parts_.refresh(tx, key);
            return std::nullopt;
        }
        if (!std::exchange(is_due_, false)) return std::nullopt;
        tx.after_commit(
            [this, table = parts_.table()]() mutable { balancer_.want(std::move(table)); });
        return std::nullopt;
    }

    // What is undone may be done again before the parts are looked at: it would seem told.
    void taken_back() override { is_due_ = true; }

  private:
    // Subjects run in the order of their keys: this one after all parts.
    static constexpr std::string_view kHandOver = "~";

    RoutingParts parts_;
    bool is_due_ = false;
    ports::Balancer& balancer_;
};

}  // namespace

void register_records(world::World& world) {
    world.add_table<LoadBalancer>();
    world.add_table<Listener>();
    world.add_table<Rule>();
    world.add_table<TargetGroup>();
    world.add_table<Target>();
}

std::vector<std::unique_ptr<world::Controller>> make_controllers(const Placement& placement,
                                                                 ports::Balancer& balancer) {
    std::vector<std::unique_ptr<world::Controller>> made;
    made.push_back(std::make_unique<LoadBalancerController>(placement));
    made.push_back(std::make_unique<TargetController>());
    made.push_back(std::make_unique<RoutingController>(placement, balancer));
    return made;
}

}  // namespace ikada::elbv2
