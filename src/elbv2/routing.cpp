#include "elbv2/routing.hpp"

#include <algorithm>

#include "base/arn.hpp"
#include "base/strings.hpp"
#include "ec2/api.hpp"
#include "elbv2/attributes.hpp"
#include "elbv2/keys.hpp"

namespace ikada::elbv2 {
namespace {

ports::RouteAction route_action(const std::vector<Action>& actions) {
    if (actions.empty()) return ports::ForwardTo{};
    const auto& action = actions.back();  // the one that answers; it comes last
    switch (action.type) {
        case ActionType::Redirect:
            return ports::RedirectTo{action.protocol, action.host,  action.port,
                                     action.path,     action.query, action.status_code};
        case ActionType::FixedResponse:
            return ports::FixedResponse{action.status_code, action.content_type, action.body};
        case ActionType::Forward:
            break;
    }
    ports::ForwardTo to;
    for (const auto& [arn, weight] : action.forward)
        to.backends.push_back({std::string(last_part(arn)), weight});
    return to;
}

ports::RouteRule route_rule(const Rule& rule) {
    ports::RouteRule route{};
    route.action = route_action(rule.actions);
    for (const auto& condition : rule.conditions)
        (condition.field == "host-header" ? route.hosts : route.paths) = condition.values;
    return route;
}

ports::Frontend frontend(const world::Tx& tx, const Listener& listener,
                         const Placement& placement) {
    const auto* balancer = tx.find<LoadBalancer>(listener.load_balancer_arn);
    ports::Frontend front{.id = std::string(last_part(listener.arn)),
                          .address = balancer ? balancer->address : "",
                          .port = listener.port + placement.port_offset,
                          .rules = {},
                          .otherwise = route_action(listener.default_actions)};
    if (balancer)
        front.idle_timeout = Seconds{
            number_attribute(load_balancer_attributes(), balancer->attributes, kIdleTimeout)};
    // Rules' keys sort by priority.
    for (const auto* rule : tx.all<Rule>(listener.arn + "/"))
        front.rules.push_back(route_rule(*rule));
    return front;
}

ports::HealthProbe probe_of(const HealthCheck& check) {
    ports::HealthProbe probe{.path = check.path,
                             .port = {},
                             .interval = Seconds{check.interval_seconds},
                             .timeout = Seconds{check.timeout_seconds},
                             .healthy_threshold = check.healthy_threshold,
                             .unhealthy_threshold = check.unhealthy_threshold,
                             .status_codes = check.matcher};
    if (const auto port = parse_int(check.port)) probe.port = static_cast<int>(*port);
    return probe;
}

ports::Backend backend(const world::Tx& tx, const TargetGroup& group) {
    ports::Backend back{};
    back.id = group.id;
    back.probe = probe_of(group.health_check);
    for (const auto* target : tx.all<Target>(keys::targets_of(group.arn))) {
        const auto* instance = ec2::find_instance(tx, target->id);
        if (!instance || target->state == TargetState::Unused) continue;
        back.servers.push_back({.id = target->generation,
                                .address = instance->private_ip,
                                .port = target->port,
                                .draining = target->draining_since.has_value()});
    }
    return back;
}

}  // namespace

ports::RoutingTable routing_table(const world::Tx& tx, const Placement& placement) {
    ports::RoutingTable table;
    for (const auto* listener : tx.all<Listener>())
        table.frontends.push_back(frontend(tx, *listener, placement));
    for (const auto* group : tx.all<TargetGroup>())
        if (has_load_balancer(tx, group->arn)) table.backends.push_back(backend(tx, *group));
    return table;
}

}  // namespace ikada::elbv2
