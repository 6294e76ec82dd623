#pragma once
// Where one task may go and why not. Pure: filters explain themselves, a chain of ranks orders what
// remains. The index (placement_index.hpp) finds the best; here is what best means.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecs/cluster_query.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

struct PlacementRequest {
    TaskNeeds needs;
    std::string group;                        // the task's: its instances are spread over
    std::vector<PlacementStrategy> strategy;  // empty: spread over zones, then over instances
    bool distinct_instances = false;          // at most one task of the group an instance
    std::vector<ClusterQuery> member_of;      // all must match
    bool on_machine = false;  // its targets have its EC2 instance's id: it must be on one
    std::vector<std::string> attributes = {};  // that its instance must have, by name
};

Room operator-(const Room& a, const Room& b);

// A container instance as placement sees it.
struct InstanceView {
    std::shared_ptr<const ContainerInstance> instance;
    bool reachable = false;              // its agent is connected and its machine is there to stay
    Room taken;                          // by all tasks that are not STOPPED
    std::map<HostPort, int> used_ports;  // by those tasks: how many have it
    InstanceTasks tasks;

    Room free() const;
    int tasks_of(std::string_view group) const;
};
// Counts the task on it (`sign` 1) or no longer (-1); how many more its group has there then.
//   A STOPPED task is none; one on its way out takes room, but its group no longer has it.
int count_task(InstanceView& view, const Task& task, int sign);

bool has_attributes(const ContainerInstance& instance, const std::vector<std::string>& names);

// Why an instance cannot take the task, in RunTask's words.
struct PlacementFailure {
    std::string arn;     // of the container instance
    std::string reason;  // "RESOURCE:MEMORY", "RESOURCE:CPU", "ATTRIBUTE", "AGENT" …
    bool operator==(const PlacementFailure&) const = default;
};
// A PlacementFailure's reason; nothing if it can.
std::optional<std::string_view> why_not(const PlacementRequest& request, const InstanceView& view);

// How instances are compared: level by level, the lower rank wins.
struct PlacementLevel {
    enum class By { Attribute, Host, Cpu, Memory } by = By::Host;
    std::string_view attribute;  // for Attribute: its group's tasks on all of the same value
    bool operator==(const PlacementLevel&) const = default;
};
// Whether it compares room.
bool is_bin(const PlacementLevel& level);
// Repeated levels left out. What follows a random strategy decides nothing, so it is left out too.
//   Their names are the strategy's.
std::vector<PlacementLevel> levels_of(const std::vector<PlacementStrategy>& strategy);
// An instance without the attribute has the empty value.
const std::string& spread_value(const ContainerInstance& instance, std::string_view attribute);

// Why no instance was good enough, as a service event says it:
// "The closest matching (container-instance 0f…) has insufficient memory available."
std::string explain_failures(const std::vector<PlacementFailure>& failures);
// The reason of the nearest miss; `failures` is not empty.
std::string closest_reason(const std::vector<PlacementFailure>& failures);

}  // namespace ikada::ecs
