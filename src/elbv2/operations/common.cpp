#include "elbv2/operations/common.hpp"

#include "elbv2/keys.hpp"

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
            return fail(errors::kDuplicateTagKeys, "Tag key '{}' was specified more than once",
                        tag.key);
    }
    if (static_cast<int>(tags.size()) > kTagsMax)
        return fail(errors::kTooManyTags, "A resource can have at most {} tags", kTagsMax);
    return tags;
}

std::vector<shapes::Tag> show_tags(const Tags& tags) {
    std::vector<shapes::Tag> shown;
    for (const auto& [key, value] : tags) shown.push_back({key, value});
    return shown;
}

namespace {

struct ArnKind {
    std::string_view part;  // ":loadbalancer/"
    std::string_view noun;
    const ErrorKind& not_found;
};

template <class T>
Result<const T*> look_up(const world::Tx& tx, const std::string& arn, const ArnKind& kind) {
    if (const auto* found = tx.find<T>(arn)) return found;
    if (!arn.starts_with("arn:") || arn.find(kind.part) == std::string::npos)
        return fail(errors::kValidationError, "'{}' is not a valid {} ARN", arn, kind.noun);
    return fail(kind.not_found, "One or more {}s not found: '{}'", kind.noun, arn);
}

}  // namespace

Result<const LoadBalancer*> find_load_balancer(const world::Tx& tx, const std::string& arn) {
    return look_up<LoadBalancer>(
        tx, arn, {":loadbalancer/", "load balancer", errors::kLoadBalancerNotFound});
}

Result<const Listener*> find_listener(const world::Tx& tx, const std::string& arn) {
    return look_up<Listener>(tx, arn, {":listener/", "listener", errors::kListenerNotFound});
}

Result<const TargetGroup*> target_group_of(const world::Tx& tx, const std::string& arn) {
    return look_up<TargetGroup>(tx, arn,
                                {":targetgroup/", "target group", errors::kTargetGroupNotFound});
}

Error refuse_https(std::string_view what) {
    return fail(errors::kUnsupportedProtocol,
                "ikada does not serve HTTPS yet: {} must use HTTP until it has certificates", what);
}

Error refuse_member(std::string_view member) {
    return fail(errors::kInvalidConfigurationRequest,
                "ikada does not support '{}' yet; leave it out of the request", member);
}

}  // namespace ikada::elbv2
