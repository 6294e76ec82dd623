#pragma once
// ELBv2's records: application load balancers, listeners, rules, target groups, targets.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "schema/describe.hpp"

namespace ikada::elbv2 {

enum class LoadBalancerState { Provisioning, Active, ActiveImpaired, Failed };
constexpr auto kLoadBalancerStateNames = std::to_array<EnumName<LoadBalancerState>>(
    {{LoadBalancerState::Provisioning, "provisioning"},
     {LoadBalancerState::Active, "active"},
     {LoadBalancerState::ActiveImpaired, "active_impaired"},
     {LoadBalancerState::Failed, "failed"}});
static_assert(covers(kLoadBalancerStateNames, LoadBalancerState::Failed),
              "a state has no wire name");
constexpr const auto& names_of(LoadBalancerState) { return kLoadBalancerStateNames; }

struct LoadBalancer {
    std::string arn;
    std::string name;
    std::string id;  // 16 hex, the ARN's last part
    bool internal = false;
    std::string vpc_id;
    std::vector<std::string> subnet_ids;
    std::vector<std::string> security_group_ids;
    std::string dns_name;
    std::string address;  // where its listeners bind, from the --lb-address pool
    std::map<std::string, std::string>
        attributes;  // only those that were set; defaults are a table
    std::map<std::string, std::string> tags;
    TimePoint created_at;
    LoadBalancerState state = LoadBalancerState::Provisioning;
    std::string state_reason;
};
const schema::Type& describe(const LoadBalancer*);

struct TargetGroupWeight {
    std::string target_group_arn;
    int weight = 1;
    bool operator==(const TargetGroupWeight&) const = default;
};
const schema::Type& describe(const TargetGroupWeight*);

enum class ActionType { Forward, Redirect, FixedResponse };
constexpr auto kActionTypeNames =
    std::to_array<EnumName<ActionType>>({{ActionType::Forward, "forward"},
                                         {ActionType::Redirect, "redirect"},
                                         {ActionType::FixedResponse, "fixed-response"}});
static_assert(covers(kActionTypeNames, ActionType::FixedResponse),
              "an ActionType has no wire name");
constexpr const auto& names_of(ActionType) { return kActionTypeNames; }

// Only the members of its type are meaningful.
struct Action {
    ActionType type = ActionType::Forward;
    std::optional<int> order;
    std::vector<TargetGroupWeight> forward;
    std::string protocol, port, host, path, query;  // redirect, with #{…} kept
    int status_code = 0;                            // redirect, fixed-response
    std::string content_type, body;                 // fixed-response
    bool sticky = false;                            // forward: clients stay with their group
    std::optional<int> sticky_seconds = {};         // for so long; kept while not sticky
};
const schema::Type& describe(const Action*);

struct Listener {
    std::string arn;
    std::string load_balancer_arn;
    int port = 80;
    std::vector<Action> default_actions;
    std::map<std::string, std::string> attributes;  // only those that were set
    std::map<std::string, std::string> tags;
    std::string error;  // seen: why the balancer cannot serve it
};
const schema::Type& describe(const Listener*);

struct QueryPair {
    std::optional<std::string> key;  // none: any
    std::string value;
};
const schema::Type& describe(const QueryPair*);

struct Condition {
    std::string field;                  // "host-header", "source-ip" …
    std::vector<std::string> values;    // all fields but query-string
    std::string header_name = {};       // http-header
    std::vector<QueryPair> pairs = {};  // query-string
};
const schema::Type& describe(const Condition*);

struct Rule {
    std::string arn;
    std::string listener_arn;
    int priority = 1;
    std::vector<Condition> conditions;
    std::vector<Action> actions;
    std::map<std::string, std::string> tags;
};
const schema::Type& describe(const Rule*);

struct HealthCheck {
    std::string path = "/";
    std::string port = "traffic-port";
    int interval_seconds = 30;
    int timeout_seconds = 5;
    int healthy_threshold = 5;
    int unhealthy_threshold = 2;
    std::string matcher = "200";
    std::string protocol = "HTTP";  // or "HTTPS"
};
const schema::Type& describe(const HealthCheck*);

struct TargetGroup {
    std::string arn;
    std::string name;
    std::string id;                        // 16 hex
    std::string target_type = "instance";  // or "ip"
    int port = 80;
    std::string vpc_id;
    HealthCheck health_check;
    std::map<std::string, std::string> attributes;
    std::map<std::string, std::string> tags;
};
const schema::Type& describe(const TargetGroup*);

enum class TargetState { Initial, Healthy, Unhealthy, Unused, Draining };
constexpr auto kTargetStateNames =
    std::to_array<EnumName<TargetState>>({{TargetState::Initial, "initial"},
                                          {TargetState::Healthy, "healthy"},
                                          {TargetState::Unhealthy, "unhealthy"},
                                          {TargetState::Unused, "unused"},
                                          {TargetState::Draining, "draining"}});
static_assert(covers(kTargetStateNames, TargetState::Draining), "a TargetState has no wire name");
constexpr const auto& names_of(TargetState) { return kTargetStateNames; }

// One registered target. It goes when it was deregistered and is drained.
struct Target {
    std::string target_group_arn;
    std::string id;  // "i-…", or an IPv4 address where the group's targets are such
    int port = 0;
    std::string generation;                    // 8 hex: another one each time it is registered anew
    TimePoint registered_at;                   // asked
    std::optional<TimePoint> draining_since;   // asked
    TargetState state = TargetState::Initial;  // decided, from what the balancer saw
    std::string reason, description;           // "Target.FailedHealthChecks", in ELB's words
    std::string availability_zone = {};        // of an address: its subnet's, or "all"
};
const schema::Type& describe(const Target*);

}  // namespace ikada::elbv2
