// CreateRule, DescribeRules, ModifyRule, DeleteRule, SetRulePriorities
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html

#include <set>

#include "elbv2/actions.hpp"
#include "elbv2/arns.hpp"
#include "elbv2/conditions.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

constexpr int kPriorityMax = 50'000;  // ELBv2's

const Rule* find_rule(const world::Tx& tx, const std::string& arn) {
    return tx.first_by<Rule>(keys::kByArn, arn);
}

// The listener whose default actions a rule ARN stands for.
const Listener* find_default(const world::Tx& tx, const std::string& arn) {
    const auto* listener = tx.find<Listener>(listener_of_rule(arn));
    return listener && default_rule_arn(listener->arn) == arn ? listener : nullptr;
}

Error not_found(const std::string& arn) {
    return fail(errors::kRuleNotFound, "One or more rules not found: '{}'", arn);
}

Result<const Rule*> resolve(const world::Tx& tx, const std::string& arn, std::string_view verb) {
    if (const auto* rule = find_rule(tx, arn)) return rule;
    if (find_default(tx, arn))
        return fail(errors::kOperationNotPermitted, "Default rule '{}' cannot be {}", arn, verb);
    return not_found(arn);
}

shapes::Rule show(const Rule& rule) {
    shapes::Rule shape;
    shape.rule_arn = rule.arn;
    shape.priority = std::to_string(rule.priority);
    shape.conditions = show_conditions(rule.conditions);
    shape.actions = show_actions(rule.actions);
    shape.is_default = false;
    return shape;
}

shapes::Rule show_default(const Listener& listener) {
    shapes::Rule shape;
    shape.rule_arn = default_rule_arn(listener.arn);
    shape.priority = "default";
    shape.conditions.emplace();
    shape.actions = show_actions(listener.default_actions);
    shape.is_default = true;
    return shape;
}

Status check_priority(const world::Tx& tx, const std::string& listener_arn, int priority) {
    if (priority < 1 || priority > kPriorityMax)
        return fail(errors::kValidationError, "Priority '{}' must be between 1 and {}", priority,
                    kPriorityMax);
    for (const auto* other : tx.by<Rule>(keys::kByListener, listener_arn))
        if (other->priority == priority)
            return fail(errors::kPriorityInUse, "Priority '{}' is currently in use", priority);
    return ok();
}

Status check_room(const world::Tx& tx, const Listener& listener) {
    int count = 0;
    for (const auto* other : tx.by<Listener>(keys::kByLoadBalancer, listener.load_balancer_arn))
        count += tx.count_by<Rule>(keys::kByListener, other->arn);
    if (count < kRulesMax) return ok();
    return fail(errors::kTooManyRules,
                "The maximum number of rules on load balancer '{}' has been reached: {}",
                listener.load_balancer_arn, kRulesMax);
}

Status set_actions(const world::Tx& tx, const std::vector<shapes::Action>& from, Rule& rule) {
    auto actions = read_actions(tx, from);
    if (!actions) return actions.error();
    const auto listener = find_listener(tx, rule.listener_arn);
    if (!listener) return listener.error();
    if (auto good = check_place(tx, *actions, **listener); !good) return good;
    rule.actions = *std::move(actions);
    return ok();
}

Status check_transforms(const std::optional<std::vector<shapes::RuleTransform>>& asked) {
    if (!asked || asked->empty()) return ok();
    return refuse_member("Transforms");
}

Status set_conditions(const std::vector<shapes::RuleCondition>& from, Rule& rule) {
    auto conditions = read_conditions(from);
    if (!conditions) return conditions.error();
    rule.conditions = *std::move(conditions);
    return ok();
}

// A listener's rules by priority, its default last: the order of DescribeRules.
std::vector<shapes::Rule> rules_of(const world::Tx& tx, const Listener& listener) {
    std::vector<shapes::Rule> shown;
    for (const auto* rule : tx.by<Rule>(keys::kByListener, listener.arn))
        shown.push_back(show(*rule));
    shown.push_back(show_default(listener));
    return shown;
}

Result<std::vector<shapes::Rule>> asked_rules(const world::Tx& tx,
                                              const shapes::DescribeRulesInput& request) {
    if (request.listener_arn) {
        const auto listener = find_listener(tx, *request.listener_arn);
        if (!listener) return listener.error();
        return rules_of(tx, **listener);
    }
    if (!request.rule_arns || request.rule_arns->empty())
        return fail(errors::kValidationError, "You must specify either listener ARN or rule ARNs");
    std::vector<shapes::Rule> shown;
    for (const auto& arn : *request.rule_arns) {
        if (const auto* rule = find_rule(tx, arn))
            shown.push_back(show(*rule));
        else if (const auto* listener = find_default(tx, arn))
            shown.push_back(show_default(*listener));
        else
            return not_found(arn);
    }
    return shown;
}

// Page keys keep the order: numbers first, "default" after them.
std::string order_of(const shapes::Rule& rule) {
    const auto& priority = *rule.priority;
    return std::string(priority == "default" ? 0 : 6 - std::min<std::size_t>(priority.size(), 6),
                       '0') +
           priority + *rule.rule_arn;
}

}  // namespace

Result<shapes::CreateRuleOutput> create_rule(world::Tx& tx, const shapes::CreateRuleInput& request,
                                             const aws::Call&) {
    const auto found = find_listener(tx, request.listener_arn);
    if (!found) return found.error();
    const auto* listener = *found;
    if (auto free = check_priority(tx, listener->arn, request.priority); !free) return free.error();
    if (auto room = check_room(tx, *listener); !room) return room.error();
    if (auto good = check_transforms(request.transforms); !good) return good.error();
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();

    Rule rule{};
    rule.listener_arn = listener->arn;
    rule.priority = request.priority;
    rule.tags = *std::move(tags);
    rule.arn = rule_arn(listener->arn, tx.random().hex(16));
    if (auto set = set_conditions(request.conditions, rule); !set) return set.error();
    if (auto set = set_actions(tx, request.actions, rule); !set) return set.error();
    tx.put(rule);
    return shapes::CreateRuleOutput{{{show(rule)}}};
}

Result<shapes::DescribeRulesOutput> describe_rules(world::Tx& tx,
                                                   const shapes::DescribeRulesInput& request,
                                                   const aws::Call&) {
    auto rules = asked_rules(tx, request);
    if (!rules) return rules.error();
    std::sort(rules->begin(), rules->end(),
              [](auto& a, auto& b) { return order_of(a) < order_of(b); });
    const int size = std::min(request.page_size.value_or(kPageSizeMax), kPageSizeMax);
    auto page = aws::paginate(*rules, {request.marker, size, errors::kValidationError}, order_of);
    if (!page) return page.error();
    return shapes::DescribeRulesOutput{std::move(page->items), std::move(page->next_token)};
}

Result<shapes::ModifyRuleOutput> modify_rule(world::Tx& tx, const shapes::ModifyRuleInput& request,
                                             const aws::Call&) {
    const auto existing = resolve(tx, request.rule_arn, "modified");
    if (!existing) return existing.error();
    if (auto good = check_transforms(request.transforms); !good) return good.error();
    auto rule = **existing;
    if (request.conditions)
        if (auto set = set_conditions(*request.conditions, rule); !set) return set.error();
    if (request.actions)
        if (auto set = set_actions(tx, *request.actions, rule); !set) return set.error();
    tx.put(rule);
    return shapes::ModifyRuleOutput{{{show(rule)}}};
}

Result<shapes::DeleteRuleOutput> delete_rule(world::Tx& tx, const shapes::DeleteRuleInput& request,
                                             const aws::Call&) {
    const auto rule = resolve(tx, request.rule_arn, "deleted");
    if (!rule) return rule.error();
    tx.erase<Rule>(world::RecordTraits<Rule>::key(**rule));
    return shapes::DeleteRuleOutput{};
}

// All at once: rules may trade places.
Result<shapes::SetRulePrioritiesOutput> set_rule_priorities(
    world::Tx& tx, const shapes::SetRulePrioritiesInput& request, const aws::Call&) {
    std::vector<Rule> moved;
    std::set<std::string> listeners, arns;
    for (const auto& [arn, priority] : request.rule_priorities) {
        const auto rule = resolve(tx, arn.value_or(""), "modified");
        if (!rule) return rule.error();
        moved.push_back(**rule);
        moved.back().priority = priority.value_or(0);
        listeners.insert(moved.back().listener_arn);
        if (!arns.insert(moved.back().arn).second)
            return fail(errors::kValidationError, "Rule '{}' cannot be specified twice",
                        moved.back().arn);
    }
    if (listeners.size() != 1)
        return fail(errors::kValidationError, "All rules must belong to the same listener");
    for (const auto& rule : moved)
        if (const auto* before = find_rule(tx, rule.arn))
            tx.erase<Rule>(world::RecordTraits<Rule>::key(*before));
    shapes::SetRulePrioritiesOutput output;
    auto& shown = output.rules.emplace();
    for (const auto& rule : moved) {
        if (auto free = check_priority(tx, rule.listener_arn, rule.priority); !free)
            return free.error();
        tx.put(rule);
        shown.push_back(show(rule));
    }
    return output;
}

}  // namespace ikada::elbv2
