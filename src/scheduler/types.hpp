#pragma once
// EventBridge Scheduler's records: groups, schedules, and what became of these.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "events/api.hpp"
#include "scheduler/shapes.hpp"

namespace ikada::scheduler {

using Tags = std::map<std::string, std::string>;

struct ScheduleGroup {
    std::string name;
    std::string arn;
    TimePoint created_at;
    Tags tags;
};
const schema::Type& describe(const ScheduleGroup*);

// As the API was told; nobody else writes it.
struct Schedule {
    std::string group, name;
    std::string arn;
    std::string expression;
    std::string time_zone = "UTC";
    std::optional<TimePoint> start_at, end_at;
    int window_minutes = 0;  // 0: not flexible
    std::optional<std::string> description, kms_key_arn, client_token;
    shapes::ScheduleState state = shapes::ScheduleState::Enabled;
    shapes::ActionAfterCompletion after_completion = shapes::ActionAfterCompletion::None;
    shapes::Target target;
    TimePoint created_at, modified_at;
    TimePoint active_since;  // since when it fires as it does
};
const schema::Type& describe(const Schedule*);

// Written by the controller; FireSchedule adds to what waits.
struct ScheduleRuns {
    std::string schedule;  // its key
    TimePoint done_until;  // ticks up to here have been fired or missed
    std::vector<events::Delivery> waiting;
    std::vector<events::Run> runs;  // the last ones, oldest first
};
const schema::Type& describe(const ScheduleRuns*);

}  // namespace ikada::scheduler
