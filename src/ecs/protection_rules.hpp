#pragma once
// Task protection: what scale-in and deployments must wait for. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html

#include "ecs/service_planning.hpp"

namespace ikada::ecs {

// Says once that protected tasks hold the service up, and looks again when their protection ends.
void note_protection(Planning& planning);

}  // namespace ikada::ecs
