#include "scheduler/operations.hpp"

#include "scheduler/api.hpp"
#include "scheduler/errors.hpp"
#include "scheduler/keys.hpp"
#include "scheduler/schedules.hpp"

namespace ikada::scheduler {
namespace {

// In the order of their names, as the bindings are.
constexpr std::array kOperations{
    aws::operation<&create_schedule>("scheduler:CreateSchedule"),
    aws::operation<&create_schedule_group>("scheduler:CreateScheduleGroup"),
    aws::operation<&delete_schedule>("scheduler:DeleteSchedule"),
    aws::operation<&delete_schedule_group>("scheduler:DeleteScheduleGroup"),
    aws::operation<&get_schedule>("scheduler:GetSchedule"),
    aws::operation<&get_schedule_group>("scheduler:GetScheduleGroup"),
    aws::operation<&list_schedule_groups>("scheduler:ListScheduleGroups"),
    aws::operation<&list_schedules>("scheduler:ListSchedules"),
    aws::operation<&list_tags_for_resource>("scheduler:ListTagsForResource"),
    aws::operation<&tag_resource>("scheduler:TagResource"),
    aws::operation<&untag_resource>("scheduler:UntagResource"),
    aws::operation<&update_schedule>("scheduler:UpdateSchedule"),
};
static_assert(kOperations.size() == shapes::kOperationNames.size(),
              "operations.list names an operation that is not in the table, or the reverse");

constexpr aws::Service kService{.name = "scheduler",
                                .protocol = aws::Protocol::RestJson,
                                .target_prefix = {},
                                .api_version = "2021-06-30",
                                .xml_namespace = {},
                                .operations = kOperations,
                                .invalid_parameter = errors::kValidation,
                                .missing_parameter = errors::kValidation,
                                .bindings = shapes::kHttpBindings};

}  // namespace

const aws::Service& service() { return kService; }

void register_records(world::World& world) {
    world.add_table<ScheduleGroup>();
    world.add_table<Schedule>();
    world.add_table<ScheduleRuns>();
}

void ensure_default_group(world::Tx& tx, const aws::Installation& at, TimePoint now) {
    const std::string name(kDefaultGroup);
    if (tx.find<ScheduleGroup>(name)) return;
    tx.put(ScheduleGroup{.name = name,
                         .arn = aws::arn(at, "scheduler", fmt::format("schedule-group/{}", name)),
                         .created_at = now,
                         .tags = {}});
}

}  // namespace ikada::scheduler
