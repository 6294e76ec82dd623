#pragma once
// The containers of a PayloadMessage's task. Pure.

#include "agent/task_spec.hpp"

namespace ikada::agent {

// Errors: as parse_task().
Result<ContainerSpec> parse_container(const json::value& from);

}  // namespace ikada::agent
