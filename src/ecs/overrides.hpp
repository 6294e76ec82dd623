#pragma once
// A task's overrides laid over its definition.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ecs/task_definition.hpp"

namespace ikada::ecs {

// Refuses what names no container of the definition or asks for what ikada does not honour.
//   Errors: kInvalidParameter, kClient.
Status check_overrides(const shapes::TaskOverride& overrides, const TaskDefinition& definition);

// As a Task keeps it: "{}" for none.
std::string overrides_text(const std::optional<shapes::TaskOverride>& overrides);

// The definition as one task runs it. `overrides` is a Task's text.
TaskDefinition with_overrides(TaskDefinition definition, std::string_view overrides);

}  // namespace ikada::ecs
