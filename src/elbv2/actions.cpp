#include "elbv2/actions.hpp"

#include <algorithm>

#include "base/strings.hpp"
#include "elbv2/api.hpp"
#include "elbv2/errors.hpp"
#include "elbv2/keys.hpp"

namespace ikada::elbv2 {
namespace {

constexpr std::array<std::string_view, 5> kContentTypes{
    "text/plain", "text/css", "text/html", "application/javascript", "application/json"};

Error refuse(std::string_view what) {
    return fail(errors::kInvalidConfigurationRequest, "ikada does not support {} yet", what);
}

// Both spellings of a forward: TargetGroupArn alone, or ForwardConfig.
std::vector<TargetGroupWeight> groups_of(const shapes::Action& from) {
    std::vector<TargetGroupWeight> groups;
    if (from.forward_config && from.forward_config->target_groups)
        for (const auto& group : *from.forward_config->target_groups)
            groups.push_back({group.target_group_arn.value_or(""), group.weight.value_or(1)});
    if (groups.empty() && from.target_group_arn) groups.push_back({*from.target_group_arn, 1});
    return groups;
}

Status read_forward(const world::Tx& tx, const shapes::Action& from, Action& action) {
    const auto& config = from.forward_config;
    if (config && config->target_group_stickiness_config &&
        config->target_group_stickiness_config->enabled.value_or(false))
        return refuse("target group stickiness");
    action.forward = groups_of(from);
    if (action.forward.empty())
        return fail(errors::kValidationError, "A target group ARN must be specified");
    if (static_cast<int>(action.forward.size()) > kForwardGroupsMax)
        return fail(errors::kTooManyUniqueTargetGroupsPerLoadBalancer,
                    "A forward action can have at most {} target groups", kForwardGroupsMax);
    for (const auto& [arn, weight] : action.forward) {
        if (!find_target_group(tx, arn))
            return fail(errors::kTargetGroupNotFound, "Target groups '{}' not found", arn);
        if (weight < 0 || weight > kForwardWeightMax)
            return fail(errors::kValidationError, "Weight '{}' must be between 0 and {}", weight,
                        kForwardWeightMax);
    }
    return ok();
}

bool is_port(std::string_view text) {
    constexpr int kPortMax = 65'535;
    const auto port = parse_int(text);
    return text == "#{port}" || (port && *port >= 1 && *port <= kPortMax);
}

Status read_redirect(const shapes::Action& from, Action& action) {
    if (!from.redirect_config)
        return fail(errors::kValidationError, "A redirect action needs a RedirectConfig");
    const auto& config = *from.redirect_config;
    action.protocol = config.protocol.value_or("#{protocol}");
    action.port = config.port.value_or("#{port}");
    action.host = config.host.value_or("#{host}");
    action.path = config.path.value_or("/#{path}");
    action.query = config.query.value_or("#{query}");
    action.status_code =
        config.status_code == shapes::RedirectActionStatusCodeEnum::Http301 ? 301 : 302;
    if (action.protocol != "HTTP" && action.protocol != "HTTPS" && action.protocol != "#{protocol}")
        return fail(errors::kValidationError,
                    "Redirect protocol '{}' must be HTTP, HTTPS or #{{protocol}}", action.protocol);
    if (!is_port(action.port))
        return fail(errors::kValidationError, "Redirect port '{}' must be 1 to 65535 or #{{port}}",
                    action.port);
    if (!action.path.starts_with('/'))
        return fail(errors::kValidationError, "Redirect path '{}' must begin with '/'",
                    action.path);
    const bool changes = action.protocol != "#{protocol}" || action.port != "#{port}" ||
                         action.host != "#{host}" || action.path != "/#{path}";
    if (!changes)
        return fail(errors::kValidationError,
                    "A redirect must modify at least one of protocol, port, hostname and path");
    return ok();
}

Status read_fixed_response(const shapes::Action& from, Action& action) {
    if (!from.fixed_response_config)
        return fail(errors::kValidationError,
                    "A fixed-response action needs a FixedResponseConfig");
    const auto& config = *from.fixed_response_config;
    const auto code = parse_int(config.status_code);
    const bool good = code && config.status_code.size() == 3 &&
                      (*code / 100 == 2 || *code / 100 == 4 || *code / 100 == 5);
    if (!good)
        return fail(errors::kValidationError, "Status code '{}' must be 2XX, 4XX or 5XX",
                    config.status_code);
    action.status_code = static_cast<int>(*code);
    action.content_type = config.content_type.value_or("text/plain");
    action.body = config.message_body.value_or("");
    if (std::find(kContentTypes.begin(), kContentTypes.end(), action.content_type) ==
        kContentTypes.end())
        return fail(errors::kValidationError, "Content type '{}' is not one of {}",
                    action.content_type, fmt::join(kContentTypes, ", "));
    if (static_cast<int>(action.body.size()) > kFixedBodyMax)
        return fail(errors::kValidationError, "A message body has at most {} characters",
                    kFixedBodyMax);
    return ok();
}

Result<Action> read_action(const world::Tx& tx, const shapes::Action& from) {
    Action action{.order = from.order,
                  .forward = {},
                  .protocol = {},
                  .port = {},
                  .host = {},
                  .path = {},
                  .query = {},
                  .content_type = {},
                  .body = {}};
    Status read = ok();
    switch (from.type) {
        case shapes::ActionTypeEnum::Forward:
            action.type = ActionType::Forward;
            read = read_forward(tx, from, action);
            break;
        case shapes::ActionTypeEnum::Redirect:
            action.type = ActionType::Redirect;
            read = read_redirect(from, action);
            break;
        case shapes::ActionTypeEnum::FixedResponse:
            action.type = ActionType::FixedResponse;
            read = read_fixed_response(from, action);
            break;
        case shapes::ActionTypeEnum::AuthenticateOidc:
        case shapes::ActionTypeEnum::AuthenticateCognito:
            read = refuse("authenticate actions");
            break;
    }
    if (!read) return read.error();
    return action;
}

shapes::Action show_action(const Action& action) {
    shapes::Action shape;
    shape.order = action.order;
    switch (action.type) {
        case ActionType::Forward: {
            shape.type = shapes::ActionTypeEnum::Forward;
            if (action.forward.size() == 1)
                shape.target_group_arn = action.forward[0].target_group_arn;
            auto& config = shape.forward_config.emplace();
            auto& groups = config.target_groups.emplace();
            for (const auto& [arn, weight] : action.forward) groups.push_back({arn, weight});
            config.target_group_stickiness_config.emplace().enabled = false;
            return shape;
        }
        case ActionType::Redirect:
            shape.type = shapes::ActionTypeEnum::Redirect;
            shape.redirect_config = {action.protocol,
                                     action.port,
                                     action.host,
                                     action.path,
                                     action.query,
                                     action.status_code == 301
                                         ? shapes::RedirectActionStatusCodeEnum::Http301
                                         : shapes::RedirectActionStatusCodeEnum::Http302};
            return shape;
        case ActionType::FixedResponse:
            shape.type = shapes::ActionTypeEnum::FixedResponse;
            shape.fixed_response_config = {action.body, std::to_string(action.status_code),
                                           action.content_type};
            return shape;
    }
    return shape;
}

// The values of a condition in either spelling: Values, or the config of its field.
const std::optional<std::vector<std::string>>* values_of(const shapes::RuleCondition& from) {
    if (from.values && !from.values->empty()) return &from.values;
    if (from.host_header_config) return &from.host_header_config->values;
    if (from.path_pattern_config) return &from.path_pattern_config->values;
    return nullptr;
}

Result<Condition> read_condition(const shapes::RuleCondition& from) {
    const auto field = from.field.value_or("");
    if (field != "host-header" && field != "path-pattern") {
        constexpr std::array<std::string_view, 4> kLater{"http-header", "http-request-method",
                                                         "query-string", "source-ip"};
        if (std::find(kLater.begin(), kLater.end(), field) != kLater.end())
            return refuse(field + " conditions");
        return fail(errors::kValidationError,
                    "Condition field '{}' must be one of "
                    "'[path-pattern, host-header, http-header, http-request-method, query-string, "
                    "source-ip]'",
                    field);
    }
    const auto* values = values_of(from);
    if (!values || !*values || (*values)->empty())
        return fail(errors::kValidationError, "A condition value must be specified");
    for (const auto& value : **values)
        if (value.empty() || static_cast<int>(value.size()) > kConditionLengthMax)
            return fail(errors::kValidationError,
                        "Condition value '{}' must have 1 to {} characters", value,
                        kConditionLengthMax);
    return Condition{field, **values};
}

}  // namespace

Result<std::vector<Action>> read_actions(const world::Tx& tx,
                                         const std::vector<shapes::Action>& from) {
    std::vector<Action> actions;
    for (const auto& shape : from) {
        auto action = read_action(tx, shape);
        if (!action) return action.error();
        actions.push_back(*std::move(action));
    }
    // Without authenticate actions there is nothing that could come before the one that answers.
    if (actions.size() != 1)
        return fail(actions.empty() ? errors::kValidationError : errors::kTooManyActions,
                    "There must be exactly one forward, redirect or fixed-response action");
    return actions;
}

std::vector<shapes::Action> show_actions(const std::vector<Action>& actions) {
    std::vector<shapes::Action> shapes;
    for (const auto& action : actions) shapes.push_back(show_action(action));
    return shapes;
}

Result<std::vector<Condition>> read_conditions(const std::vector<shapes::RuleCondition>& from) {
    std::vector<Condition> conditions;
    std::size_t values = 0;
    for (const auto& shape : from) {
        auto condition = read_condition(shape);
        if (!condition) return condition.error();
        const bool twice =
            std::any_of(conditions.begin(), conditions.end(),
                        [&](const Condition& c) { return c.field == condition->field; });
        if (twice)
            return fail(errors::kValidationError, "A rule can have only one '{}' condition",
                        condition->field);
        values += condition->values.size();
        conditions.push_back(*std::move(condition));
    }
    if (conditions.empty()) return fail(errors::kValidationError, "A condition must be specified");
    if (values > kConditionValuesMax)
        return fail(errors::kValidationError, "A rule can only have '{}' condition values",
                    kConditionValuesMax);
    return conditions;
}

std::vector<shapes::RuleCondition> show_conditions(const std::vector<Condition>& conditions) {
    std::vector<shapes::RuleCondition> shown;
    for (const auto& condition : conditions) {
        auto& shape = shown.emplace_back();
        shape.field = condition.field;
        shape.values = condition.values;
        if (condition.field == "host-header")
            shape.host_header_config.emplace().values = condition.values;
        else
            shape.path_pattern_config.emplace().values = condition.values;
    }
    return shown;
}

Status check_association(const world::Tx& tx, const std::vector<Action>& actions,
                         std::string_view load_balancer_arn) {
    for (const auto& action : actions) {
        for (const auto& to : action.forward) {
            std::vector<std::string> users;
            for (const auto* listener : tx.by<Listener>(keys::kByTargetGroup, to.target_group_arn))
                users.push_back(listener->load_balancer_arn);
            for (const auto* rule : tx.by<Rule>(keys::kByTargetGroup, to.target_group_arn))
                if (const auto* listener = tx.find<Listener>(rule->listener_arn))
                    users.push_back(listener->load_balancer_arn);
            for (const auto& user : users)
                if (user != load_balancer_arn)
                    return fail(errors::kTargetGroupAssociationLimit,
                                "The following target groups cannot be associated with more than "
                                "one load balancer: {}",
                                to.target_group_arn);
        }
    }
    return ok();
}

}  // namespace ikada::elbv2
