#pragma once
// A target that is an ECS cluster: its EcsParameters and its input become a
// call of RunTask. Source:
// docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html

#include "base/json.hpp"
#include "base/result.hpp"
#include "ecs/api.hpp"
#include "events/types.hpp"

namespace ikada::events {

// Errors: kValidation for a target that no event could run: of another kind,
// without a part that it needs, or with one that ikada does not honour.
Status check_target(const shapes::Target& target);

// What runs: also for other services' targets of the same form.
struct EcsTarget {
    std::string cluster_arn;
    shapes::EcsParameters parameters;
    std::string started_by;
};
// `input` gives the overrides of tasks; a whole event has none.
//   Errors: kMalformed if they are not of ECS's form.
Result<ecs::shapes::RunTaskRequest> run_task_request(const EcsTarget& target,
                                                     const json::value& input);
// Of a call of RunTask with them. Errors: ECS's.
Status check_ecs_parameters(const shapes::EcsParameters& parameters);
bool is_cluster_arn(std::string_view arn);

}  // namespace ikada::events
