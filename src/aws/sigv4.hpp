#pragma once
// AWS Signature Version 4, both ends: in the header, or in the query of a presigned URL.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

#include "aws/operation.hpp"
#include "net/http.hpp"

namespace ikada::aws {

struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;  // empty: none
};

struct SigningScope {
    std::string region;
    std::string service;
};

// Adds X-Amz-Date, X-Amz-Security-Token where there is a token, and Authorization. Host must be
// set.
void sign(net::HttpRequest& request, const Credentials& with, const SigningScope& scope,
          TimePoint now);

// Keys that may sign. Safe from any thread.
class KeyRing {
  public:
    struct Key {
        std::string secret_access_key;
        Caller caller;
        std::string session_token = {};  // of temporary credentials: asked for in every request
        std::optional<TimePoint> expires_at = {};
    };
    void put(const std::string& access_key_id, Key key);
    void erase(const std::string& access_key_id);
    std::optional<Key> find(const std::string& access_key_id) const;

  private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, Key> keys_;
};

constexpr Seconds kClockSkewMax{300};  // AWS: 5 minutes either way

struct Verified {
    Caller caller;
    std::string service;  // from the credential scope
};

// Checks form, key, session token, date, scope and signature; the payload hash is that of the body,
// whatever the header claims (UNSIGNED-PAYLOAD is taken over TLS only).
//   Errors: kMissingAuthenticationToken, kIncompleteSignature, kUnrecognizedClient, kExpiredToken,
//   kSignatureExpired, kInvalidSignature (not yet valid, wrong signature, wrong region naming
//   ours). These are JSON's names: see signature_error_in().
Result<Verified> verify(const net::HttpRequest& request, const KeyRing& keys,
                        std::string_view region, TimePoint now);

// The same error, of the signature or another common one, as the query and ec2 protocols call it
// (InvalidClientTokenId, SignatureDoesNotMatch, AccessDenied; AuthFailure for ec2 …).
const ErrorKind& signature_error_in(Protocol protocol, const ErrorKind& kind);

}  // namespace ikada::aws
