#pragma once
// JSON 1.1 (awsJson1_1): its half of aws/protocol.

#include "aws/protocol.hpp"
#include "base/json.hpp"

namespace ikada::aws::json11 {

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request);
Result<json::value> read_document(const net::HttpRequest& request);
net::HttpResponse encode_response(const Operation& operation, const void* response,
                                  const std::string& request_id);
net::HttpResponse encode_error(const Error& error, const std::string& request_id);

}  // namespace ikada::aws::json11
