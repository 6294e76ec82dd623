#pragma once
// What goes wrong, at random.

#include <functional>

#include "sim/balancer.hpp"
#include "sim/nodes.hpp"

namespace ikada::sim {

class Faults {
  public:
    Faults(Nodes& nodes, Balancer& balancer, Stage stage, Random random)
        : platform_(stage.platform),
          nodes_(nodes),
          balancer_(balancer),
          timeline_(stage.timeline),
          journal_(stage.journal),
          random_(random) {}

    // One thing goes wrong.
    void strike();

  private:
    void disconnect_agent();
    void restart_machine();
    void kill_container();
    void crash_server();
    void lose_commit();
    void restart_balancer();

    Platform& platform_;
    Nodes& nodes_;
    Balancer& balancer_;
    Timeline& timeline_;
    Journal& journal_;
    Random random_;
};

}  // namespace ikada::sim
