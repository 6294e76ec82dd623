#include "sim/faults.hpp"

#include "sim/habit.hpp"

namespace ikada::sim {

void Faults::strike(Random& random) {
    static constexpr std::array kFaults{
        Habit{6, &Faults::disconnect_agent}, Habit{2, &Faults::restart_agent},
        Habit{3, &Faults::restart_machine},  Habit{1, &Faults::lose_machine},
        Habit{6, &Faults::kill_container},   Habit{3, &Faults::crash_server},
        Habit{3, &Faults::lose_commit},      Habit{3, &Faults::restart_balancer},
        Habit{2, &Faults::fill_disk},        Habit{1, &Faults::jump_clock},
        Habit{2, &Faults::lose_messages},    Habit{2, &Faults::slow_pulls}};
    act_by(kFaults, *this, random, random);
}

void Faults::clear_up() {
    platform_.disarm();
    nodes_.boot_all();
    platform_.set_disk_full(false);
    weather_ = {};
}

// Often shorter, at times longer than kNodeLostAfter.
void Faults::disconnect_agent(Random& random) {
    const auto seconds = random.chance(0.6) ? 1 + random.below(40) : 40 + random.below(200);
    if (auto* agent = nodes_.pick()) agent->disconnect(Seconds{seconds});
}

void Faults::restart_agent(Random& random) {
    if (auto* agent = nodes_.pick()) agent->restart_agent(Millis{500 + random.below(20000)});
}

void Faults::power_cycle(Agent& agent, Millis off, Millis boot) {
    const auto id = agent.machine().instance_id;
    agent.power_off();
    timeline_.in(off, [this, id, boot] {
        auto* back = nodes_.find(id);
        if (back && !back->is_on()) back->boot(boot);
    });
}

void Faults::restart_machine(Random& random) {
    if (auto* agent = nodes_.pick())
        power_cycle(*agent, Seconds{5 + random.below(120)}, Millis{500 + random.below(5000)});
}

// Long enough to be given up, back when everything has gone on without it.
void Faults::lose_machine(Random& random) {
    if (auto* agent = nodes_.pick())
        power_cycle(*agent, Seconds{300 + random.below(1800)}, Millis{500 + random.below(60000)});
}

void Faults::kill_container(Random&) {
    if (auto* agent = nodes_.pick()) agent->kill_one_container();
}

void Faults::crash_server(Random&) {
    if (platform_.is_up()) platform_.crash();
}

void Faults::lose_commit(Random&) { platform_.crash_before_commit(); }

void Faults::restart_balancer(Random&) {
    journal_.note(timeline_.now(), "the balancer restarts");
    balancer_.restart();
}

void Faults::fill_disk(Random& random) {
    journal_.note(timeline_.now(), "the disk is full");
    platform_.set_disk_full(true);
    timeline_.in(Seconds{1 + random.below(120)}, [this] {
        journal_.note(timeline_.now(), "the disk has room");
        platform_.set_disk_full(false);
    });
}

// Mostly as when a clock is set right, at times as when someone sets it wrong.
void Faults::jump_clock(Random& random) {
    const auto most = random.chance(0.6) ? 5'000 : 7'200'000;
    const Millis by{random.below(2 * most) - most};
    journal_.note(timeline_.now(), "the server's clock jumps by {} ms", by.count());
    platform_.jump_clock(by);
}

void Faults::lose_messages(Random& random) {
    journal_.note(timeline_.now(), "messages get lost");
    weather_.messages_lost_until = timeline_.now() + Seconds{10 + random.below(180)};
}

void Faults::slow_pulls(Random& random) {
    journal_.note(timeline_.now(), "images are slow to pull");
    weather_.pulls_slow_until = timeline_.now() + Seconds{30 + random.below(300)};
}

}  // namespace ikada::sim
