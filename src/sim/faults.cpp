#include "sim/faults.hpp"

#include <array>

namespace ikada::sim {

void Faults::strike() {
    static constexpr std::array kFaults{&Faults::disconnect_agent, &Faults::disconnect_agent,
                                        &Faults::restart_machine,  &Faults::kill_container,
                                        &Faults::kill_container,   &Faults::crash_server,
                                        &Faults::lose_commit,      &Faults::restart_balancer};
    (this->*kFaults[static_cast<std::size_t>(random_.below(kFaults.size()))])();
}

// Often shorter, at times longer than kNodeLostAfter.
void Faults::disconnect_agent() {
    const auto seconds = random_.chance(0.6) ? 1 + random_.below(40) : 40 + random_.below(200);
    if (auto* agent = nodes_.pick()) agent->disconnect(Seconds{seconds});
}

void Faults::restart_machine() {
    auto* agent = nodes_.pick();
    if (!agent) return;
    const auto id = agent->machine().instance_id;
    agent->power_off();
    timeline_.in(Seconds{5 + random_.below(120)}, [this, id] {
        if (auto* back = nodes_.find(id)) back->boot(Millis{500 + random_.below(5000)});
    });
}

void Faults::kill_container() {
    if (auto* agent = nodes_.pick()) agent->kill_one_container();
}

void Faults::crash_server() {
    if (platform_.is_up()) platform_.crash();
}

void Faults::lose_commit() { platform_.crash_before_commit(); }

void Faults::restart_balancer() {
    journal_.note(timeline_.now(), "the balancer restarts");
    balancer_.restart();
}

}  // namespace ikada::sim
