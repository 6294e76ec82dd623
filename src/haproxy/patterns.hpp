#pragma once
// ELBv2's wildcard patterns: '*' is any run of characters, '?' is one, "\*" and "\?" mean
// themselves. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace ikada::haproxy {

enum class LetterCase { Matters, Ignored };

// What stands behind the fetch in an ACL, the cheapest method that means the same:
// "-m str -- 'a.com'", "-m end -i -- '.a.com'", "-m reg -- '^..$'".
std::string acl_pattern(std::string_view pattern, LetterCase letters = LetterCase::Matters);

// A regular expression, unanchored, in which a wildcard is one of the class `any` ("[^&]").
//   Takes time in the order of the text's length times the pattern's, whatever both hold.
std::string expression_of(std::string_view pattern, std::string_view any);

// The only text that the pattern matches, if it has no wildcards.
std::optional<std::string> literal_of(std::string_view pattern);

// Whether the pattern matches the whole text, letter case as it is.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace ikada::haproxy
