#include "sim/nodes.hpp"

#include <algorithm>

namespace ikada::sim {

void Nodes::want(ports::NodeWants wants) {
    const auto arn = wants.container_instance_arn;
    wants_[arn] = {++messages_, std::make_shared<const ports::NodeWants>(std::move(wants))};
    send(arn);
}

bool Nodes::loses_a_message() {
    return timeline_.now() < stage_.weather.messages_lost_until && random_.chance(0.4);
}

// A message without acknowledgement is sent again a little later, if it is still what is wanted.
void Nodes::send(const std::string& arn) {
    const auto found = wants_.find(arn);
    if (found == wants_.end()) return;
    const auto message = found->second;
    if (loses_a_message())
        return timeline_.in(Millis{5000 + random_.below(5000)}, [this, arn, message] {
            const auto now = wants_.find(arn);
            if (now != wants_.end() && now->second.number == message.number) send(arn);
        });
    deliver(arn, message, Millis{5 + random_.below(300)});
    if (random_.chance(0.03)) deliver(arn, message, Millis{5 + random_.below(30000)});
}

void Nodes::deliver(const std::string& arn, const Message& message, Millis delay) {
    timeline_.in(delay, [this, arn, message] {
        if (auto* agent = find_by_arn(arn)) agent->receive(message.number, *message.wants);
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
    auto agent = std::make_unique<Agent>(std::move(machine), stage_, Random{seed});
    agent->on_connected = [this](Agent& connected) { send(connected.arn()); };
    agent->has_requests = [this](const std::string& address, int port, TimePoint since) {
        return has_requests && has_requests(address, port, since);
    };
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

void Nodes::boot_all() {
    for (auto& [id, agent] : agents_)
        if (!agent->is_on()) agent->boot(Millis{1000 + random_.below(9000)});
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
