#include "events/rules.hpp"

#include "events/errors.hpp"
#include "events/keys.hpp"

namespace ikada::events {
namespace {

constexpr std::size_t kTagsMax = 50;  // AWS, of a rule
constexpr std::string_view kOfNames =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";

}  // namespace

std::string bus_arn(const aws::Installation& at) {
    return aws::arn(at, "events", fmt::format("event-bus/{}", kDefaultBus));
}

Status check_bus(const std::optional<std::string>& name, const aws::Installation& at) {
    if (!name || *name == kDefaultBus || *name == bus_arn(at)) return ok();
    return fail(errors::kResourceNotFound, "Event bus {} does not exist.",
                name->substr(name->rfind('/') + 1));
}

Status check_name(std::string_view member, std::string_view name) {
    if (name.find_first_not_of(kOfNames) == name.npos) return ok();
    return fail(errors::kValidation,
                "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
                name, member);
}

Result<const Rule*> find_rule(const world::Tx& tx, const RuleRef& ref,
                              const aws::Installation& at) {
    if (auto checked = check_name("name", ref.name); !checked) return checked.error();
    if (auto checked = check_bus(ref.bus, at); !checked) return checked.error();
    if (const auto* rule = tx.find<Rule>(ref.name)) return rule;
    return fail(errors::kResourceNotFound, "Rule {} does not exist on EventBus {}.", ref.name,
                kDefaultBus);
}

Result<Tags> read_tags(const std::vector<shapes::Tag>& tags) {
    Tags read;
    for (const auto& tag : tags) {
        if (tag.key.starts_with("aws:"))
            return fail(errors::kValidation, "Tag keys cannot start with 'aws:': {}", tag.key);
        if (!read.try_emplace(tag.key, tag.value).second)
            return fail(errors::kValidation, "Duplicate tag keys found: {}", tag.key);
    }
    if (auto checked = check_tag_count(read); !checked) return checked.error();
    return read;
}

Status check_tag_count(const Tags& tags) {
    if (tags.size() <= kTagsMax) return ok();
    return fail(errors::kValidation, "A rule can have at most {} tags.", kTagsMax);
}

}  // namespace ikada::events
