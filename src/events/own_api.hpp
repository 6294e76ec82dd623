#pragma once
// What ikada's own tools ask of schedules that AWS's API has no words for.

#include <optional>
#include <string>
#include <vector>

#include "events/runs.hpp"
#include "schema/type.hpp"

namespace ikada::events {

// DescribeSchedules: all rules, by name, with what they run next and what became of their last
// runs.
struct DescribeSchedulesRequest {
    std::optional<std::string> name;  // only this one
};
struct ScheduleRun {
    std::string state;  // WAITING, STARTED, FAILED, MISSED
    TimePoint due_at;
    std::string target_id;
    std::vector<std::string> task_arns;
    std::string reason;
    int attempts = 0;
    int missed = 0;
};
struct ScheduleItem {
    std::string name;
    std::optional<std::string> schedule_expression, event_pattern;
    std::string state;                   // ENABLED, DISABLED
    std::optional<TimePoint> next_at;    // none without a schedule, or while disabled
    std::vector<ScheduleRun> last_runs;  // the latest last
};
struct DescribeSchedulesResponse {
    std::vector<ScheduleItem> items;
};
ScheduleRun item_of(const Run& run);
const schema::Type& describe(const DescribeSchedulesRequest*);
const schema::Type& describe(const ScheduleRun*);
const schema::Type& describe(const ScheduleItem*);
const schema::Type& describe(const DescribeSchedulesResponse*);

// FireSchedule: sends a scheduled event to the rule's targets now, be it enabled or not. Its
// schedule goes on as it was.
//   Errors: ResourceNotFoundException; ValidationException for a rule without targets.
struct FireScheduleRequest {
    std::string name;
};
struct FireScheduleResponse {
    std::string event_id;
};
const schema::Type& describe(const FireScheduleRequest*);
const schema::Type& describe(const FireScheduleResponse*);

}  // namespace ikada::events
