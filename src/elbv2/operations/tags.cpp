// AddTags, RemoveTags, DescribeTags
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTags.html

#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

constexpr int kDescribedMax = 20;  // ELBv2's, resources of one DescribeTags

using ChangeTags = std::function<Status(Tags&)>;

template <class T>
Status change(world::Tx& tx, const T& record, const ChangeTags& with) {
    auto next = record;
    if (auto changed = with(next.tags); !changed) return changed;
    tx.put(std::move(next));
    return ok();
}

// Applies `with` to the tags of whatever the ARN names.
Status change_tags(world::Tx& tx, const std::string& arn, const ChangeTags& with) {
    const auto is = [&](std::string_view kind) { return arn.find(kind) != std::string::npos; };
    const auto absent = [&](const ErrorKind& kind) {
        return fail(kind, "The resource '{}' does not exist", arn);
    };
    if (is(":loadbalancer/")) {
        const auto* balancer = tx.find<LoadBalancer>(arn);
        return balancer ? change(tx, *balancer, with) : absent(errors::kLoadBalancerNotFound);
    }
    if (is(":targetgroup/")) {
        const auto* group = tx.find<TargetGroup>(arn);
        return group ? change(tx, *group, with) : absent(errors::kTargetGroupNotFound);
    }
    if (is(":listener/")) {
        const auto* listener = tx.find<Listener>(arn);
        return listener ? change(tx, *listener, with) : absent(errors::kListenerNotFound);
    }
    if (is(":listener-rule/")) {
        const auto* rule = tx.first_by<Rule>(keys::kByArn, arn);
        return rule ? change(tx, *rule, with) : absent(errors::kRuleNotFound);
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
            return fail(errors::kTooManyTags, "A resource can have at most {} tags", kTagsMax);
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
    if (static_cast<int>(request.resource_arns.size()) > kDescribedMax)
        return fail(errors::kValidationError, "At most {} resources can be described at once",
                    kDescribedMax);
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
