#pragma once
// What agents have told of late of what tasks use. In memory only: no decision is recorded of it,
// and after a restart it is told again. It stands beside the records because it ends with them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ecs/types.hpp"
#include "ports/node_link.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

constexpr Seconds kUsageWindow{60};          // a value is the mean over so long
constexpr Seconds kUsageKept{300};           // what is older is worth nothing; AWS: 5 minutes
constexpr std::size_t kUsageSamplesMax = 8;  // of a container; agents tell one every 20 s

struct Usage {
    double cpu_units = 0;  // 1024 a vCPU
    double memory_mib = 0;
    bool operator==(const Usage&) const = default;
};

class UsageTable final : public world::Derived {
  public:
    // Forgets a task that has STOPPED or is gone.
    void replaced(const world::Change& change) override;

    // `seen` is of one of the task's containers, `instance` where it runs. What is too old is
    // passed over; a moment that has not come counts as now.
    void hear(const Task& task, const ContainerInstance& instance,
              const ports::ContainerUseSeen& seen, TimePoint now);

    // Of all its containers, over the last minute that is told of; nothing if that is too long ago.
    std::optional<Usage> of(const Task& task, TimePoint now) const;

  private:
    struct Sample {
        TimePoint until;
        Usage usage;
    };
    using Containers = std::map<std::string, std::vector<Sample>>;  // by name

    std::map<std::string, Containers> tasks_;  // by the record's key
};

}  // namespace ikada::ecs
