#pragma once
// Requests of the query and ec2 protocols, brought to the shape that JSON requests have: one
// decoder and one set of checks then serve every protocol.
// Source: smithy.io/2.0/aws/protocols/aws-query-protocol.html, …/aws-ec2-query-protocol.html

#include "aws/form.hpp"
#include "aws/operation.hpp"
#include "base/json.hpp"

namespace ikada::aws {

// An object with the model's member names. Numbers and booleans that are none stay texts. List
// indexes may have gaps; only their order counts.
//   Errors: kMalformed for a list or map index that is no positive number, naming the parameter.
Result<json::value> query_to_json(Protocol protocol, const schema::Type& type,
                                  const FormNode& form);

}  // namespace ikada::aws
