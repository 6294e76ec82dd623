#include "aws/claim.hpp"

#include <algorithm>

#include "aws/canonical_request.hpp"
#include "aws/errors.hpp"
#include "aws/utf8.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr std::size_t kSignedHeadersMax = 100;  // ours; SDKs sign fewer than ten
constexpr std::size_t kShownMax = 200;          // characters of a refused header in the message

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

Result<Claim> read_header(const net::HttpRequest& request, std::string_view header) {
    if (!header.starts_with(kSigningAlgorithm))
        return fail(errors::kIncompleteSignature,
                    "Unsupported Authorization header: {}; expected {}.",
                    shown(header.substr(0, header.find(' '))), kSigningAlgorithm);
    const auto list = header.substr(kSigningAlgorithm.size());
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
    claim.session_token =
        net::find_header(request.headers, "X-Amz-Security-Token").value_or(std::string_view{});
    if (auto read = read_credential(*credential, claim); !read) return read.error();
    if (auto read = read_signed_headers(*signed_headers, claim); !read) return read.error();
    return claim;
}

// ---- presigned: the same in the query

Status read_lifetime(const std::string& text, Claim& claim) {
    const auto seconds = parse_int(text);
    if (!seconds || *seconds < 1 || *seconds > kPresignedLifeMax.count())
        return fail(errors::kIncompleteSignature,
                    "X-Amz-Expires must be a number of seconds from 1 to {}, got: {}",
                    kPresignedLifeMax.count(), shown(text));
    claim.lifetime = Seconds{*seconds};
    return ok();
}

Result<Claim> read_query(const net::HttpRequest& request) {
    Claim claim;
    std::string algorithm, credential, expires, signed_headers;
    struct Field {
        std::string_view name;
        std::string& into;
    };
    const Field fields[] = {
        {"X-Amz-Algorithm", algorithm},       {"X-Amz-Credential", credential},
        {"X-Amz-Date", claim.amz_date},       {"X-Amz-Expires", expires},
        {"X-Amz-Signature", claim.signature}, {"X-Amz-SignedHeaders", signed_headers}};
    for (const auto& [name, into] : fields) {
        auto value = query_parameter(request, name);
        if (!value)
            return fail(errors::kIncompleteSignature,
                        "AWS query-string parameters must include '{}'.", name);
        into = *std::move(value);
    }
    claim.session_token = query_parameter(request, "X-Amz-Security-Token").value_or("");
    if (algorithm != kSigningAlgorithm)
        return fail(errors::kIncompleteSignature, "Unsupported X-Amz-Algorithm: {}; expected {}.",
                    shown(algorithm), kSigningAlgorithm);
    if (auto read = read_lifetime(expires, claim); !read) return read.error();
    if (auto read = read_credential(credential, claim); !read) return read.error();
    if (auto read = read_signed_headers(signed_headers, claim); !read) return read.error();
    return claim;
}

}  // namespace

std::string shown(std::string_view text) {
    return is_plain_text(text) ? shorten(text, kShownMax) : std::string("(not text)");
}

Result<Claim> read_claim(const net::HttpRequest& request) {
    const auto header = net::find_header(request.headers, "Authorization");
    const bool in_header = header && !trim(*header).empty();
    const bool in_query = query_parameter(request, "X-Amz-Signature").has_value() ||
                          query_parameter(request, "X-Amz-Algorithm").has_value();
    if (in_header && in_query)
        return fail(errors::kIncompleteSignature,
                    "Only one authentication mechanism is allowed: the Authorization header or "
                    "the query string.");
    if (in_header) return read_header(request, *header);
    if (in_query) return read_query(request);
    return fail(errors::kMissingAuthenticationToken, "Missing Authentication Token");
}

}  // namespace ikada::aws
