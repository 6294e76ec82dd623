#pragma once
// Where one task goes. Pure: filters explain themselves, strategies order, the best remains.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "ecs/types.hpp"

namespace ikada::ecs {

struct PlacementRequest {
    TaskNeeds needs;
    std::vector<PlacementStrategy> strategy;  // empty: spread over zones, then over instances
    bool distinct_instances = false;          // at most one task of the group an instance
};

// A container instance as placement sees it.
struct InstanceView {
    ContainerInstanceId id;
    std::string arn;
    std::string availability_zone;
    std::vector<Attribute> attributes;
    bool reachable = true;  // its agent is connected and its machine is there to stay
    Room registered;
    Room free;                      // less all tasks that are not STOPPED
    std::set<HostPort> used_ports;  // by the machine and by those tasks
    int tasks_of_group = 0;         // those of the request's service or group
};

// Why an instance cannot take the task, in RunTask's words.
struct PlacementFailure {
    std::string arn;     // of the container instance
    std::string reason;  // "RESOURCE:MEMORY", "RESOURCE:CPU", "RESOURCE:PORTS", "AGENT" …
    bool operator==(const PlacementFailure&) const = default;
};

// Why the instance cannot take the task: a PlacementFailure's reason; nothing if it can.
std::optional<std::string_view> why_not(const PlacementRequest& request,
                                        const InstanceView& instance);

struct PlacementChoice {
    std::optional<std::size_t> chosen;       // index into the instances
    std::vector<PlacementFailure> failures;  // one an instance that cannot take it
};
PlacementChoice choose_instance(const PlacementRequest& request,
                                const std::vector<InstanceView>& instances, Random& random);

// Books a task of `needs` and of the request's group on the instance, so that it counts for the
// next one.
void take_room(InstanceView& instance, const TaskNeeds& needs);

// Why no instance was good enough, as a service event says it:
// "The closest matching (container-instance 0f…) has insufficient memory available."
std::string explain_failures(const std::vector<PlacementFailure>& failures);
// The reason of the nearest miss; `failures` is not empty.
std::string closest_reason(const std::vector<PlacementFailure>& failures);

}  // namespace ikada::ecs
