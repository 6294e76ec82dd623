#pragma once
// Calls an AWS API over HTTP or TLS, signed.

#include <map>
#include <memory>

#include "client/api.hpp"
#include "client/credential_provider.hpp"
#include "client/pace.hpp"
#include "net/http_client.hpp"

namespace ikada::client {

constexpr Seconds kRetryPatience{30};  // an ikada server that restarts is back before

// Connections that fail, answers of 5xx and throttling are tried again, with pauses that double.
// One caller at a time.
class ApiClient final : public Api {
  public:
    // `patience`: how long a call is made again; none: a failure is told at once.
    ApiClient(Settings settings, Pace& pace, Seconds patience = kRetryPatience);

    Result<std::string> send(const JsonService& service, std::string_view operation,
                             const std::string& body) override;

  private:
    struct Endpoint {
        net::Url url;
        net::HttpClient http;
    };
    Result<Endpoint*> endpoint_of(std::string_view service);
    Result<net::HttpResponse> attempt(const JsonService& service, std::string_view operation,
                                      const std::string& body);

    Settings settings_;
    Pace& pace_;
    Seconds patience_;
    CredentialProvider credentials_;
    std::map<std::string, Endpoint, std::less<>> endpoints_;
};

}  // namespace ikada::client
