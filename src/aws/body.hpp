#pragma once
// A request's body as the service is to read it.

#include "base/limits.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace ikada::aws {

// The body, unpacked where its Content-Encoding is gzip, at most `bytes_max` long.
//   Errors: kRequestEntityTooLarge; kSerialization when it is no gzip; kUnsupportedMediaType for
//   any other encoding (aws-chunked among them), by its name.
Result<std::string> plain_body(const net::HttpRequest& request,
                               std::size_t bytes_max = kRequestBodyBytesMax);

}  // namespace ikada::aws
