#pragma once
// What becomes of each of a service's tasks: an ordered table. Pure.

#include <string>
#include <string_view>

#include "ecs/service_reconciler.hpp"

namespace ikada::ecs {

enum class Fate {
    Over,     // STOPPED, or its node is gone
    Leaving,  // told to stop
    Stop,     // shall stop at once; it serves nobody
    Failing,  // fails a check, a failure of its deployment: stops as health_rules let it
    Replace,  // shall stop once another one stands in for it
    Keep,
};

struct FateCase {
    const TaskView& task;
    const Service& service;
    TimePoint now;
};

// The first rule that applies wins.
struct FateRule {
    Fate fate;
    std::string_view why;
    bool (*applies)(const FateCase&);
    std::string (*stopped_reason)(const FateCase&);  // as Task.stoppedReason says it
    std::string (*event)(const FateCase&);           // empty: none
};
const FateRule& fate_of(const FateCase& task);

// "Scaling activity initiated by (deployment ecs-svc/…)"
std::string scaling_reason(const Service& service);

// When the task's fate changes though nothing else does; nothing if never.
std::optional<TimePoint> fate_changes_at(const FateCase& task);

}  // namespace ikada::ecs
