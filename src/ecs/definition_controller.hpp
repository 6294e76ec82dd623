#pragma once
// Ends task definitions that are being deleted.

#include "world/controller.hpp"

namespace ikada::ecs {

// Subjects: task definitions, by ARN. One that is DELETE_IN_PROGRESS goes once no task that is not
// STOPPED and no service's deployment is of it.
class DefinitionController : public world::Controller {
  public:
    std::string_view name() const override { return "ecs.task-definition"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;
};

}  // namespace ikada::ecs
