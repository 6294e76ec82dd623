#pragma once
// What the wiring and other services may ask of ECS.

#include <memory>
#include <vector>

#include "aws/operation.hpp"
#include "ecs/event_sources.hpp"
#include "ecs/own_api.hpp"
#include "ecs/shapes.hpp"
#include "ecs/types.hpp"
#include "ecs/utilization.hpp"
#include "ports/node_link.hpp"
#include "ports/streams.hpp"
#include "world/controller.hpp"

namespace ikada::ecs {

void register_records(world::World& world);
const aws::Service& service();
const aws::Service& own_service();  // own_api.hpp

// In the order in which they run: tasks' lives, services, node link, sweep of what is long over.
//   `healthy_after`: when a task that nothing checks counts as healthy.
std::vector<std::unique_ptr<world::Controller>> make_controllers(ports::NodeLink& nodes,
                                                                 Seconds healthy_after);

// Who carries the streams that are asked for; must outlive the world's last transaction. Without
// one no task can be reached.
void carry_streams(world::World& world, ports::StreamLink& streams);

// Makes the cluster unless an ACTIVE one of that name exists, as agents do for `default`.
void ensure_cluster(world::Tx& tx, const aws::Installation& installation, std::string_view name,
                    TimePoint now);

// RunTask for other services. Tasks that found no place stand in the answer as failures.
//   Errors: as the operation's.
Result<shapes::RunTaskResponse> run_tasks(world::Tx& tx, const shapes::RunTaskRequest& request,
                                          TimePoint now);
// Those of its errors that the request alone tells.
Status check_run_task(const shapes::RunTaskRequest& request);

// What the node link saw, written into the records; what is used, kept in memory.
void apply_connection(world::Tx& tx, const ports::NodeConnection& seen, TimePoint now);
void apply_health(world::Tx& tx, const std::vector<ports::ContainerHealthSeen>& seen);
void apply_use(world::Tx& tx, const std::vector<ports::ContainerUseSeen>& seen, TimePoint now);
// Agents said to be connected before a restart are not until they show up; gives them
// kNodeLostAfter.
void forget_connections(world::Tx& tx, TimePoint now);

}  // namespace ikada::ecs
