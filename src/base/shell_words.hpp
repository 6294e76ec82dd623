#pragma once
// A command line as a POSIX shell splits it into words, without expansions.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ikada {

// `bundle exec "rake task" a\ b` → bundle, exec, "rake task", "a b".
//   Errors: kMalformed for a quote that does not end.
// Source: pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html, part 2.2
Result<std::vector<std::string>> split_shell_words(std::string_view text);
// The inverse: the words, quoted.
std::string join_shell_words(const std::vector<std::string>& words);

}  // namespace ikada
