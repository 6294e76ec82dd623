#include "aws/canonical_request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr std::string_view kSignatureParameter = "X-Amz-Signature=";

// RFC 3986, 5.2.4, and without empty segments.
std::string canonical_path(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const auto segment : split(path, '/')) {
        if (segment == ".." && !kept.empty()) kept.pop_back();
        if (segment.empty() || segment == "." || segment == "..") continue;
        kept.push_back(segment);
    }
    std::string made;
    for (const auto segment : kept) made += "/" + uri_encode(segment);
    if (made.empty() || path.ends_with('/')) made += '/';
    return made;
}

// Decoded and encoded again, so that "%7e" and "~" are the same.
std::string normal_form(std::string_view encoded) {
    const auto plain = uri_decode(encoded);
    return plain ? uri_encode(*plain) : std::string(encoded);
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto part : split(query, '&')) {
        if (part.empty() || part.starts_with(kSignatureParameter)) continue;
        const auto equals = part.find('=');
        const bool has_value = equals != std::string_view::npos;
        pairs.emplace_back(normal_form(part.substr(0, equals)),
                           has_value ? normal_form(part.substr(equals + 1)) : std::string());
    }
    std::sort(pairs.begin(), pairs.end());
    std::string made;
    for (const auto& [name, value] : pairs) {
        if (!made.empty()) made += '&';
        made += name + "=" + value;
    }
    return made;
}

// Without blanks at the ends; runs of blanks inside become one.
void append_trimmed(std::string_view value, std::string& out) {
    bool blank = false;
    for (const char c : trim(value)) {
        const bool is_blank = c == ' ' || c == '\t';
        if (is_blank && blank) continue;
        blank = is_blank;
        out += is_blank ? ' ' : c;
    }
}

std::string canonical_header(const net::Headers& headers, const std::string& name) {
    std::string made = name + ":";
    bool first = true;
    for (const auto& header : headers) {
        if (!equals_ignoring_case(header.name, name)) continue;
        if (!first) made += ',';
        first = false;
        append_trimmed(header.value, made);
    }
    return made + "\n";
}

}  // namespace

std::optional<std::string> query_parameter(const net::HttpRequest& request, std::string_view name) {
    for (const auto part : split(request.query(), '&')) {
        const auto equals = part.find('=');
        if (part.substr(0, equals) != name) continue;
        return uri_decode(equals == std::string_view::npos ? std::string_view{}
                                                           : part.substr(equals + 1));
    }
    return std::nullopt;
}

std::string canonical_request(const net::HttpRequest& request,
                              const std::vector<std::string>& signed_headers,
                              std::string_view payload_hash) {
    std::string headers;
    for (const auto& name : signed_headers) headers += canonical_header(request.headers, name);
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(request.path()),
                       canonical_query(request.query()), headers, join(signed_headers, ";"),
                       payload_hash);
}

std::string credential_scope(std::string_view amz_date, const SigningScope& scope) {
    return fmt::format("{}/{}/{}/aws4_request", amz_date.substr(0, 8), scope.region, scope.service);
}

std::string signature_of(std::string_view canonical_request, std::string_view amz_date,
                         const SigningScope& scope, std::string_view secret_access_key) {
    const std::string text =
        fmt::format("{}\n{}\n{}\n{}", kSigningAlgorithm, amz_date,
                    credential_scope(amz_date, scope), sha256_hex(canonical_request));
    std::string key = hmac_sha256(fmt::format("AWS4{}", secret_access_key), amz_date.substr(0, 8));
    key = hmac_sha256(key, scope.region);
    key = hmac_sha256(key, scope.service);
    key = hmac_sha256(key, "aws4_request");
    return hex_encode(hmac_sha256(key, text));
}

}  // namespace ikada::aws
