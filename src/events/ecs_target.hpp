#pragma once
// A target that is an ECS cluster: its EcsParameters and its input become a call of RunTask.
// Source: docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html

#include "base/json.hpp"
#include "base/result.hpp"
#include "ecs/api.hpp"
#include "events/types.hpp"

namespace ikada::events {

// Errors: kValidation for a target that no event could run: of another kind, without a part that it
// needs, or with one that ikada does not honour.
Status check_target(const shapes::Target& target);

// `input` gives the overrides of tasks; a whole event has none.
//   Errors: kMalformed if they are not of ECS's form.
Result<ecs::shapes::RunTaskRequest> run_task_request(const Rule& rule, const shapes::Target& target,
                                                     const json::value& input);

}  // namespace ikada::events
