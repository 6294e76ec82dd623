#pragma once
// The query and ec2 protocols: their half of aws/protocol.

#include "aws/protocol.hpp"
#include "base/json.hpp"

namespace ikada::aws::query {

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request);
// The request with the model's member names.
Result<json::value> read_document(const Service& service, const Operation& operation,
                                  const net::HttpRequest& request);
net::HttpResponse encode_response(const Service& service, const Operation& operation,
                                  const void* response, const std::string& request_id);
net::HttpResponse encode_error(Protocol protocol, const Error& error,
                               const std::string& request_id);

}  // namespace ikada::aws::query
