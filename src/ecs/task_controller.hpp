#pragma once
// The edge of the task reconciler.

#include "world/controller.hpp"

namespace ikada::ecs {

// Subjects: a task; "instance:" and a container instance's key, for all tasks on it; a target's key
// (keys::target), for the tasks behind it.
class TaskController : public world::Controller {
  public:
    std::string_view name() const override { return "ecs.task"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;
};

}  // namespace ikada::ecs
