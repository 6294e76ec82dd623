#pragma once
// Small text helpers used on every wire.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ikada {

// "a,b,,c" → {"a","b","","c"}; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// The whole text as a decimal number; nothing on any other character or overflow.
std::optional<std::int64_t> parse_int(std::string_view text);
std::optional<double> parse_double(std::string_view text);

std::string hex_encode(std::string_view bytes);
std::string base64_encode(std::string_view bytes);
// Standard alphabet, padding required (RFC 4648, part 4).
std::optional<std::string> base64_decode(std::string_view text);

// RFC 3986 percent-encoding; only unreserved characters stay. As SigV4 wants it.
std::string uri_encode(std::string_view text, bool keep_slash = false);
// Percent-decoding; with `plus_is_space` as in HTML forms. Nothing on a broken escape.
std::optional<std::string> uri_decode(std::string_view text, bool plus_is_space = false);

}  // namespace ikada
