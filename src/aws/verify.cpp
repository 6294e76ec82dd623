// The server's end of SigV4. Each step refuses with what AWS says for it.

#include <algorithm>

#include "aws/canonical_request.hpp"
#include "aws/errors.hpp"
#include "aws/sigv4.hpp"
#include "aws/utf8.hpp"
#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr std::size_t kSignedHeadersMax = 100;  // ours; SDKs sign fewer than ten
constexpr std::size_t kShownMax = 200;          // characters of a refused header in the message

// An Authorization header taken apart.
struct Claim {
    std::string access_key_id;
    std::string date;  // of the scope: "20261122"
    SigningScope scope;
    std::vector<std::string> signed_headers;
    std::string signature;
    std::string amz_date;
};

std::string shown(std::string_view text) {
    return is_plain_text(text) ? shorten(text, kShownMax) : std::string("(not text)");
}

Error incomplete(std::string_view what) {
    return fail(errors::kIncompleteSignature, "Authorization header requires {}.", what);
}

// "Credential=…" and the like, from anywhere in the comma-separated list.
std::optional<std::string_view> parameter(std::string_view list, std::string_view name) {
    for (const auto part : split(list, ',')) {
        const auto item = trim(part);
        if (item.starts_with(name) && item.size() > name.size() && item[name.size()] == '=')
            return item.substr(name.size() + 1);
    }
    return std::nullopt;
}

Status read_credential(std::string_view credential, Claim& claim) {
    const auto parts = split(credential, '/');
    if (parts.size() != 5 || parts[4] != "aws4_request")
        return fail(errors::kIncompleteSignature,
                    "Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/aws4_request, got: {}",
                    shown(credential));
    claim.access_key_id = parts[0];
    claim.date = parts[1];
    claim.scope = {std::string(parts[2]), std::string(parts[3])};
    return ok();
}

Status read_signed_headers(std::string_view list, Claim& claim) {
    for (const auto name : split(list, ';')) claim.signed_headers.emplace_back(name);
    if (claim.signed_headers.size() > kSignedHeadersMax)
        return incomplete(fmt::format("at most {} signed headers", kSignedHeadersMax));
    if (!std::is_sorted(claim.signed_headers.begin(), claim.signed_headers.end()))
        return incomplete("'SignedHeaders' in alphabetical order");
    return ok();
}

Result<Claim> read_claim(const net::HttpRequest& request) {
    const auto header = net::find_header(request.headers, "Authorization");
    if (!header || trim(*header).empty())
        return fail(errors::kMissingAuthenticationToken, "Missing Authentication Token");
    if (!header->starts_with(kSigningAlgorithm))
        return fail(errors::kIncompleteSignature,
                    "Unsupported Authorization header: {}; expected {}.",
                    shown(header->substr(0, header->find(' '))), kSigningAlgorithm);
    const auto list = header->substr(kSigningAlgorithm.size());
    const auto credential = parameter(list, "Credential");
    const auto signed_headers = parameter(list, "SignedHeaders");
    const auto signature = parameter(list, "Signature");
    if (!credential) return incomplete("'Credential' parameter");
    if (!signed_headers) return incomplete("'SignedHeaders' parameter");
    if (!signature) return incomplete("'Signature' parameter");
    const auto date = net::find_header(request.headers, "X-Amz-Date");
    if (!date) return incomplete("existence of an 'X-Amz-Date' header");

    Claim claim;
    claim.signature = *signature;
    claim.amz_date = *date;
    if (auto read = read_credential(*credential, claim); !read) return read.error();
    if (auto read = read_signed_headers(*signed_headers, claim); !read) return read.error();
    return claim;
}

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

Status check_time(const Claim& claim, TimePoint now) {
    const auto signed_at = parse_amz_date(claim.amz_date);
    if (!signed_at)
        return fail(errors::kIncompleteSignature,
                    "Date must be in ISO-8601 'basic format'. Got '{}'.", shown(claim.amz_date));
    if (*signed_at + kClockSkewMax < now)
        return fail(errors::kInvalidSignature,
                    "Signature expired: {} is now earlier than {} ({} - 5 min.)", claim.amz_date,
                    to_amz_date(now - kClockSkewMax), to_amz_date(now));
    if (*signed_at - kClockSkewMax > now)
        return fail(errors::kInvalidSignature,
                    "Signature not yet current: {} is still later than {} ({} + 5 min.)",
                    claim.amz_date, to_amz_date(now + kClockSkewMax), to_amz_date(now));
    return ok();
}

Status check_signature(const Claim& claim, const net::HttpRequest& request,
                       const std::string& secret) {
    if (net::find_header(request.headers, "X-Amz-Content-Sha256") == "UNSIGNED-PAYLOAD")
        return fail(errors::kInvalidSignature,
                    "UNSIGNED-PAYLOAD is not accepted over plain HTTP: sign the body.");
    const auto expected = signature_of(canonical_request(request, claim.signed_headers),
                                       claim.amz_date, claim.scope, secret);
    if (equal_in_constant_time(expected, claim.signature)) return ok();
    return fail(errors::kInvalidSignature,
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method. Consult the service "
                "documentation for details.");
}

}  // namespace

Result<Verified> verify(const net::HttpRequest& request, const KeyRing& keys,
                        std::string_view region, TimePoint now) {
    const auto claim = read_claim(request);
    if (!claim) return claim.error();
    const auto key = keys.find(claim->access_key_id);
    // No key here has a session, so a token belongs to credentials of somewhere else.
    const auto token = net::find_header(request.headers, "X-Amz-Security-Token");
    if (!key || (token && !token->empty()))
        return fail(errors::kUnrecognizedClient,
                    "The security token included in the request is invalid.");
    for (const auto& checked :
         {check_signed_headers(*claim, request.headers), check_scope(*claim, region),
          check_time(*claim, now), check_signature(*claim, request, key->secret_access_key)})
        if (!checked) return checked.error();
    return Verified{key->caller, claim->scope.service};
}

}  // namespace ikada::aws
