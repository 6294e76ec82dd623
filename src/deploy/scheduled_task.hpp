#pragma once
// `update scheduled-task`: another task definition for a rule's ECS targets.

#include "deploy/tool.hpp"

namespace ikada::deploy {

struct ScheduledTaskUpdate {
    std::string rule;
    std::string task_definition;             // "family:3" or an ARN
    std::optional<std::int64_t> count = {};  // nothing: as it is
};

// A rule's targets as PutTargets takes them.
using Targets = json::array;

// All of a rule's targets, page by page.
Result<Targets> list_targets(Tool& tool, const std::string& rule);
Status put_targets(Tool& tool, const std::string& rule, const Targets& targets);

// Changes every ECS target of the rule; what else they hold stays. Gives the targets as they were.
//   Errors: kNotFound when it has none; kDeployFailed with the API's reason for the first target
//   that it did not take; the API's.
Result<Targets> update_scheduled_task(Tool& tool, const ScheduledTaskUpdate& wish);

}  // namespace ikada::deploy
