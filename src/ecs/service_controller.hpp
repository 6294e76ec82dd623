#pragma once
// The edge of the service reconciler.

#include "world/controller.hpp"

namespace ikada::ecs {

// Subjects: a service; "cluster/" for all services of a cluster, whose instances or room changed; a
// target's key (keys::target), for the services of the tasks behind it.
class ServiceController : public world::Controller {
  public:
    // When a task that nothing checks counts as healthy.
    explicit ServiceController(Seconds healthy_after) : healthy_after_(healthy_after) {}
    std::string_view name() const override { return "ecs.service"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;

  private:
    const Seconds healthy_after_;
};

}  // namespace ikada::ecs
