#pragma once
// The only file that knows the keys of EventBridge's records.

#include "events/types.hpp"
#include "world/record.hpp"

namespace ikada::events::keys {

inline constexpr std::string_view kByTarget = "target";    // rules, by the ARN of a target
inline constexpr std::string_view kByPattern = "pattern";  // those that have one, all together
inline constexpr auto kHasPattern = "yes";

// Rule names and ids have no '/'.
inline std::string invocations_of(std::string_view rule) { return std::string(rule) + "/"; }

}  // namespace ikada::events::keys

namespace ikada::world {

template <>
struct RecordTraits<events::Rule> {
    static constexpr std::string_view folder = "events/rule/";
    static constexpr int version = 1;
    static std::string key(const events::Rule& rule) { return rule.name; }
    static void index(const events::Rule& rule, IndexKeys& out) {
        for (const auto& target : rule.targets) out.add(events::keys::kByTarget, target.arn);
        if (rule.event_pattern) out.add(events::keys::kByPattern, events::keys::kHasPattern);
    }
};

template <>
struct RecordTraits<events::Invocation> {
    static constexpr std::string_view folder = "events/invocation/";
    static constexpr int version = 1;
    static std::string key(const events::Invocation& invocation) {
        return events::keys::invocations_of(invocation.rule) + invocation.event_id + "/" +
               invocation.target_id;
    }
    static void index(const events::Invocation&, IndexKeys&) {}
};

template <>
struct RecordTraits<events::RuleRuns> {
    static constexpr std::string_view folder = "events/runs/";
    static constexpr int version = 1;
    static std::string key(const events::RuleRuns& runs) { return runs.rule; }
    static void index(const events::RuleRuns&, IndexKeys&) {}
};

template <>
struct RecordTraits<events::SourceMark> {
    static constexpr std::string_view folder = "events/source/";
    static constexpr int version = 1;
    static std::string key(const events::SourceMark& mark) { return mark.arn; }
    static void index(const events::SourceMark&, IndexKeys&) {}
};

}  // namespace ikada::world
