#pragma once
// Forgets what is long over.

#include "world/controller.hpp"

namespace ikada::ecs {

// Services, clusters and container instances stay visible as INACTIVE so long. Choice: ECS says
// "for a period of time".
constexpr Seconds kInactiveKept{24 * 3600};

// Subjects: a record, as its folder and key.
class Sweep : public world::Controller {
  public:
    std::string_view name() const override { return "ecs.sweep"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;
};

}  // namespace ikada::ecs
