#pragma once
// The edge to the agents: what each container instance should run.

#include "ports/node_link.hpp"
#include "world/controller.hpp"

namespace ikada::ecs {

// Subjects: container instances.
class NodeController : public world::Controller {
  public:
    explicit NodeController(ports::NodeLink& nodes) : nodes_(nodes) {}
    std::string_view name() const override { return "ecs.node"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;

  private:
    ports::NodeLink& nodes_;
};

}  // namespace ikada::ecs
