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

    // The server was lost: it hears everything again.
    void server_lost() { told_.reset(); }

  private:
    void close_difference();

    Platform& platform_;
    Nodes& nodes_;
    Timeline& timeline_;
    bool planned_ = false;
    std::map<std::string, ports::WantedInstance> wanted_;
    std::optional<std::map<std::string, ports::InstanceSeen>> told_;
};

}  // namespace ikada::sim
