#pragma once
// A target's state together with the reason and description that ELB gives for it.

#include "elbv2/types.hpp"

namespace ikada::elbv2 {

// The words are those of a state entered without more being known; a failed check has its own.
//   Source: docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
void set_state(Target& target, TargetState state);

}  // namespace ikada::elbv2
