#include "elbv2/routing.hpp"

#include <array>

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
    if (action.sticky) to.sticky_for = Seconds{action.sticky_seconds.value_or(0)};
    for (const auto& [arn, weight] : action.forward)
        to.backends.push_back({std::string(last_part(arn)), weight});
    return to;
}

void add_condition(const Condition& condition, ports::RouteRule& route) {
    using Plain = std::pair<std::string_view, std::vector<std::string> ports::RouteRule::*>;
    static constexpr std::array<Plain, 4> kParts{
        Plain{"host-header", &ports::RouteRule::hosts},
        Plain{"path-pattern", &ports::RouteRule::paths},
        Plain{"http-request-method", &ports::RouteRule::methods},
        Plain{"source-ip", &ports::RouteRule::sources}};
    for (const auto& [field, member] : kParts)
        if (condition.field == field) route.*member = condition.values;
    if (condition.field == "http-header")
        route.headers.push_back({condition.header_name, condition.values});
    if (condition.field != "query-string") return;
    auto& pairs = route.queries.emplace_back();
    for (const auto& [key, value] : condition.pairs) pairs.push_back({key, value});
}

ports::RouteRule route_rule(const Rule& rule) {
    ports::RouteRule route{};
    route.action = route_action(rule.actions);
    for (const auto& condition : rule.conditions) add_condition(condition, route);
    return route;
}

ports::ForwardedHeaders forwarded_headers(std::string_view mode) {
    if (mode == "preserve") return ports::ForwardedHeaders::Preserve;
    if (mode == "remove") return ports::ForwardedHeaders::Remove;
    return ports::ForwardedHeaders::Append;
}

void set_attributes(const Attributes& set, ports::Frontend& front) {
    const auto value = [&](auto name) { return attribute(load_balancer_attributes(), set, name); };
    front.idle_timeout = Seconds{number_attribute(load_balancer_attributes(), set, kIdleTimeout)};
    front.forwarded = forwarded_headers(value(kXffMode));
    front.forwarded_client_port = value(kXffClientPort) == "true";
    front.preserve_host = value(kPreserveHost) == "true";
    front.drop_invalid_headers = value(kDropInvalidHeaders) == "true";
}

void set_listener_attributes(const Attributes& set, ports::Frontend& front) {
    const auto rules = listener_attributes();
    front.drop_server_header = attribute(rules, set, kServerHeader) == "false";
    for (const auto& rule : rules)
        if (const auto value = attribute(rules, set, rule.name);
            !rule.header.empty() && !value.empty())
            front.answer_headers[std::string(rule.header)] = value;
}

ports::Frontend frontend(const world::Tx& tx, const Listener& listener,
                         const Placement& placement) {
    const auto* balancer = tx.find<LoadBalancer>(listener.load_balancer_arn);
    ports::Frontend front{};
    front.id = last_part(listener.arn);
    front.address = balancer ? balancer->address : "";
    front.port = listener.port + placement.port_offset;
    front.otherwise = route_action(listener.default_actions);
    if (balancer) set_attributes(balancer->attributes, front);
    set_listener_attributes(listener.attributes, front);
    // Rules' keys sort by priority.
    for (const auto* rule : tx.all<Rule>(listener.arn + "/"))
        front.rules.push_back(route_rule(*rule));
    return front;
}

ports::HealthProbe probe_of(const HealthCheck& check) {
    ports::HealthProbe probe{};
    if (check.protocol == "HTTPS") probe.protocol = ports::ProbeProtocol::Https;
    probe.path = check.path;
    probe.interval = Seconds{check.interval_seconds};
    probe.timeout = Seconds{check.timeout_seconds};
    probe.healthy_threshold = check.healthy_threshold;
    probe.unhealthy_threshold = check.unhealthy_threshold;
    probe.status_codes = check.matcher;
    if (const auto port = parse_int(check.port)) probe.port = static_cast<int>(*port);
    return probe;
}

ports::Balancing balancing(std::string_view algorithm) {
    if (algorithm == "least_outstanding_requests")
        return ports::Balancing::LeastOutstandingRequests;
    if (algorithm == "weighted_random") return ports::Balancing::WeightedRandom;
    return ports::Balancing::RoundRobin;
}

std::optional<ports::Stickiness> stickiness(const Attributes& set) {
    const auto rules = target_group_attributes();
    if (attribute(rules, set, kStickiness) != "true") return std::nullopt;
    if (attribute(rules, set, kStickinessType) == "lb_cookie")
        return ports::Stickiness{Seconds{number_attribute(rules, set, kLbCookieSeconds)}, ""};
    return ports::Stickiness{Seconds{number_attribute(rules, set, kAppCookieSeconds)},
                             attribute(rules, set, kAppCookieName)};
}

// Where a target answers; nothing for an instance that is unknown.
std::string address_of(const world::Tx& tx, const TargetGroup& group, const Target& target) {
    if (group.target_type == "ip") return target.id;
    const auto* instance = ec2::find_instance(tx, target.id);
    return instance ? instance->private_ip : "";
}

ports::Backend backend(const world::Tx& tx, const TargetGroup& group) {
    const auto& set = group.attributes;
    ports::Backend back{};
    back.id = group.id;
    back.probe = probe_of(group.health_check);
    back.balancing = balancing(attribute(target_group_attributes(), set, kAlgorithm));
    back.stickiness = stickiness(set);
    back.slow_start = Seconds{number_attribute(target_group_attributes(), set, kSlowStart)};
    for (const auto* target : tx.all<Target>(keys::targets_of(group.arn))) {
        if (target->state == TargetState::Unused) continue;
        auto address = address_of(tx, group, *target);
        if (address.empty()) continue;
        back.servers.push_back({.id = target->generation,
                                .address = std::move(address),
                                .port = target->port,
                                .draining = target->draining_since.has_value()});
    }
    return back;
}

// What a key of RoutingParts names, by its first character.
enum class Part : char {
    Frontend = 'f',   // listener's ARN
    Frontends = 'l',  // load balancer's
    Backend = 'b',    // target group's
    Backends = 'i',   // instance's id
};

std::string part_key(Part part, std::string_view subject) {
    return static_cast<char>(part) + std::string(subject);
}

// Sets or erases; tells whether that changed anything.
template <class Value>
bool update(std::map<std::string, Value>& values, const std::string& key,
            std::optional<Value> value) {
    const auto at = values.find(key);
    if (!value) return values.erase(key) > 0;
    if (at != values.end() && at->second == *value) return false;
    values.insert_or_assign(key, *std::move(value));
    return true;
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

void add_groups_of(const world::Change& change, std::vector<std::string>& arns) {
    const auto add = [&](const std::vector<Action>& actions) {
        for (const auto& action : actions)
            for (const auto& to : action.forward) arns.push_back(to.target_group_arn);
    };
    for (const auto* side : {change.before.get(), change.after.get()}) {
        if (side && change.is<Listener>()) add(static_cast<const Listener*>(side)->default_actions);
        if (side && change.is<Rule>()) add(static_cast<const Rule*>(side)->actions);
    }
}

void RoutingParts::add_keys(const world::Change& change, std::vector<std::string>& keys) {
    if (change.is<LoadBalancer>()) keys.push_back(part_key(Part::Frontends, change.key));
    if (change.is<Listener>()) keys.push_back(part_key(Part::Frontend, change.key));
    if (change.is<Rule>())
        keys.push_back(part_key(Part::Frontend, change.either<Rule>().listener_arn));
    if (change.is<TargetGroup>()) keys.push_back(part_key(Part::Backend, change.key));
    if (change.is<Target>())
        keys.push_back(part_key(Part::Backend, change.either<Target>().target_group_arn));
    if (const auto* instance = ec2::changed_instance(change))
        keys.push_back(part_key(Part::Backends, instance->id.value));
    std::vector<std::string> groups;
    add_groups_of(change, groups);
    for (const auto& group : groups) keys.push_back(part_key(Part::Backend, group));
}

bool RoutingParts::refresh(const world::Tx& tx, std::string_view key) {
    const std::string subject(key.substr(1));
    bool changed = false;
    switch (static_cast<Part>(key.front())) {
        case Part::Frontend:
            return refresh_frontend(tx, subject);
        case Part::Backend:
            return refresh_backend(tx, subject);
        case Part::Frontends:
            for (const auto* listener : tx.by<Listener>(keys::kByLoadBalancer, subject))
                changed |= refresh_frontend(tx, listener->arn);
            return changed;
        case Part::Backends:
            for (const auto* target : tx.by<Target>(keys::kByTargetId, subject))
                changed |= refresh_backend(tx, target->target_group_arn);
            return changed;
    }
    return false;
}

bool RoutingParts::refresh_frontend(const world::Tx& tx, const std::string& listener_arn) {
    const auto* listener = tx.find<Listener>(listener_arn);
    return update(frontends_, listener_arn,
                  listener ? std::optional(frontend(tx, *listener, placement_)) : std::nullopt);
}

bool RoutingParts::refresh_backend(const world::Tx& tx, const std::string& target_group_arn) {
    const auto* group = tx.find<TargetGroup>(target_group_arn);
    const bool used = group && has_load_balancer(tx, target_group_arn);
    return update(backends_, target_group_arn,
                  used ? std::optional(backend(tx, *group)) : std::nullopt);
}

ports::RoutingTable RoutingParts::table() const {
    ports::RoutingTable table;
    for (const auto& [arn, front] : frontends_) table.frontends.push_back(front);
    for (const auto& [arn, back] : backends_) table.backends.push_back(back);
    return table;
}

}  // namespace ikada::elbv2
