#include "sim/nodes.hpp"

#include <algorithm>

namespace ikada::sim {

void Nodes::want(ports::NodeWants wants) {
    const auto arn = wants.container_instance_arn;
    wants_[arn] = std::move(wants);
    send(arn);
}

// The agent is told what is wanted when the message arrives; an older one says nothing new then.
void Nodes::send(const std::string& arn) {
    timeline_.in(Millis{5 + random_.below(300)}, [this, arn] {
        auto* agent = find_by_arn(arn);
        const auto wants = wants_.find(arn);
        if (agent && wants != wants_.end()) agent->receive(wants->second);
    });
}

void Nodes::forget(const std::string& arn) {
    wants_.erase(arn);
    if (!forgotten_.insert(arn).second) return;
    if (auto* agent = find_by_arn(arn)) agent->forget();
}

void Nodes::create(Agent::Machine machine) {
    const auto id = machine.instance_id;
    const auto seed = static_cast<std::uint64_t>(random_.below(1LL << 40));
    const Stage stage{platform_, timeline_, journal_};
    auto agent = std::make_unique<Agent>(std::move(machine), stage, Random{seed});
    agent->on_connected = [this](Agent& connected) { send(connected.arn()); };
    agent->boot(Millis{1000 + random_.below(9000)});
    agents_.emplace(id, std::move(agent));
}

void Nodes::destroy(const std::string& instance_id) {
    const auto found = agents_.find(instance_id);
    if (found == agents_.end()) return;
    found->second->power_off();
    graveyard_.push_back(std::move(found->second));
    agents_.erase(found);
}

void Nodes::server_lost() {
    wants_.clear();
    for (auto& [id, agent] : agents_) agent->drop_connection(Millis{500 + random_.below(4500)});
}

Agent* Nodes::find_by_arn(const std::string& arn) {
    for (auto& [id, agent] : agents_)
        if (agent->arn() == arn) return agent.get();
    return nullptr;
}

Agent* Nodes::find(const std::string& instance_id) {
    const auto found = agents_.find(instance_id);
    return found == agents_.end() ? nullptr : found->second.get();
}

Agent* Nodes::pick() {
    std::vector<Agent*> on;
    for (auto& [id, agent] : agents_)
        if (agent->is_on()) on.push_back(agent.get());
    if (on.empty()) return nullptr;
    return on[static_cast<std::size_t>(random_.below(std::ssize(on)))];
}

bool Nodes::answers(const std::string& address, int port) const {
    return std::ranges::any_of(agents_, [&](const auto& entry) {
        return entry.second->machine().address == address && entry.second->answers(port);
    });
}

std::vector<const Agent*> Nodes::all() const {
    std::vector<const Agent*> found;
    for (const auto& [id, agent] : agents_) found.push_back(agent.get());
    return found;
}

}  // namespace ikada::sim
