#include "sim/provider.hpp"

#include "ec2/api.hpp"

namespace ikada::sim {

namespace {

constexpr Seconds kDelay{3};

}  // namespace

void Provider::want(std::vector<ports::WantedInstance> instances) {
    wanted_.clear();
    for (auto& instance : instances) wanted_.emplace(instance.id, std::move(instance));
    told_.reset();
    if (std::exchange(planned_, true)) return;
    timeline_.in(kDelay, [this] { close_difference(); });
}

void Provider::close_difference() {
    planned_ = false;
    for (const auto* agent : nodes_.all())
        if (const auto id = agent->machine().instance_id; !wanted_.contains(id)) nodes_.destroy(id);
    std::map<std::string, ports::InstanceSeen> seen;
    for (const auto& [id, wanted] : wanted_) {
        if (!nodes_.exists(id))
            nodes_.create({wanted.id, wanted.address, wanted.cluster, wanted.size});
        seen[id] = {ports::InstanceSight::Running, ""};
    }
    if (!platform_.is_up() || seen == told_) return;
    told_ = seen;
    platform_.see([seen = std::move(seen)](world::Tx& tx, TimePoint now) {
        ec2::apply_sight(tx, seen, now);
    });
}

}  // namespace ikada::sim
