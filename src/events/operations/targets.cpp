// PutTargets, RemoveTargets, ListTargetsByRule, ListRuleNamesByTarget
// docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html

#include <algorithm>

#include "aws/paging.hpp"
#include "events/ecs_target.hpp"
#include "events/errors.hpp"
#include "events/keys.hpp"
#include "events/operations.hpp"
#include "events/rules.hpp"

namespace ikada::events {
namespace {

constexpr std::size_t kTargetsMax = 5;  // AWS, of a rule
constexpr int kPageSizeMax = 100;       // AWS

auto place_of(std::vector<shapes::Target>& targets, const std::string& id) {
    return std::lower_bound(targets.begin(), targets.end(), id,
                            [](const auto& target, const auto& of) { return target.id < of; });
}

void put_target(std::vector<shapes::Target>& targets, const shapes::Target& target) {
    const auto place = place_of(targets, target.id);
    if (place != targets.end() && place->id == target.id)
        *place = target;
    else
        targets.insert(place, target);
}

bool remove_target(std::vector<shapes::Target>& targets, const std::string& id) {
    return std::erase_if(targets, [&](const auto& target) { return target.id == id; }) > 0;
}

}  // namespace

Result<shapes::PutTargetsResponse> put_targets(world::Tx& tx,
                                               const shapes::PutTargetsRequest& request,
                                               const aws::Call& call) {
    const auto rule = find_rule(tx, {request.rule, request.event_bus_name}, call.installation);
    if (!rule) return rule.error();
    Rule next = **rule;
    for (const auto& target : request.targets) {
        if (auto checked = check_name("targets.member.id", target.id); !checked)
            return checked.error();
        if (auto checked = check_target(target); !checked) return checked.error();
        put_target(next.targets, target);
    }
    if (next.targets.size() > kTargetsMax)
        return fail(errors::kLimitExceeded,
                    "The requested resource exceeds the maximum number allowed.");
    tx.put(std::move(next));
    return shapes::PutTargetsResponse{
        .failed_entry_count = 0, .failed_entries = std::vector<shapes::PutTargetsResultEntry>{}};
}

Result<shapes::RemoveTargetsResponse> remove_targets(world::Tx& tx,
                                                     const shapes::RemoveTargetsRequest& request,
                                                     const aws::Call& call) {
    const auto rule = find_rule(tx, {request.rule, request.event_bus_name}, call.installation);
    if (!rule) return rule.error();
    Rule next = **rule;
    shapes::RemoveTargetsResponse response;
    auto& failed = response.failed_entries.emplace();
    for (const auto& id : request.ids)
        if (!remove_target(next.targets, id))
            failed.push_back({.target_id = id,
                              .error_code = errors::kResourceNotFound.code.data(),
                              .error_message = fmt::format(
                                  "Rule {} does not have target with id {}.", next.name, id)});
    response.failed_entry_count = static_cast<int>(failed.size());
    tx.put(std::move(next));
    return response;
}

Result<shapes::ListTargetsByRuleResponse> list_targets_by_rule(
    world::Tx& tx, const shapes::ListTargetsByRuleRequest& request, const aws::Call& call) {
    const auto rule = find_rule(tx, {request.rule, request.event_bus_name}, call.installation);
    if (!rule) return rule.error();
    const auto page = aws::paginate(
        (*rule)->targets,
        {request.next_token, request.limit.value_or(kPageSizeMax), errors::kValidation},
        [](const shapes::Target& target) { return target.id; });
    if (!page) return page.error();
    return shapes::ListTargetsByRuleResponse{.targets = page->items,
                                             .next_token = page->next_token};
}

Result<shapes::ListRuleNamesByTargetResponse> list_rule_names_by_target(
    world::Tx& tx, const shapes::ListRuleNamesByTargetRequest& request, const aws::Call& call) {
    if (auto checked = check_bus(request.event_bus_name, call.installation); !checked)
        return checked.error();
    const auto page = aws::paginate(
        tx.by<Rule>(keys::kByTarget, request.target_arn),
        {request.next_token, request.limit.value_or(kPageSizeMax), errors::kValidation},
        [](const Rule* rule) { return rule->name; });
    if (!page) return page.error();
    shapes::ListRuleNamesByTargetResponse response{.rule_names = std::vector<std::string>{},
                                                   .next_token = page->next_token};
    for (const auto* rule : page->items) response.rule_names->push_back(rule->name);
    return response;
}

}  // namespace ikada::events
