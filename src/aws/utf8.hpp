#pragma once
// Texts from the wire: UTF-8 (RFC 3629), counted in characters as AWS's limits are.

#include <cstddef>
#include <string>
#include <string_view>

namespace ikada::aws {

// Well-formed UTF-8 without characters that XML 1.0 cannot carry (NUL and most control characters).
bool is_plain_text(std::string_view text);

// Characters in well-formed UTF-8.
std::size_t count_characters(std::string_view text);

// The first `characters_max` characters, with "..." after them where something was cut.
std::string shorten(std::string_view text, std::size_t characters_max);

}  // namespace ikada::aws
