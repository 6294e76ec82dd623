#include "haproxy/rule_plan.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/strings.hpp"
#include "haproxy/actions.hpp"
#include "haproxy/patterns.hpp"
#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

using ports::RouteRule;

// The rule's hosts if it asks for nothing but whole host names that a map's file and the socket's
// commands take as they are.
std::optional<std::vector<std::string>> only_hosts(const RouteRule& rule) {
    const bool asks_more = !rule.paths.empty() || !rule.methods.empty() || !rule.sources.empty() ||
                           !rule.headers.empty() || !rule.queries.empty();
    if (rule.hosts.empty() || asks_more) return {};
    std::vector<std::string> hosts;
    for (const auto& pattern : rule.hosts) {
        const auto host = literal_of(to_lower(pattern));
        if (!host || !is_name(*host)) return {};
        hosts.push_back(*host);
    }
    return hosts;
}

bool may_match(const RouteRule& rule, const std::string& host) {
    return rule.hosts.empty() ||
           std::any_of(rule.hosts.begin(), rule.hosts.end(), [&](const std::string& pattern) {
               return matches(to_lower(pattern), host);
           });
}

}  // namespace

std::vector<PlanStep> plan_of(const std::vector<RouteRule>& rules) {
    std::vector<PlanStep> steps(1);
    std::unordered_set<std::string> decided;
    const auto step_for = [&](const std::string& host) {
        auto step = steps.size() - 1;
        while (step > 0 && !may_match(rules[*steps[step - 1].rule], host)) --step;
        return step;
    };
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto hosts = only_hosts(rules[i]);
        if (!hosts) {
            steps.back().rule = i;
            steps.emplace_back();
            continue;
        }
        for (const auto& host : *hosts)
            if (decided.insert(host).second)  // the first rule of a host wins
                steps[step_for(host)].hosts.emplace_back(host, action_key(rules[i].action));
    }
    return steps;
}

}  // namespace ikada::haproxy
