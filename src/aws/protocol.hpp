#pragma once
// From an HTTP request to a typed request, and from a typed answer or an Error to an HTTP response:
// one table-driven codec per AWS protocol. Pure; safe from any thread.
// Sources: smithy.io/2.0/aws/protocols (awsJson1_1, awsQuery, ec2Query,
// restJson1, restXml).

#include <memory>
#include <string>

#include "aws/operation.hpp"
#include "net/http.hpp"

namespace ikada::aws {

// The operation's name that the request asks for: from X-Amz-Target, the Action parameter, or
// method and path.
//   Errors: as the protocol has them (kUnknownOperation, kInvalidAction, missing Version/Action …).
Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request);

// Decodes and checks by table (required, limits, enums).
//   Errors: kSerialization or kMalformedQueryString for a broken body, else the service's
//   invalid_parameter and missing_parameter, naming the member by its path.
Result<std::shared_ptr<void>> decode_request(const Service& service, const Operation& operation,
                                             const net::HttpRequest& request);

net::HttpResponse encode_response(const Service& service, const Operation& operation,
                                  const void* response, const std::string& request_id);
net::HttpResponse encode_error(Protocol protocol, const Error& error,
                               const std::string& request_id);

// The protocol a request seems to speak, for errors before its service is known.
Protocol guess_protocol(const net::HttpRequest& request);

// The client's half of JSON 1.1, for our agent and tools: `body` with X-Amz-Target, unsigned.
net::HttpRequest encode_json_call(std::string_view target_prefix, std::string_view operation,
                                  std::string body);
// The Error in a JSON answer with status >= 400: its kind is kRemote, its message "Code: text".
inline constexpr ErrorKind kRemote{"RemoteError", 500};
Error decode_json_error(const net::HttpResponse& response);
// Whether it is such an error, of that code.
bool is_remote(const Error& error, std::string_view code);

}  // namespace ikada::aws
