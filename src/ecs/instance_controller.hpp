#pragma once
// Container instances end with their machine.

#include "world/controller.hpp"

namespace ikada::ecs {

// Subjects: EC2 instances, by id.
class InstanceController : public world::Controller {
  public:
    std::string_view name() const override { return "ecs.instance"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;
};

}  // namespace ikada::ecs
