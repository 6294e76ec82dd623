// CreateSchedule, GetSchedule, UpdateSchedule, ListSchedules, DeleteSchedule
// docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html

#include "scheduler/schedules.hpp"

#include "aws/paging.hpp"
#include "scheduler/errors.hpp"
#include "scheduler/keys.hpp"
#include "scheduler/operations.hpp"

namespace ikada::scheduler {
namespace {

constexpr int kPageSizeMax = 100;  // AWS

Status check_window(const shapes::FlexibleTimeWindow& window) {
    const bool is_flexible = window.mode == shapes::FlexibleTimeWindowMode::Flexible;
    if (is_flexible == window.maximum_window_in_minutes.has_value()) return ok();
    return fail(errors::kValidation, "{}",
                is_flexible ? "A MaximumWindowInMinutes must be given for a flexible time window."
                            : "Flexible time window can not be specified when mode is OFF.");
}

// What is not given is what it is by default, also where a schedule is updated.
template <class Request>
Schedule schedule_of(const Request& request, const ScheduleGroup& group, const aws::Call& call) {
    Schedule made;
    made.group = group.name;
    made.name = request.name;
    made.arn = aws::arn(call.installation, "scheduler",
                        fmt::format("schedule/{}/{}", group.name, request.name));
    made.expression = request.schedule_expression;
    made.time_zone = request.schedule_expression_timezone.value_or(made.time_zone);
    made.start_at = request.start_date;
    made.end_at = request.end_date;
    made.window_minutes = request.flexible_time_window.maximum_window_in_minutes.value_or(0);
    made.description = request.description;
    made.kms_key_arn = request.kms_key_arn;
    made.client_token = request.client_token;
    made.state = request.state.value_or(made.state);
    made.after_completion = request.action_after_completion.value_or(made.after_completion);
    made.target = request.target;
    made.created_at = made.modified_at = made.active_since = call.now;
    return made;
}

template <class Request>
Result<Schedule> read_schedule(const world::Tx& tx, const Request& request, const aws::Call& call) {
    if (auto checked = check_name("name", request.name); !checked) return checked.error();
    if (auto checked = check_window(request.flexible_time_window); !checked) return checked.error();
    const auto group = find_group(tx, request.group_name);
    if (!group) return group.error();
    return schedule_of(request, **group, call);
}

bool fires_alike(const Schedule& a, const Schedule& b) {
    return a.expression == b.expression && a.time_zone == b.time_zone && a.start_at == b.start_at &&
           a.end_at == b.end_at && a.state == b.state;
}

shapes::FlexibleTimeWindow window_of(const Schedule& schedule) {
    shapes::FlexibleTimeWindow window;
    if (schedule.window_minutes == 0) return window;
    window.mode = shapes::FlexibleTimeWindowMode::Flexible;
    window.maximum_window_in_minutes = schedule.window_minutes;
    return window;
}

}  // namespace

Result<shapes::CreateScheduleOutput> create_schedule(world::Tx& tx,
                                                     const shapes::CreateScheduleInput& request,
                                                     const aws::Call& call) {
    auto made = read_schedule(tx, request, call);
    if (!made) return made.error();
    if (const auto* before = tx.find<Schedule>(keys::schedule(made->group, made->name))) {
        const bool is_same = made->client_token && made->client_token == before->client_token;
        if (is_same) return shapes::CreateScheduleOutput{.schedule_arn = before->arn};
        return fail(errors::kConflict, "Schedule {} already exists.", made->name);
    }
    if (auto checked = check_schedule(*made, call.now); !checked) return checked.error();
    shapes::CreateScheduleOutput output{.schedule_arn = made->arn};
    tx.put(*std::move(made));
    return output;
}

Result<shapes::UpdateScheduleOutput> update_schedule(world::Tx& tx,
                                                     const shapes::UpdateScheduleInput& request,
                                                     const aws::Call& call) {
    const auto before = find_schedule(tx, request.name, request.group_name);
    if (!before) return before.error();
    auto made = read_schedule(tx, request, call);
    if (!made) return made.error();
    if (auto checked = check_schedule(*made, call.now); !checked) return checked.error();
    made->created_at = (*before)->created_at;
    if (fires_alike(*made, **before)) made->active_since = (*before)->active_since;
    shapes::UpdateScheduleOutput output{.schedule_arn = made->arn};
    tx.put(*std::move(made));
    return output;
}

Result<shapes::GetScheduleOutput> get_schedule(world::Tx& tx,
                                               const shapes::GetScheduleInput& request,
                                               const aws::Call&) {
    const auto found = find_schedule(tx, request.name, request.group_name);
    if (!found) return found.error();
    const auto& schedule = **found;
    shapes::GetScheduleOutput output;
    output.arn = schedule.arn;
    output.name = schedule.name;
    output.group_name = schedule.group;
    output.schedule_expression = schedule.expression;
    output.schedule_expression_timezone = schedule.time_zone;
    output.start_date = schedule.start_at;
    output.end_date = schedule.end_at;
    output.flexible_time_window = window_of(schedule);
    output.description = schedule.description;
    output.kms_key_arn = schedule.kms_key_arn;
    output.state = schedule.state;
    output.action_after_completion = schedule.after_completion;
    output.target = schedule.target;
    output.creation_date = schedule.created_at;
    output.last_modification_date = schedule.modified_at;
    return output;
}

Result<shapes::ListSchedulesOutput> list_schedules(world::Tx& tx,
                                                   const shapes::ListSchedulesInput& request,
                                                   const aws::Call&) {
    if (request.group_name)
        if (const auto group = find_group(tx, request.group_name); !group) return group.error();
    auto found = tx.all<Schedule>(request.group_name ? keys::of_group(*request.group_name) : "");
    std::erase_if(found, [&](const Schedule* schedule) {
        return !schedule->name.starts_with(request.name_prefix.value_or("")) ||
               (request.state && schedule->state != *request.state);
    });
    const auto page = aws::paginate(
        found,
        {request.next_token, request.max_results.value_or(kPageSizeMax), errors::kValidation},
        [](const Schedule* schedule) { return keys::schedule(schedule->group, schedule->name); });
    if (!page) return page.error();
    shapes::ListSchedulesOutput output;
    output.next_token = page->next_token;
    for (const auto* schedule : page->items) {
        auto& summary = output.schedules.emplace_back();
        summary.arn = schedule->arn;
        summary.name = schedule->name;
        summary.group_name = schedule->group;
        summary.state = schedule->state;
        summary.creation_date = schedule->created_at;
        summary.last_modification_date = schedule->modified_at;
        summary.target.emplace().arn = schedule->target.arn;
    }
    return output;
}

Result<shapes::DeleteScheduleOutput> delete_schedule(world::Tx& tx,
                                                     const shapes::DeleteScheduleInput& request,
                                                     const aws::Call&) {
    const auto found = find_schedule(tx, request.name, request.group_name);
    if (!found) return found.error();
    tx.erase<Schedule>(keys::schedule((*found)->group, (*found)->name));
    return shapes::DeleteScheduleOutput{};
}

}  // namespace ikada::scheduler
