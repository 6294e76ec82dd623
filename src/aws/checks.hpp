#pragma once
// Checks by table, before an operation's body: required members, ranges, lengths, enums. They look
// at the request as it came, so that a member left out differs from one that is empty.
// Source of the texts: what the services themselves answer (ValidationException, MissingParameter).

#include "aws/operation.hpp"
#include "base/json.hpp"

namespace ikada::aws {

constexpr int kViolationsMax = 10;  // named in one answer; further ones wait for the next

// `request` has the members' names of the model; members of a wrong kind are not looked at.
//   Errors: the service's missing_parameter if a member is missing, else its invalid_parameter.
Status check_request(const Service& service, const schema::Type& type, const json::value& request);

}  // namespace ikada::aws
