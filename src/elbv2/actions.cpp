#include "elbv2/actions.hpp"

#include <algorithm>
#include <set>

#include "base/strings.hpp"
#include "elbv2/api.hpp"
#include "elbv2/errors.hpp"
#include "elbv2/keys.hpp"

namespace ikada::elbv2 {
namespace {

constexpr std::array<std::string_view, 5> kContentTypes{
    "text/plain", "text/css", "text/html", "application/javascript", "application/json"};
constexpr std::array<std::string_view, 5> kKeywords{"protocol", "host", "port", "path", "query"};
constexpr std::size_t kRedirectPartMax = 128;    // ELBv2's, of hostname, path and query
constexpr Seconds kGroupStickinessMax{604'800};  // ELBv2's: seven days

Status read_stickiness(const shapes::ForwardActionConfig& config, Action& action) {
    if (!config.target_group_stickiness_config) return ok();
    const auto& stickiness = *config.target_group_stickiness_config;
    action.sticky = stickiness.enabled.value_or(false);
    action.sticky_seconds = stickiness.duration_seconds;
    if (!action.sticky && !action.sticky_seconds) return ok();
    const int seconds = action.sticky_seconds.value_or(0);
    if (seconds >= 1 && seconds <= kGroupStickinessMax.count()) return ok();
    return fail(errors::kValidationError,
                "Target group stickiness duration '{}' must be between 1 and {} seconds inclusive",
                seconds, kGroupStickinessMax.count());
}

// Both spellings of a forward: TargetGroupArn alone, or ForwardConfig, or both for one group.
Status read_groups(const shapes::Action& from, Action& action) {
    if (from.forward_config && from.forward_config->target_groups)
        for (const auto& group : *from.forward_config->target_groups)
            action.forward.push_back(
                {group.target_group_arn.value_or(""), group.weight.value_or(1)});
    if (!from.target_group_arn) return ok();
    if (action.forward.empty()) action.forward.push_back({*from.target_group_arn, 1});
    const bool same = action.forward.size() == 1 &&
                      action.forward.front().target_group_arn == *from.target_group_arn;
    if (same) return ok();
    return fail(errors::kValidationError,
                "If you specify both ForwardConfig and TargetGroupArn, you can specify only one "
                "target group using ForwardConfig and it must be the same target group specified "
                "in TargetGroupArn");
}

Status check_group(const world::Tx& tx, const TargetGroupWeight& to) {
    if (!find_target_group(tx, to.target_group_arn))
        return fail(errors::kTargetGroupNotFound, "Target groups '{}' not found",
                    to.target_group_arn);
    if (to.weight < 0 || to.weight > kForwardWeightMax)
        return fail(errors::kValidationError, "Weight '{}' must be between 0 and {} inclusive",
                    to.weight, kForwardWeightMax);
    return ok();
}

Status read_forward(const world::Tx& tx, const shapes::Action& from, Action& action) {
    if (auto read = read_groups(from, action); !read) return read;
    if (from.forward_config)
        if (auto read = read_stickiness(*from.forward_config, action); !read) return read;
    if (action.forward.empty())
        return fail(errors::kValidationError, "A target group ARN must be specified");
    if (static_cast<int>(action.forward.size()) > kForwardGroupsMax)
        return fail(errors::kTooManyUniqueTargetGroupsPerLoadBalancer,
                    "A forward action can have at most {} target groups", kForwardGroupsMax);
    std::set<std::string_view> seen;
    for (const auto& to : action.forward) {
        if (auto good = check_group(tx, to); !good) return good;
        if (!seen.insert(to.target_group_arn).second)
            return fail(errors::kValidationError,
                        "Target group '{}' cannot be specified twice in a forward action",
                        to.target_group_arn);
    }
    return ok();
}

bool is_port(std::string_view text) {
    constexpr int kPortMax = 65'535;
    const auto port = parse_int(text);
    return text == "#{port}" || (port && *port >= 1 && *port <= kPortMax);
}

// Only the keywords of redirects may stand in #{…}.
Status check_keywords(std::string_view part) {
    for (auto at = part.find("#{"); at != std::string_view::npos; at = part.find("#{", at + 1)) {
        const auto end = part.find('}', at);
        const auto word = part.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
        const bool known = end != std::string_view::npos &&
                           std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
        if (!known)
            return fail(errors::kValidationError,
                        "'{}' is not valid in a redirect: the keywords are #{{protocol}}, "
                        "#{{host}}, #{{port}}, #{{path}} and #{{query}}",
                        part);
    }
    return ok();
}

Status check_part(std::string_view noun, std::string_view part, std::size_t shortest) {
    if (part.size() < shortest || part.size() > kRedirectPartMax)
        return fail(errors::kValidationError,
                    "Redirect {} '{}' must have a length between {} and {}", noun, part, shortest,
                    kRedirectPartMax);
    const bool printable =
        std::all_of(part.begin(), part.end(), [](char c) { return c > ' ' && c < 127; });
    if (!printable)
        return fail(errors::kValidationError,
                    "Redirect {} '{}' contains a character that is not valid", noun, part);
    return check_keywords(part);
}

Status check_redirect(const Action& action) {
    if (action.protocol != "HTTP" && action.protocol != "HTTPS" && action.protocol != "#{protocol}")
        return fail(errors::kValidationError,
                    "Redirect protocol '{}' must be HTTP, HTTPS or #{{protocol}}", action.protocol);
    if (!is_port(action.port))
        return fail(errors::kValidationError, "Redirect port '{}' must be 1 to 65535 or #{{port}}",
                    action.port);
    if (auto good = check_part("hostname", action.host, 1); !good) return good;
    if (auto good = check_part("path", action.path, 1); !good) return good;
    if (auto good = check_part("query", action.query, 0); !good) return good;
    if (!action.path.starts_with('/'))
        return fail(errors::kValidationError, "Redirect path '{}' must start with a '/'",
                    action.path);
    if (action.query.starts_with('?'))
        return fail(errors::kValidationError, "Redirect query '{}' must not start with a '?'",
                    action.query);
    return ok();
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
    return check_redirect(action);
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
            read = fail(errors::kInvalidLoadBalancerAction,
                        "Actions of type '{}' are supported only on HTTPS listeners",
                        name_of(names_of(from.type), from.type));
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
            config.target_group_stickiness_config = {action.sticky, action.sticky_seconds};
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

namespace {

// Load balancers whose listeners and rules forward to it.
std::set<std::string> users_of(const world::Tx& tx, std::string_view group) {
    std::set<std::string> arns;
    for (const auto* listener : tx.by<Listener>(keys::kByTargetGroup, group))
        arns.insert(listener->load_balancer_arn);
    for (const auto* rule : tx.by<Rule>(keys::kByTargetGroup, group))
        if (const auto* listener = tx.find<Listener>(rule->listener_arn))
            arns.insert(listener->load_balancer_arn);
    return arns;
}

void add_groups(const std::vector<Action>& actions, std::set<std::string>& groups) {
    for (const auto& action : actions)
        for (const auto& to : action.forward) groups.insert(to.target_group_arn);
}

Status check_associations(const world::Tx& tx, const std::set<std::string>& groups,
                          const std::string& load_balancer_arn) {
    for (const auto& group : groups)
        for (const auto& user : users_of(tx, group))
            if (user != load_balancer_arn)
                return fail(errors::kTargetGroupAssociationLimit,
                            "The following target groups cannot be associated with more than "
                            "one load balancer: {}",
                            group);
    return ok();
}

Status check_group_count(const world::Tx& tx, std::set<std::string> groups,
                         const std::string& load_balancer_arn) {
    for (const auto* listener : tx.by<Listener>(keys::kByLoadBalancer, load_balancer_arn)) {
        add_groups(listener->default_actions, groups);
        for (const auto* rule : tx.by<Rule>(keys::kByListener, listener->arn))
            add_groups(rule->actions, groups);
    }
    if (static_cast<int>(groups.size()) <= kTargetGroupsPerLoadBalancerMax) return ok();
    return fail(errors::kTooManyUniqueTargetGroupsPerLoadBalancer,
                "A load balancer can have at most {} unique target groups",
                kTargetGroupsPerLoadBalancerMax);
}

// A redirect back to where the request came from.
bool is_loop(const Action& action, const Listener& listener) {
    const bool same_protocol = action.protocol == "#{protocol}" || action.protocol == "HTTP";
    const bool same_port = action.port == "#{port}" || action.port == std::to_string(listener.port);
    return action.type == ActionType::Redirect && same_protocol && same_port &&
           action.host == "#{host}" && action.path == "/#{path}";
}

}  // namespace

std::vector<std::string> load_balancers_of(const world::Tx& tx, std::string_view group) {
    const auto users = users_of(tx, group);
    return {users.begin(), users.end()};
}

Status check_place(const world::Tx& tx, const std::vector<Action>& actions,
                   const Listener& listener) {
    for (const auto& action : actions)
        if (is_loop(action, listener))
            return fail(errors::kInvalidLoadBalancerAction,
                        "The redirect configuration is not valid because it creates a loop.");
    std::set<std::string> groups;
    add_groups(actions, groups);
    if (groups.empty()) return ok();
    const auto& balancer = listener.load_balancer_arn;
    if (auto good = check_associations(tx, groups, balancer); !good) return good;
    return check_group_count(tx, std::move(groups), balancer);
}

}  // namespace ikada::elbv2
