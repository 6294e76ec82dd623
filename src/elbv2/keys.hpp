#pragma once
// The only file that knows ELBv2's keys in the store.

#include <fmt/format.h>

#include "base/arn.hpp"
#include "elbv2/types.hpp"
#include "world/record.hpp"

namespace ikada::elbv2::keys {

// Rules sort by listener, then by priority.
inline std::string rule(std::string_view listener_arn, int priority, std::string_view arn) {
    return fmt::format("{}/{:05}/{}", listener_arn, priority, last_part(arn));
}
// A prefix of all of a group's targets ends with '|'.
inline std::string targets_of(std::string_view target_group_arn) {
    return std::string(target_group_arn) + "|";
}
inline std::string target(std::string_view target_group_arn, std::string_view id, int port) {
    return fmt::format("{}{}:{}", targets_of(target_group_arn), id, port);
}

// Names of secondary indexes.
inline constexpr std::string_view kByName = "name";  // load balancers, target groups
inline constexpr std::string_view kByLoadBalancer = "load-balancer";  // listeners
inline constexpr std::string_view kByListener = "listener";           // rules
inline constexpr std::string_view kByArn = "arn";                     // rules
inline constexpr std::string_view kByTargetId = "id";                 // targets
inline constexpr std::string_view kByTargetGroup =
    "target-group";  // listeners, rules that forward to it

}  // namespace ikada::elbv2::keys

namespace ikada::world {

template <>
struct RecordTraits<elbv2::LoadBalancer> {
    static constexpr std::string_view folder = "elbv2/load-balancer/";
    static constexpr int version = 1;
    static std::string key(const elbv2::LoadBalancer& balancer) { return balancer.arn; }
    static void index(const elbv2::LoadBalancer& balancer, IndexKeys& out) {
        out.add(elbv2::keys::kByName, balancer.name);
    }
};

template <>
struct RecordTraits<elbv2::Listener> {
    static constexpr std::string_view folder = "elbv2/listener/";
    static constexpr int version = 1;
    static std::string key(const elbv2::Listener& listener) { return listener.arn; }
    static void index(const elbv2::Listener& listener, IndexKeys& out) {
        out.add(elbv2::keys::kByLoadBalancer, listener.load_balancer_arn);
        for (const auto& action : listener.default_actions)
            for (const auto& to : action.forward)
                out.add(elbv2::keys::kByTargetGroup, to.target_group_arn);
    }
};

template <>
struct RecordTraits<elbv2::Rule> {
    static constexpr std::string_view folder = "elbv2/rule/";
    static constexpr int version = 1;
    static std::string key(const elbv2::Rule& rule) {
        return elbv2::keys::rule(rule.listener_arn, rule.priority, rule.arn);
    }
    static void index(const elbv2::Rule& rule, IndexKeys& out) {
        out.add(elbv2::keys::kByArn, rule.arn);
        out.add(elbv2::keys::kByListener, rule.listener_arn);
        for (const auto& action : rule.actions)
            for (const auto& to : action.forward)
                out.add(elbv2::keys::kByTargetGroup, to.target_group_arn);
    }
};

template <>
struct RecordTraits<elbv2::TargetGroup> {
    static constexpr std::string_view folder = "elbv2/target-group/";
    static constexpr int version = 1;
    static std::string key(const elbv2::TargetGroup& group) { return group.arn; }
    static void index(const elbv2::TargetGroup& group, IndexKeys& out) {
        out.add(elbv2::keys::kByName, group.name);
    }
};

template <>
struct RecordTraits<elbv2::Target> {
    static constexpr std::string_view folder = "elbv2/target/";
    static constexpr int version = 1;
    static std::string key(const elbv2::Target& target) {
        return elbv2::keys::target(target.target_group_arn, target.id, target.port);
    }
    static void index(const elbv2::Target& target, IndexKeys& out) {
        out.add(elbv2::keys::kByTargetId, target.id);
    }
};

}  // namespace ikada::world
