// PutRule, DescribeRule, ListRules, EnableRule, DisableRule, DeleteRule
// docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html

#include "events/rules.hpp"

#include <algorithm>

#include "aws/names_and_tags.hpp"
#include "aws/paging.hpp"
#include "events/errors.hpp"
#include "events/event_pattern.hpp"
#include "events/keys.hpp"
#include "events/operations.hpp"
#include "events/schedule_expression.hpp"

namespace ikada::events {
namespace {

constexpr std::size_t kRulesMax = 300;  // AWS, of a bus
constexpr int kPageSizeMax = 100;       // AWS

// A text that is given and not empty.
std::optional<std::string> given(const std::optional<std::string>& text) {
    return text && !text->empty() ? text : std::nullopt;
}

Status check_schedule(const std::string& text) {
    const auto parsed = parse_schedule_expression(text);
    if (parsed && !std::holds_alternative<AtExpression>(*parsed)) return ok();
    return fail(errors::kValidation, "Parameter ScheduleExpression is not valid.");
}

Status check_what_fires(const Rule& rule) {
    if (!rule.schedule_expression && !rule.event_pattern)
        return fail(errors::kValidation,
                    "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    if (rule.schedule_expression)
        if (auto checked = check_schedule(*rule.schedule_expression); !checked) return checked;
    if (!rule.event_pattern) return ok();
    const auto pattern = EventPattern::parse(*rule.event_pattern);
    return pattern ? ok() : Status(pattern.error());
}

bool fires_alike(const Rule& a, const Rule& b) {
    return a.state == b.state && a.schedule_expression == b.schedule_expression &&
           a.event_pattern == b.event_pattern;
}

// What is not given is not kept from before, but for targets and tags.
Rule rule_of(const shapes::PutRuleRequest& request, const Rule* before, const aws::Call& call) {
    Rule rule;
    rule.name = request.name;
    rule.arn = aws::arn(call.installation, "events", fmt::format("rule/{}", request.name));
    rule.schedule_expression = given(request.schedule_expression);
    rule.event_pattern = given(request.event_pattern);
    rule.description = request.description;
    rule.role_arn = request.role_arn;
    rule.state = request.state.value_or(shapes::RuleState::Enabled);
    rule.created_by = call.installation.account;
    rule.active_since = call.now;
    if (!before) return rule;
    rule.targets = before->targets;
    rule.tags = before->tags;
    if (fires_alike(rule, *before)) rule.active_since = before->active_since;
    return rule;
}

// Both shapes have the same members but for one.
template <class Shape>
Shape shape_of(const Rule& rule) {
    Shape shape;
    shape.name = rule.name;
    shape.arn = rule.arn;
    shape.event_pattern = rule.event_pattern;
    shape.schedule_expression = rule.schedule_expression;
    shape.state = rule.state;
    shape.description = rule.description;
    shape.role_arn = rule.role_arn;
    shape.event_bus_name = kDefaultBus;
    return shape;
}

Status set_state(world::Tx& tx, const RuleRef& ref, shapes::RuleState state,
                 const aws::Call& call) {
    const auto rule = find_rule(tx, ref, call.installation);
    if (!rule) return rule.error();
    if ((*rule)->state == state) return ok();
    Rule next = **rule;
    next.state = state;
    next.active_since = call.now;
    tx.put(std::move(next));
    return ok();
}

}  // namespace

Result<shapes::PutRuleResponse> put_rule(world::Tx& tx, const shapes::PutRuleRequest& request,
                                         const aws::Call& call) {
    if (auto checked = check_name("name", request.name); !checked) return checked.error();
    if (auto checked = check_bus(request.event_bus_name, call.installation); !checked)
        return checked.error();
    Tags tags;
    if (request.tags)
        if (auto added = aws::add_tags(tags, *request.tags, kTagged); !added) return added.error();
    const auto* before = tx.find<Rule>(request.name);
    Rule rule = rule_of(request, before, call);
    if (auto checked = check_what_fires(rule); !checked) return checked.error();
    if (!before && tx.all<Rule>().size() >= kRulesMax)
        return fail(errors::kLimitExceeded,
                    "The requested resource exceeds the maximum number allowed.");
    if (!before) rule.tags = tags;  // AWS: of a rule that exists, tags are left alone
    shapes::PutRuleResponse response{.rule_arn = rule.arn};
    tx.put(std::move(rule));
    return response;
}

Result<shapes::DescribeRuleResponse> describe_rule(world::Tx& tx,
                                                   const shapes::DescribeRuleRequest& request,
                                                   const aws::Call& call) {
    const auto rule = find_rule(tx, {request.name, request.event_bus_name}, call.installation);
    if (!rule) return rule.error();
    auto shape = shape_of<shapes::DescribeRuleResponse>(**rule);
    shape.created_by = (*rule)->created_by;
    return shape;
}

Result<shapes::ListRulesResponse> list_rules(world::Tx& tx, const shapes::ListRulesRequest& request,
                                             const aws::Call& call) {
    if (auto checked = check_bus(request.event_bus_name, call.installation); !checked)
        return checked.error();
    const auto page = aws::paginate(
        tx.all<Rule>(request.name_prefix.value_or("")),
        {request.next_token, request.limit.value_or(kPageSizeMax), errors::kValidation},
        [](const Rule* rule) { return rule->name; });
    if (!page) return page.error();
    shapes::ListRulesResponse response{.rules = std::vector<shapes::Rule>{},
                                       .next_token = page->next_token};
    for (const auto* rule : page->items) response.rules->push_back(shape_of<shapes::Rule>(*rule));
    return response;
}

Result<shapes::EnableRuleResponse> enable_rule(world::Tx& tx,
                                               const shapes::EnableRuleRequest& request,
                                               const aws::Call& call) {
    const auto done =
        set_state(tx, {request.name, request.event_bus_name}, shapes::RuleState::Enabled, call);
    if (!done) return done.error();
    return shapes::EnableRuleResponse{};
}

Result<shapes::DisableRuleResponse> disable_rule(world::Tx& tx,
                                                 const shapes::DisableRuleRequest& request,
                                                 const aws::Call& call) {
    const auto done =
        set_state(tx, {request.name, request.event_bus_name}, shapes::RuleState::Disabled, call);
    if (!done) return done.error();
    return shapes::DisableRuleResponse{};
}

// AWS: no error for a rule that is not there.
Result<shapes::DeleteRuleResponse> delete_rule(world::Tx& tx,
                                               const shapes::DeleteRuleRequest& request,
                                               const aws::Call& call) {
    if (auto checked = check_name("name", request.name); !checked) return checked.error();
    if (auto checked = check_bus(request.event_bus_name, call.installation); !checked)
        return checked.error();
    const auto* rule = tx.find<Rule>(request.name);
    if (rule && !rule->targets.empty())
        return fail(errors::kValidation, "Rule can't be deleted since it has targets.");
    tx.erase<Rule>(request.name);
    return shapes::DeleteRuleResponse{};
}

}  // namespace ikada::events
