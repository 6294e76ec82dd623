#pragma once
// What tasks, services and container instances use of the CPU and memory that they have, as means
// over the last minute that agents told of.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html.

#include <optional>

#include "ecs/types.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

struct Utilization {
    double cpu_units = 0, memory_mib = 0;  // used
    Room of;                               // what tasks reserve, or an instance has registered
    bool operator==(const Utilization&) const = default;
};
// May be above 100: a task may use more than it reserves. Nothing where nothing is reserved.
std::optional<double> cpu_percent(const Utilization& use);
std::optional<double> memory_percent(const Utilization& use);

// Nothing where nothing is known of the last five minutes.
std::optional<Utilization> utilization(const world::Tx& tx, const Task& task, TimePoint now);
// The CPU that it uses, in percent of what its container instance has.
std::optional<double> cpu_percent_of_instance(const world::Tx& tx, const Task& task,
                                              const Utilization& use);
// ECS's CPUUtilization and MemoryUtilization: of its RUNNING tasks that something is known of.
std::optional<Utilization> utilization(const world::Tx& tx, const Service& service, TimePoint now);
// By all tasks on it.
std::optional<Utilization> utilization(const world::Tx& tx, const ContainerInstance& instance,
                                       TimePoint now);

}  // namespace ikada::ecs
