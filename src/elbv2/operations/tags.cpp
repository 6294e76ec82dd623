// AddTags, RemoveTags, DescribeTags
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTags.html

#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

using ChangeTags = std::function<Status(Tags&)>;

template <class T>
Status change(world::Tx& tx, const T* found, const ErrorKind& absent, const ChangeTags& with,
              const std::string& arn) {
    if (!found) return fail(absent, "The resource '{}' does not exist", arn);
    auto next = *found;
    if (auto changed = with(next.tags); !changed) return changed;
    tx.put(std::move(next));
    return ok();
}

// Applies `with` to the tags of whatever the ARN names.
Status change_tags(world::Tx& tx, const std::string& arn, const ChangeTags& with) {
    const auto is = [&](std::string_view kind) { return arn.find(kind) != std::string::npos; };
    if (is(":loadbalancer/"))
        return change(tx, tx.find<LoadBalancer>(arn), errors::kLoadBalancerNotFound, with, arn);
    if (is(":targetgroup/"))
        return change(tx, tx.find<TargetGroup>(arn), errors::kTargetGroupNotFound, with, arn);
    if (is(":listener/"))
        return change(tx, tx.find<Listener>(arn), errors::kListenerNotFound, with, arn);
    if (is(":listener-rule/")) {
        const auto rules = tx.by<Rule>(keys::kByArn, arn);
        return change(tx, rules.empty() ? nullptr : rules.front(), errors::kRuleNotFound, with,
                      arn);
    }
    return fail(errors::kValidationError, "'{}' is not a valid resource ARN", arn);
}

}  // namespace

Result<shapes::AddTagsOutput> add_tags(world::Tx& tx, const shapes::AddTagsInput& request,
                                       const aws::Call&) {
    const auto added = read_tags(request.tags);
    if (!added) return added.error();
    for (const auto& arn : request.resource_arns) {
        const auto changed = change_tags(tx, arn, [&](Tags& tags) -> Status {
            for (const auto& [key, value] : *added) tags[key] = value;
            if (static_cast<int>(tags.size()) <= kTagsMax) return ok();
            return fail(errors::kTooManyTags, "A resource has at most {} tags", kTagsMax);
        });
        if (!changed) return changed.error();
    }
    return shapes::AddTagsOutput{};
}

Result<shapes::RemoveTagsOutput> remove_tags(world::Tx& tx, const shapes::RemoveTagsInput& request,
                                             const aws::Call&) {
    for (const auto& arn : request.resource_arns) {
        const auto changed = change_tags(tx, arn, [&](Tags& tags) {
            for (const auto& key : request.tag_keys) tags.erase(key);
            return ok();
        });
        if (!changed) return changed.error();
    }
    return shapes::RemoveTagsOutput{};
}

Result<shapes::DescribeTagsOutput> describe_tags(world::Tx& tx,
                                                 const shapes::DescribeTagsInput& request,
                                                 const aws::Call&) {
    shapes::DescribeTagsOutput output;
    auto& descriptions = output.tag_descriptions.emplace();
    for (const auto& arn : request.resource_arns) {
        const auto read = change_tags(tx, arn, [&](Tags& tags) {
            descriptions.push_back({arn, show_tags(tags)});
            return ok();
        });
        if (!read) return read.error();
    }
    return output;
}

}  // namespace ikada::elbv2
