// The server's end of SigV4. Each step refuses with what AWS says for it.

#include <algorithm>

#include "aws/canonical_request.hpp"
#include "aws/claim.hpp"
#include "aws/errors.hpp"
#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

// What is not signed could have been changed on the way.
Status check_signed_headers(const Claim& claim, const net::Headers& headers) {
    const auto is_signed = [&](const std::string& name) {
        return std::binary_search(claim.signed_headers.begin(), claim.signed_headers.end(), name);
    };
    if (!is_signed("host"))
        return fail(errors::kInvalidSignature,
                    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    for (const auto& header : headers) {
        const auto name = to_lower(header.name);
        if (name.starts_with("x-amz-") && !is_signed(name))
            return fail(errors::kInvalidSignature,
                        "There were headers present in the request which were not signed: {}",
                        shown(name));
    }
    return ok();
}

Status check_scope(const Claim& claim, std::string_view region) {
    if (claim.scope.region != region)
        return fail(errors::kInvalidSignature,
                    "Credential should be scoped to a valid region: this installation is {}, the "
                    "request is signed for {}. Set AWS_REGION={}.",
                    region, shown(claim.scope.region), region);
    if (!claim.amz_date.starts_with(claim.date) || claim.date.size() != 8)
        return fail(errors::kInvalidSignature,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
                    "date from HTTP: '{}' != '{}'.",
                    shown(claim.date), shown(claim.amz_date.substr(0, 8)));
    return ok();
}

// A presigned URL lives as long as it says; any other signature, as long as clocks may differ.
Status check_time(const Claim& claim, TimePoint now) {
    const auto signed_at = parse_amz_date(claim.amz_date);
    if (!signed_at)
        return fail(errors::kIncompleteSignature,
                    "Date must be in ISO-8601 'basic format'. Got '{}'.", shown(claim.amz_date));
    const Seconds life = claim.lifetime.value_or(kClockSkewMax);
    if (*signed_at + life < now)
        return fail(errors::kSignatureExpired,
                    "Signature expired: {} is now earlier than {} ({} - {})", claim.amz_date,
                    to_amz_date(now - life), to_amz_date(now),
                    claim.lifetime ? fmt::format("{} sec.", life.count()) : "5 min.");
    if (*signed_at - kClockSkewMax > now)
        return fail(errors::kInvalidSignature,
                    "Signature not yet current: {} is still later than {} ({} + 5 min.)",
                    claim.amz_date, to_amz_date(now + kClockSkewMax), to_amz_date(now));
    return ok();
}

constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";

// Under TLS the body may go unsigned, as AWS has it; in the clear it could be changed on the way.
Result<std::string> payload_hash(const net::HttpRequest& request) {
    const auto claimed = net::find_header(request.headers, "X-Amz-Content-Sha256").value_or("");
    if (claimed.starts_with("STREAMING-"))
        return fail(errors::kInvalidSignature,
                    "The payload form {} (aws-chunked) is not taken here: sign the body whole.",
                    shown(claimed));
    if (claimed != kUnsigned) return sha256_hex(request.body);
    if (request.over_tls) return std::string(kUnsigned);
    return fail(errors::kInvalidSignature,
                "UNSIGNED-PAYLOAD is not accepted over plain HTTP: sign the body.");
}

Status check_signature(const Claim& claim, const net::HttpRequest& request,
                       const std::string& secret) {
    const auto payload = payload_hash(request);
    if (!payload) return payload.error();
    const auto expected = signature_of(canonical_request(request, claim.signed_headers, *payload),
                                       claim.amz_date, claim.scope, secret);
    if (equal_in_constant_time(expected, claim.signature)) return ok();
    return fail(errors::kInvalidSignature,
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method. Consult the service "
                "documentation for details.");
}

// A temporary key works only with its own token, and only for its time.
Status check_token(const Claim& claim, const std::optional<KeyRing::Key>& key, TimePoint now) {
    if (!key || !equal_in_constant_time(key->session_token, claim.session_token))
        return fail(errors::kUnrecognizedClient,
                    "The security token included in the request is invalid.");
    if (key->expires_at && *key->expires_at <= now)
        return fail(errors::kExpiredToken, "The security token included in the request is expired");
    return ok();
}

}  // namespace

Result<Verified> verify(const net::HttpRequest& request, const KeyRing& keys,
                        std::string_view region, TimePoint now) {
    const auto claim = read_claim(request);
    if (!claim) return claim.error();
    const auto key = keys.find(claim->access_key_id);
    if (auto known = check_token(*claim, key, now); !known) return known.error();
    for (const auto& checked :
         {check_signed_headers(*claim, request.headers), check_scope(*claim, region),
          check_time(*claim, now), check_signature(*claim, request, key->secret_access_key)})
        if (!checked) return checked.error();
    return Verified{key->caller, claim->scope.service};
}

}  // namespace ikada::aws
