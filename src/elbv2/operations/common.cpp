#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {

Status check_name(std::string_view noun, std::string_view name) {
    constexpr std::size_t kLengthMax = 32;
    const bool letters = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return c < 128 && (std::isalnum(c) != 0 || c == '-');
    });
    if (name.empty() || name.size() > kLengthMax)
        return fail(errors::kValidationError,
                    "The {} name '{}' cannot be longer than '{}' characters", noun, name,
                    kLengthMax);
    if (!letters)
        return fail(errors::kValidationError,
                    "The {} name '{}' can only contain characters that are alphanumeric "
                    "characters and hyphens(-)",
                    noun, name);
    if (name.front() == '-' || name.back() == '-')
        return fail(errors::kValidationError,
                    "The {} name '{}' cannot begin or end with a hyphen(-)", noun, name);
    return ok();
}

Result<Tags> read_tags(const std::optional<std::vector<shapes::Tag>>& from) {
    Tags tags;
    if (!from) return tags;
    for (const auto& tag : *from) {
        if (tag.key.starts_with("aws:"))
            return fail(errors::kValidationError, "Tag keys cannot start with 'aws:': '{}'",
                        tag.key);
        if (!tags.try_emplace(tag.key, tag.value.value_or("")).second)
            return fail(errors::kValidationError, "Tag key '{}' is given twice", tag.key);
    }
    if (static_cast<int>(tags.size()) > kTagsMax)
        return fail(errors::kTooManyTags, "A resource has at most {} tags", kTagsMax);
    return tags;
}

std::vector<shapes::Tag> show_tags(const Tags& tags) {
    std::vector<shapes::Tag> shown;
    for (const auto& [key, value] : tags) shown.push_back({key, value});
    return shown;
}

Error refuse_https(std::string_view what) {
    return fail(errors::kUnsupportedProtocol,
                "ikada does not serve HTTPS yet: {} must use HTTP until it has certificates", what);
}

}  // namespace ikada::elbv2
