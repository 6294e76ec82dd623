#include "sim/provider.hpp"

#include "ec2/api.hpp"

namespace ikada::sim {

void Provider::want(std::vector<ports::WantedInstance> instances) {
    wanted_.clear();
    for (auto& instance : instances) wanted_.emplace(instance.id, std::move(instance));
    told_ = true;
}

void Provider::run() {
    if (told_ && platform_.is_up()) tick();
    timeline_.in(Seconds{3}, [this] { run(); });
}

void Provider::tick() {
    for (const auto* agent : nodes_.all())
        if (const auto id = agent->machine().instance_id; !wanted_.contains(id)) nodes_.destroy(id);
    std::map<std::string, ports::InstanceSeen> seen;
    for (const auto& [id, wanted] : wanted_) {
        if (!nodes_.exists(id))
            nodes_.create({wanted.id, wanted.address, wanted.cluster, wanted.size});
        seen[id] = {ports::InstanceSight::Running, ""};
    }
    (void)platform_.transact([&](world::Tx& tx) {
        ec2::apply_sight(tx, seen, timeline_.now());
        return ok();
    });
}

}  // namespace ikada::sim
