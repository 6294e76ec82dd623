#pragma once
// DAEMON services: one task on each eligible container instance. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// The desired count follows the instances.
//   True when it changed: the rest is for the next planning, which sees it.
bool follow_instances(Planning& planning);
// Tasks where none is wanted, and second ones, go.
void stop_misplaced_daemons(Planning& planning);
// An instance has no room for two revisions' daemons: the old one goes before the new one starts,
// on as many instances at once as the minimum allows. On a DRAINING instance it is the last to go.
void stop_replaced_daemons(Planning& planning);
// On each instance that has none and can be reached.
void start_missing_daemons(Planning& planning);

}  // namespace ikada::ecs
