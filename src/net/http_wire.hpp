#pragma once
// The bytes of HTTP/1.1 heads that we send; reading is Beast's.

#include <string>
#include <string_view>

#include "net/http.hpp"

namespace ikada::net {

// What the connection says about an answer, beside the answer itself.
struct Framing {
    bool close = false;      // the connection ends after it
    bool http10 = false;     // the request was HTTP/1.0: staying open must be said
    bool head_only = false;  // the request was HEAD: lengths without the body
};

// Start line and headers up to the empty line. Content-Length, Transfer-Encoding and Connection are
// ours; all other headers go out as given (line breaks in a value become spaces).
std::string response_head(const HttpResponse& response, const Framing& framing);
std::string request_head(const HttpRequest& request, std::string_view host);

// RFC 9110, 6.4.1: answers of these statuses end with their head.
bool has_body(int status);

}  // namespace ikada::net
