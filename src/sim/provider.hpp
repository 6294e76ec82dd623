#pragma once
// A simulated provider: makes the wanted machines, ends the others.

#include "ports/instance_provider.hpp"
#include "sim/nodes.hpp"

namespace ikada::sim {

class Provider final : public ports::InstanceProvider {
  public:
    Provider(Platform& platform, Nodes& nodes, Timeline& timeline)
        : platform_(platform), nodes_(nodes), timeline_(timeline) {}

    void want(std::vector<ports::WantedInstance> instances) override;
    void on_seen(std::function<void(std::map<std::string, ports::InstanceSeen>)>) override {}

    // Closes the difference forever from now on.
    void run();

  private:
    void tick();

    Platform& platform_;
    Nodes& nodes_;
    Timeline& timeline_;
    bool told_ = false;  // what should be, since the server started
    std::map<std::string, ports::WantedInstance> wanted_;
};

}  // namespace ikada::sim
