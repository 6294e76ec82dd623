#pragma once
// What a request says about its signature, before any of it is believed.

#include <optional>
#include <string>
#include <vector>

#include "aws/sigv4.hpp"

namespace ikada::aws {

constexpr Seconds kPresignedLifeMax{604'800};  // AWS: a week

// From the Authorization header, or from the query of a presigned URL.
struct Claim {
    std::string access_key_id;
    std::string date;  // of the scope: "20261122"
    SigningScope scope;
    std::vector<std::string> signed_headers;  // lower case, sorted
    std::string signature;
    std::string amz_date;
    std::string session_token;        // empty: none
    std::optional<Seconds> lifetime;  // X-Amz-Expires; only of a presigned URL
};

// Errors: kMissingAuthenticationToken when there is none, kIncompleteSignature for a broken one.
Result<Claim> read_claim(const net::HttpRequest& request);

// For error texts.
std::string shown(std::string_view text);

}  // namespace ikada::aws
