#pragma once
// In which order a task's containers begin and end. Pure. Source: node-protocol.md, 5.3.

#include <optional>

#include "agent/task.hpp"

namespace ikada::agent {

enum class Readiness { Ready, Waits, Never };

struct Start {
    Readiness readiness = Readiness::Ready;
    std::optional<TimePoint> until;  // Waits: it becomes Never then (startTimeout)
    std::string why;                 // Never: which condition failed and how
};

// Whether all that the container depends on has come so far.
Start may_start(const TaskRecord& task, std::size_t container, TimePoint now);

// Whether one that depends on it has not stopped yet: containers end in the reverse order.
bool is_needed(const TaskRecord& task, std::size_t container);

// Whether containers wait for each other in a circle (or one for itself).
bool has_cycle(const TaskSpec& task);

}  // namespace ikada::agent
