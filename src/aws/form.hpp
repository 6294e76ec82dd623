#pragma once
// Form-encoded parameters as a tree: "Tags.member.1.Key=a" is under Tags, member, 1, Key.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::aws {

constexpr int kFormParametersMax = 10'000;  // ours; no AWS call needs a tenth of it
constexpr int kFormDepthMax = 32;           // parts of one name; the deepest AWS name has 13

struct FormNode {
    std::optional<std::string> value;
    std::map<std::string, FormNode, std::less<>> parts;

    const FormNode* find(std::string_view name) const;
};

// Errors: kMalformed for a broken escape, bytes that are no UTF-8 text, a name given twice, or more
// than the limits above.
Result<FormNode> parse_form(std::string_view encoded);

// The value of one undotted parameter, without looking at the others.
std::optional<std::string> find_in_form(std::string_view encoded, std::string_view name);

}  // namespace ikada::aws
