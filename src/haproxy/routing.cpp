#include "haproxy/routing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/crypto.hpp"
#include "haproxy/actions.hpp"
#include "haproxy/conditions.hpp"
#include "haproxy/headers.hpp"
#include "haproxy/maps.hpp"
#include "haproxy/quoting.hpp"
#include "haproxy/rule_plan.hpp"
#include "haproxy/stickiness.hpp"

namespace ikada::haproxy {
namespace {

using ports::Frontend;
using ports::RouteAction;

constexpr std::string_view kSuccessor = "ikada-next:";
constexpr auto kUndecided = "!{ var(txn.action) -m found }";

// Nothing can be decided before the first step.
std::string look_up_line(const Frontend& frontend, std::size_t step,
                         const std::filesystem::path& folder) {
    const auto host = "var(txn.host)," + look_up(folder / hosts_map(frontend, step));
    return fmt::format("    http-request set-var({}) {}{}{}\n", kActionVariable, quote(host),
                       step == 0 ? "" : " if ", step == 0 ? "" : kUndecided);
}

std::string rule_lines(const ports::RouteRule& rule, std::size_t mark) {
    const auto conditions = conditions_of(rule, mark);
    return conditions.acls + fmt::format("    http-request set-var({}) str({}) if {}{}\n",
                                         kActionVariable, action_key(rule.action), kUndecided,
                                         conditions.names);
}

// Each step asks first whether an earlier one decided.
std::string deciding_lines(const Frontend& frontend, const std::filesystem::path& folder) {
    const auto steps = plan_of(frontend.rules);
    std::string lines;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i == 0 || !steps[i].hosts.empty()) lines += look_up_line(frontend, i, folder);
        if (steps[i].rule) lines += rule_lines(frontend.rules[*steps[i].rule], i);
    }
    return lines + fmt::format("    http-request set-var({}) str({}) if {}\n", kActionVariable,
                               action_key(frontend.otherwise), kUndecided);
}

std::vector<const RouteAction*> actions_of(const Frontend& frontend) {
    std::vector<const RouteAction*> actions;
    for (const auto& rule : frontend.rules) actions.push_back(&rule.action);
    actions.push_back(&frontend.otherwise);
    return actions;
}

// In an order of their own, so that another order of rules is no other structure.
std::string doing_lines(const Frontend& frontend) {
    std::map<std::string, std::string> by_key;
    bool has_sticky = false;
    for (const auto* action : actions_of(frontend)) {
        by_key.emplace(action_key(*action), action_lines(*action));
        const auto* forward = std::get_if<ports::ForwardTo>(action);
        has_sticky = has_sticky || (forward != nullptr && forward->sticky_for);
    }
    std::string lines;
    for (const auto& [key, text] : by_key) lines += text;
    return lines + (has_sticky ? group_answer_lines() : "");
}

std::string variable_lines(const Frontend& frontend) {
    std::string lines = fmt::format("    http-request set-var({}) int({})\n", kIdleVariable,
                                    Millis{frontend.idle_timeout}.count()) +
                        "    http-request set-var(txn.host) req.hdr(host),host_only,lower\n";
    const auto actions = actions_of(frontend);
    if (std::any_of(actions.begin(), actions.end(),
                    [](const auto* action) { return needs_url_parts(*action); }))
        lines +=
            "    http-request set-var(txn.path_rest) path,bytes(1)\n"
            "    http-request set-var-fmt(txn.query_mark) ?%[query] if { query -m found }\n";
    return lines;
}

std::string next_name(const Frontend& frontend) {
    return fmt::format("{}{}:{}", kSuccessor, frontend.address, frontend.port);
}
// A short name: a socket's path may have about 90 characters.
std::string next_socket(const Frontend& frontend, const std::filesystem::path& folder) {
    constexpr std::size_t kLength = 8;
    return (folder / ("next" + sha256_hex(next_name(frontend)).substr(0, kLength))).string();
}

// A worker whose configuration was replaced hands the requests that still come on its clients'
// connections to its successor, which listens here: they meet today's rules and targets.
std::string next_backend(const Frontend& frontend, const std::filesystem::path& folder) {
    return fmt::format(
        "\nbackend {}\n    http-reuse never\n    timeout server {}s\n"
        "    server next {} send-proxy-v2\n",
        next_name(frontend), frontend.idle_timeout.count(),
        quote("unix@" + next_socket(frontend, folder)));
}

}  // namespace

std::string frontend_name(const Frontend& frontend) {
    return fmt::format("fe:{}:{}", frontend.address, frontend.port);
}

bool is_successor(std::string_view backend) { return backend.starts_with(kSuccessor); }

std::string frontend_section(const Frontend& frontend, const std::filesystem::path& folder) {
    const auto idle = Millis{frontend.idle_timeout}.count();
    std::string text =
        fmt::format("\nfrontend {}\n    bind {}:{}\n    bind {} mode 600 accept-proxy\n",
                    frontend_name(frontend), frontend.address, frontend.port,
                    quote("unix@" + next_socket(frontend, folder)));
    text += fmt::format("    timeout client {0}ms\n    timeout http-keep-alive {0}ms\n", idle);
    text += "    http-request allow if { stopping }\n";
    text += variable_lines(frontend) + refusal_lines() + header_lines(frontend) +
            answer_header_lines(frontend);
    text += deciding_lines(frontend, folder) + doing_lines(frontend);
    text += fmt::format("    use_backend {} if {{ stopping }}\n    use_backend %[var({})]\n",
                        next_name(frontend), kActionVariable);
    return text + next_backend(frontend, folder);
}

}  // namespace ikada::haproxy
