#pragma once
// rest-json and rest-xml: their half of aws/protocol. What travels outside of the body stands in
// the service's bindings. Source: smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html,
// …/aws-restxml-protocol.html

#include "aws/protocol.hpp"
#include "base/json.hpp"

namespace ikada::aws::rest {

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request);
// The request with the model's member names.
Result<json::value> read_document(const Service& service, const Operation& operation,
                                  const net::HttpRequest& request);
net::HttpResponse encode_response(const Service& service, const Operation& operation,
                                  const void* response, const std::string& request_id);
net::HttpResponse encode_error(Protocol protocol, const Error& error,
                               const std::string& request_id);

// The row of the operation; every operation of a REST service has one.
const schema::HttpBinding& binding_of(const Service& service, const Operation& operation);
const schema::Member* find_member(const schema::Type& type, std::string_view name);

}  // namespace ikada::aws::rest
