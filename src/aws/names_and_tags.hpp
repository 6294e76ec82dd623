#pragma once
// Names and tags of resources, as EventBridge and its Scheduler check them.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/errors.hpp"
#include "base/result.hpp"

namespace ikada::aws {

constexpr std::size_t kTagsMax = 50;  // AWS, of a resource

struct NameCheck {
    std::string_view member;   // of the request
    std::string_view pattern;  // as the service's error writes it
};
// Letters, digits, '.', '-' and '_'. Errors: kValidation.
inline Status check_name(const NameCheck& check, std::string_view name) {
    constexpr std::string_view kOfNames =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
    if (name.find_first_not_of(kOfNames) == name.npos) return ok();
    return fail(errors::kValidation,
                "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: {}",
                name, check.member, check.pattern);
}

// Adds tags of any service's shape to those of `what`: "rule".
//   Errors: kValidation for a key of AWS's own, one that comes twice, and too many.
template <class Tag>
Status add_tags(std::map<std::string, std::string>& tags, const std::vector<Tag>& added,
                std::string_view what) {
    std::set<std::string_view> keys;
    for (const auto& tag : added) {
        if (tag.key.starts_with("aws:"))
            return fail(errors::kValidation, "Tag keys cannot start with 'aws:': {}", tag.key);
        if (!keys.insert(tag.key).second)
            return fail(errors::kValidation, "Duplicate tag keys found: {}", tag.key);
        tags[tag.key] = tag.value;
    }
    if (tags.size() <= kTagsMax) return ok();
    return fail(errors::kValidation, "A {} can have at most {} tags.", what, kTagsMax);
}

}  // namespace ikada::aws
