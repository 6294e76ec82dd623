#pragma once
// An AWS API as its tools call it: a port, so that they are tested without one.

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "schema/json_codec.hpp"

namespace ikada::client {

// A service that speaks JSON 1.1.
struct JsonService {
    std::string_view name;           // "ecs": of signature and endpoint
    std::string_view target_prefix;  // X-Amz-Target before the dot
};

class Api {
  public:
    virtual ~Api() = default;

    // Blocks. A call that got no answer is made again: what is not safe to do twice needs a client
    // token.
    //   Errors: aws::kRemote with the API's "Code: text" (see aws::is_remote); kIoError when nobody
    //   answers; those of the credentials.
    virtual Result<std::string> send(const JsonService& service, std::string_view operation,
                                     const std::string& body) = 0;

    // Documents as they are, with members that we do not know.
    Result<json::value> call(const JsonService& service, std::string_view operation,
                             const json::value& request) {
        const auto answer = send(service, operation, json::serialize(request));
        return answer ? json::parse(*answer) : answer.error();
    }
    template <class Out, class In>
    Result<Out> call(const JsonService& service, std::string_view operation, const In& request) {
        const auto answer = send(service, operation, schema::to_json(request));
        if (!answer) return answer.error();
        return schema::from_json<Out>(std::string_view(*answer));
    }
};

}  // namespace ikada::client
