#pragma once
// Paths of REST services: patterns with labels, matched and taken apart.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "schema/http.hpp"

namespace ikada::aws {

struct UriMatch {
    std::map<std::string, std::string, std::less<>> labels;  // decoded
    int literals =
        0;  // parts of the pattern that are no labels: of two patterns, the one with more
};

// A slash at the end does not count. Nothing when method, path or a parameter that the pattern
// names differ, or an escape is broken.
std::optional<UriMatch> match_uri(const schema::HttpBinding& binding,
                                  const net::HttpRequest& request);

}  // namespace ikada::aws
