#pragma once
// What SigV4 signs: a request in one normal form, the same for client and server.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4.hpp"

namespace ikada::aws {

inline constexpr std::string_view kSigningAlgorithm = "AWS4-HMAC-SHA256";

// `signed_headers` in lower case, sorted. The path is taken as sent, dot segments and doubled
// slashes removed, and encoded once more, as every service but S3 does.
std::string canonical_request(const net::HttpRequest& request,
                              const std::vector<std::string>& signed_headers);

// "20261122/us-east-1/ecs/aws4_request"
std::string credential_scope(std::string_view amz_date, const SigningScope& scope);

// The signature in hex.
std::string signature_of(std::string_view canonical_request, std::string_view amz_date,
                         const SigningScope& scope, std::string_view secret_access_key);

}  // namespace ikada::aws
