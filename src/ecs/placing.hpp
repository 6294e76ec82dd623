#pragma once
// The edge of placement: instances as the records have them, and tasks put where placement says.

#include <vector>

#include "ecs/new_task.hpp"
#include "ecs/placement.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

struct Placed {
    std::vector<Task> tasks;                 // put already
    std::vector<PlacementFailure> failures;  // why there are not `count` of them, one an instance
};

// Places `count` tasks one after the other on the cluster's ACTIVE instances; each counts for the
// next. Never more than an instance has room or free ports for: Amazon's agent would hold all later
// tasks back until the first one fits.
Placed place_tasks(world::Tx& tx, const NewTask& what, int count, TimePoint now);

struct Eligibility {
    const ContainerInstance* instance;
    std::optional<std::string> why_not;  // in RunTask's words; nothing: it can take the task
};
// What placement is asked for such tasks. To be made once for all of a launch.
PlacementRequest request_of(const NewTask& what);
// For each ACTIVE instance of the cluster, in the order of their ids, whether it can take one more
// such task. Looks at all of them: for DAEMON services, and to explain what could not be placed.
std::vector<Eligibility> eligible_instances(const world::Tx& tx, const NewTask& what);
// Whether this one can, whatever its status.
Eligibility eligibility_of(const world::Tx& tx, const PlacementRequest& request,
                           const ContainerInstance& instance);

// A recorded instance as placement sees it, made anew from the records.
InstanceView view_of(const world::Tx& tx, const ContainerInstance& instance);

// What the placement index has otherwise than the records; nothing if all is well.
std::optional<std::string> check_placement(const world::Tx& tx);

}  // namespace ikada::ecs
