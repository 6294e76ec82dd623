#pragma once
// What goes wrong, at random.

#include "sim/balancer.hpp"
#include "sim/nodes.hpp"

namespace ikada::sim {

class Faults {
  public:
    // `weather` is the one that the stage shows to all.
    Faults(Nodes& nodes, Balancer& balancer, Weather& weather, Stage stage)
        : nodes_(nodes),
          balancer_(balancer),
          weather_(weather),
          platform_(stage.platform),
          timeline_(stage.timeline),
          journal_(stage.journal) {}

    // One thing goes wrong.
    void strike(Random& random);
    // What lasts ends.
    void clear_up();

  private:
    void disconnect_agent(Random& random);
    void restart_agent(Random& random);
    void restart_machine(Random& random);
    void lose_machine(Random& random);
    void kill_container(Random& random);
    void crash_server(Random& random);
    void lose_commit(Random& random);
    void restart_balancer(Random& random);
    void fill_disk(Random& random);
    void jump_clock(Random& random);
    void lose_messages(Random& random);
    void slow_pulls(Random& random);
    void power_cycle(Agent& agent, Millis off, Millis boot);

    Nodes& nodes_;
    Balancer& balancer_;
    Weather& weather_;
    Platform& platform_;
    Timeline& timeline_;
    Journal& journal_;
};

}  // namespace ikada::sim
