// What ikada's own tools ask of schedules: see events/own_api.hpp.

#include "aws/own_service.hpp"
#include "scheduler/api.hpp"
#include "scheduler/errors.hpp"
#include "scheduler/firings.hpp"
#include "scheduler/keys.hpp"
#include "scheduler/schedules.hpp"

namespace ikada::scheduler {
namespace {

events::ScheduleItem item_of(const world::Tx& tx, const Schedule& schedule, TimePoint now) {
    const auto key = keys::schedule(schedule.group, schedule.name);
    events::ScheduleItem item;
    item.name = key;
    item.schedule_expression = schedule.time_zone == "UTC"
                                   ? schedule.expression
                                   : schedule.expression + " " + schedule.time_zone;
    item.state = name_of(names_of(schedule.state), schedule.state);
    if (schedule.state == shapes::ScheduleState::Enabled) item.next_at = next_firing(schedule, now);
    if (const auto* runs = tx.find<ScheduleRuns>(key))
        for (const auto& run : runs->runs) item.last_runs.push_back(events::item_of(run));
    return item;
}

Result<events::DescribeSchedulesResponse> describe_schedules(
    world::Tx& tx, const events::DescribeSchedulesRequest& request, const aws::Call& call) {
    events::DescribeSchedulesResponse response;
    for (const auto* schedule : tx.all<Schedule>())
        if (!request.name || keys::schedule(schedule->group, schedule->name) == *request.name)
            response.items.push_back(item_of(tx, *schedule, call.now));
    return response;
}

Result<events::FireScheduleResponse> fire_schedule(world::Tx& tx,
                                                   const events::FireScheduleRequest& request,
                                                   const aws::Call& call) {
    const auto* schedule = tx.find<Schedule>(request.name);
    if (!schedule)
        return fail(errors::kResourceNotFound, "Schedule {} does not exist.", request.name);
    auto runs = runs_of(tx, request.name);
    runs.waiting.push_back(
        {.due_at = call.now, .next_try_at = call.now, .attempts = 0, .task_arns = {}});
    tx.put(std::move(runs));
    return events::FireScheduleResponse{};
}

constexpr std::array kOwnOperations{aws::operation<&describe_schedules>("ikada:DescribeSchedules"),
                                    aws::operation<&fire_schedule>("ikada:FireSchedule")};

constexpr aws::Service kOwnService =
    aws::own_service("ikada-scheduler", "IkadaScheduler", kOwnOperations, errors::kValidation);

}  // namespace

const aws::Service& own_service() { return kOwnService; }

}  // namespace ikada::scheduler
