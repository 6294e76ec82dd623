#pragma once
// Calls to an installation's own AWS API, signed with its profile.

#include <string>

#include "aws/protocol.hpp"
#include "aws/sigv4.hpp"
#include "net/http_client.hpp"
#include "schema/json_codec.hpp"
#include "server/data_folder.hpp"

namespace ikada::cli {

class EcsClient {
  public:
    // Errors: kMalformed for an endpoint that is no http:// URL.
    static Result<EcsClient> open(const server::ClientProfile& profile);

    // Errors: kIoError when nobody answers, aws::kRemote with the API's words.
    template <class Out, class In>
    Result<Out> call(std::string_view operation, const In& request) {
        auto body = send(operation, schema::type_of<In>(), &request);
        if (!body) return body.error();
        return schema::from_json<Out>(*body);
    }

  private:
    EcsClient(server::ClientProfile profile, net::Url url);
    Result<std::string> send(std::string_view operation, const schema::Type& type,
                             const void* request);

    server::ClientProfile profile_;
    net::Url url_;
    net::HttpClient http_;
};

}  // namespace ikada::cli
