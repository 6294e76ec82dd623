#pragma once
// What to tell the control plane about a task, level-triggered: the difference between how it is
// and what was taken of it. Pure. Source: node-protocol.md, part 3.

#include <optional>
#include <string>
#include <vector>

#include "agent/task.hpp"
#include "ecs/shapes.hpp"

namespace ikada::agent {

constexpr std::size_t kReasonCharsMax = 1024;  // SubmitTaskStateChange, ECS's limit
constexpr Millis kReportRetryFirst{250};       // first wait after a failed report, doubled …
constexpr Millis kReportRetryLongest{5'000};   // … up to this: a restarted server learns soon

struct Report {
    ecs::shapes::SubmitTaskStateChangeRequest request;
    Stage task = Stage::None;
    std::vector<Stage> containers;  // as they are in the request or were taken before
};

// Nothing if there is no news, or a report is under way or not due yet.
std::optional<Report> next_report(const TaskRecord& task, const std::string& cluster,
                                  TimePoint now);

// The control plane has taken it, or will never (InvalidParameterException).
void settle_report(TaskRecord& task, const Report& report, TimePoint now);
// It has not, ask again after a while.
void retry_report(TaskRecord& task, TimePoint now);

}  // namespace ikada::agent
