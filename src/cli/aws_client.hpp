#pragma once
// Calls to an installation's own AWS API, signed with its profile.

#include <string>

#include "aws/operation.hpp"
#include "aws/protocol.hpp"
#include "aws/sigv4.hpp"
#include "net/http_client.hpp"
#include "schema/json_codec.hpp"
#include "server/data_folder.hpp"

namespace ikada::cli {

class AwsClient {
  public:
    // `service`: of JSON 1.1; must outlive it. Errors: kMalformed for an endpoint that is no
    // http:// URL.
    static Result<AwsClient> open(const server::ClientProfile& profile,
                                  const aws::Service& service);

    // Errors: kIoError when nobody answers, aws::kRemote with the API's words.
    template <class Out, class In>
    Result<Out> call(std::string_view operation, const In& request) {
        auto body = send(operation, schema::type_of<In>(), &request);
        if (!body) return body.error();
        return schema::from_json<Out>(*body);
    }

  private:
    AwsClient(server::ClientProfile profile, const aws::Service& service, net::Url url);
    Result<std::string> send(std::string_view operation, const schema::Type& type,
                             const void* request);

    server::ClientProfile profile_;
    const aws::Service& service_;
    net::Url url_;
    net::HttpClient http_;
};

}  // namespace ikada::cli
