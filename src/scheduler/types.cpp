#include "scheduler/types.hpp"

namespace ikada::scheduler {

IKADA_DESCRIBE(ScheduleGroup, name, arn, created_at, tags)
IKADA_DESCRIBE(Schedule, group, name, arn, expression, time_zone, start_at, end_at, window_minutes,
               description, kms_key_arn, client_token, state, after_completion, target, created_at,
               modified_at, active_since)
IKADA_DESCRIBE(ScheduleRuns, schedule, done_until, waiting, runs)

}  // namespace ikada::scheduler
