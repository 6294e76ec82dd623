#include "ec2/filters.hpp"

#include <algorithm>

#include "ec2/errors.hpp"

namespace ikada::ec2 {

bool matches_pattern(std::string_view pattern, std::string_view text) {
    std::size_t at = 0, in_text = 0;
    std::optional<std::size_t> star;  // where to resume after the last '*'
    std::size_t star_text = 0;
    while (in_text < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = ++at;
            star_text = in_text;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[in_text])) {
            ++at;
            ++in_text;
        } else if (star) {
            at = *star;
            in_text = ++star_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

Result<bool> passes(const Filters& filters, const Filterable& object) {
    if (!filters) return true;
    bool all = true;
    for (const auto& filter : *filters) {
        const auto name = filter.name.value_or("");
        const auto values = object.find(name);
        if (values == object.end())
            return fail(errors::kInvalidParameterValue, "The filter '{}' is invalid", name);
        const auto wanted = filter.values.value_or(std::vector<std::string>{});
        all &= std::any_of(wanted.begin(), wanted.end(), [&](const std::string& pattern) {
            return std::any_of(values->second.begin(), values->second.end(),
                               [&](const auto& value) { return matches_pattern(pattern, value); });
        });
    }
    return all;
}

}  // namespace ikada::ec2
