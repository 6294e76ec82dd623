#include "aws/rest_uri.hpp"

#include <vector>

#include "aws/canonical_request.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

using Parts = std::vector<std::string_view>;

Parts parts_of(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.ends_with('/')) path.remove_suffix(1);
    return path.empty() ? Parts{} : split(path, '/');
}

bool is_label(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }
bool is_greedy(std::string_view part) { return part.ends_with("+}"); }

// "{Key+}" → "Key"
std::string_view label_name(std::string_view part) {
    part.remove_prefix(1);
    part.remove_suffix(is_greedy(part) ? 2 : 1);
    return part;
}

// How many parts of the path the pattern's part at `place` takes.
std::size_t width(const Parts& pattern, std::size_t place, std::size_t path_parts) {
    if (!is_greedy(pattern[place])) return 1;
    return path_parts - (pattern.size() - 1);
}

bool take_label(UriMatch& match, std::string_view part, std::string_view raw) {
    auto value = uri_decode(raw);
    if (!value || value->empty()) return false;
    match.labels[std::string(label_name(part))] = *std::move(value);
    return true;
}

bool take_part(UriMatch& match, std::string_view part, std::string_view raw) {
    if (is_label(part)) return take_label(match, part, raw);
    ++match.literals;
    return uri_decode(raw) == part;
}

// "flag" must be there, "a=b" must have that value.
bool has_parameter(const net::HttpRequest& request, std::string_view wanted) {
    const auto equals = wanted.find('=');
    const auto given = query_parameter(request, wanted.substr(0, equals));
    return given && (equals == std::string_view::npos || *given == wanted.substr(equals + 1));
}

bool has_parameters(UriMatch& match, const net::HttpRequest& request, std::string_view wanted) {
    for (const auto parameter : split(wanted, '&')) {
        ++match.literals;
        if (!has_parameter(request, parameter)) return false;
    }
    return true;
}

}  // namespace

std::optional<UriMatch> match_uri(const schema::HttpBinding& binding,
                                  const net::HttpRequest& request) {
    if (binding.method != request.method) return std::nullopt;
    const auto mark = binding.uri.find('?');
    const auto pattern = parts_of(binding.uri.substr(0, mark));
    const auto path = parts_of(request.path());
    UriMatch match;
    std::size_t at = 0;
    for (std::size_t place = 0; place < pattern.size(); ++place) {
        if (path.size() < pattern.size()) return std::nullopt;
        const auto count = width(pattern, place, path.size());
        if (at + count > path.size()) return std::nullopt;
        const auto* from = path[at].data();
        const auto* end = path[at + count - 1].data() + path[at + count - 1].size();
        const std::string_view raw(from, static_cast<std::size_t>(end - from));
        if (!take_part(match, pattern[place], raw)) return std::nullopt;
        at += count;
    }
    if (at != path.size()) return std::nullopt;
    if (mark != std::string_view::npos &&
        !has_parameters(match, request, binding.uri.substr(mark + 1)))
        return std::nullopt;
    return match;
}

}  // namespace ikada::aws
