#pragma once
// Schedules and groups as the operations find and check them.

#include <optional>
#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "scheduler/types.hpp"

namespace ikada::scheduler {

inline constexpr std::string_view kDefaultGroup = "default";

// Errors: kValidation.
Status check_name(std::string_view member, std::string_view name);

// Errors: kResourceNotFound. No name means the default group.
Result<const ScheduleGroup*> find_group(const world::Tx& tx,
                                        const std::optional<std::string>& name);
Result<const Schedule*> find_schedule(const world::Tx& tx, const std::string& name,
                                      const std::optional<std::string>& group);

// What is remembered of the runs of the schedule at `key`; a new record where there is none yet.
ScheduleRuns runs_of(const world::Tx& tx, const std::string& key);

// Its expression, zone, times and target. Errors: kValidation, naming what is wrong or what ikada
// does not honour.
Status check_schedule(const Schedule& schedule, TimePoint now);

// What one delivery of it runs. Errors: kMalformed for an input that is no overrides.
Result<ecs::shapes::RunTaskRequest> request_of(const Schedule& schedule,
                                               const events::Delivery& delivery);

}  // namespace ikada::scheduler
