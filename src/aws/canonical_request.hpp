#pragma once
// What SigV4 signs: a request in one normal form, the same for client and server.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4.hpp"

namespace ikada::aws {

inline constexpr std::string_view kSigningAlgorithm = "AWS4-HMAC-SHA256";

// A parameter of the request's query, decoded; the first of that name.
std::optional<std::string> query_parameter(const net::HttpRequest& request, std::string_view name);

// `signed_headers` in lower case, sorted. The path is taken as sent, dot segments and doubled
// slashes removed, and encoded once more, as every service but S3 does. The query is taken without
// X-Amz-Signature. `payload_hash`: the body's SHA-256 in hex, or a word that stands for it.
std::string canonical_request(const net::HttpRequest& request,
                              const std::vector<std::string>& signed_headers,
                              std::string_view payload_hash);

// "20261122/us-east-1/ecs/aws4_request"
std::string credential_scope(std::string_view amz_date, const SigningScope& scope);

// The signature in hex.
std::string signature_of(std::string_view canonical_request, std::string_view amz_date,
                         const SigningScope& scope, std::string_view secret_access_key);

}  // namespace ikada::aws
