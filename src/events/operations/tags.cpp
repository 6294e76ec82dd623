// TagResource, UntagResource, ListTagsForResource: of rules.
// docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html

#include "aws/names_and_tags.hpp"
#include "events/errors.hpp"
#include "events/keys.hpp"
#include "events/operations.hpp"
#include "events/rules.hpp"

namespace ikada::events {
namespace {

Result<const Rule*> rule_at(const world::Tx& tx, const std::string& arn, const aws::Call& call) {
    const auto prefix = aws::arn(call.installation, "events", "rule/");
    if (!arn.starts_with(prefix))
        return fail(errors::kResourceNotFound, "Resource {} does not exist.", arn);
    auto name = arn.substr(prefix.size());
    constexpr std::string_view kOfBus = "default/";  // the longer form of a rule's ARN
    if (name.starts_with(kOfBus)) name.erase(0, kOfBus.size());
    return find_rule(tx, {name, std::nullopt}, call.installation);
}

}  // namespace

Result<shapes::TagResourceResponse> tag_resource(world::Tx& tx,
                                                 const shapes::TagResourceRequest& request,
                                                 const aws::Call& call) {
    const auto rule = rule_at(tx, request.resource_arn, call);
    if (!rule) return rule.error();
    Rule next = **rule;
    if (auto added = aws::add_tags(next.tags, request.tags, kTagged); !added) return added.error();
    tx.put(std::move(next));
    return shapes::TagResourceResponse{};
}

Result<shapes::UntagResourceResponse> untag_resource(world::Tx& tx,
                                                     const shapes::UntagResourceRequest& request,
                                                     const aws::Call& call) {
    const auto rule = rule_at(tx, request.resource_arn, call);
    if (!rule) return rule.error();
    Rule next = **rule;
    for (const auto& key : request.tag_keys) next.tags.erase(key);
    tx.put(std::move(next));
    return shapes::UntagResourceResponse{};
}

Result<shapes::ListTagsForResourceResponse> list_tags_for_resource(
    world::Tx& tx, const shapes::ListTagsForResourceRequest& request, const aws::Call& call) {
    const auto rule = rule_at(tx, request.resource_arn, call);
    if (!rule) return rule.error();
    shapes::ListTagsForResourceResponse response;
    response.tags.emplace();
    for (const auto& [key, value] : (*rule)->tags) response.tags->push_back({key, value});
    return response;
}

}  // namespace ikada::events
