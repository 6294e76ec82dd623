#pragma once
// What an instance must be able to do for a task, as ECS reads it from the task definition. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html,
//   requiresAttributes; agents register attributes of the same names.

#include <string>
#include <vector>

#include "ecs/shapes.hpp"

namespace ikada::ecs {

// Names of attributes, each once.
std::vector<std::string> required_attributes(const shapes::TaskDefinition& body);

}  // namespace ikada::ecs
