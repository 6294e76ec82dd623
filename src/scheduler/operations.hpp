#pragma once
// The scheduler's operations, one function each: docs.aws.amazon.com/scheduler/latest/APIReference.

#include "aws/operation.hpp"
#include "scheduler/shapes.hpp"

namespace ikada::scheduler {

#define IKADA_SCHEDULER_OPERATION(function, Name) \
    Result<shapes::Name##Output> function(world::Tx&, const shapes::Name##Input&, const aws::Call&)

IKADA_SCHEDULER_OPERATION(create_schedule, CreateSchedule);
IKADA_SCHEDULER_OPERATION(get_schedule, GetSchedule);
IKADA_SCHEDULER_OPERATION(update_schedule, UpdateSchedule);
IKADA_SCHEDULER_OPERATION(list_schedules, ListSchedules);
IKADA_SCHEDULER_OPERATION(delete_schedule, DeleteSchedule);

IKADA_SCHEDULER_OPERATION(create_schedule_group, CreateScheduleGroup);
IKADA_SCHEDULER_OPERATION(get_schedule_group, GetScheduleGroup);
IKADA_SCHEDULER_OPERATION(list_schedule_groups, ListScheduleGroups);
IKADA_SCHEDULER_OPERATION(delete_schedule_group, DeleteScheduleGroup);

IKADA_SCHEDULER_OPERATION(tag_resource, TagResource);
IKADA_SCHEDULER_OPERATION(untag_resource, UntagResource);
IKADA_SCHEDULER_OPERATION(list_tags_for_resource, ListTagsForResource);

#undef IKADA_SCHEDULER_OPERATION

}  // namespace ikada::scheduler
