#include "haproxy/routing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "haproxy/patterns.hpp"
#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

using ports::FixedResponse;
using ports::ForwardTo;
using ports::RedirectTo;
using ports::RouteAction;

// Rules are http-request lines in their order. A forward only notes its backend and lets evaluation
// go on, so every later line asks first whether one was chosen; the other actions end it.
constexpr auto kUndecided = "!{ var(txn.backend) -m found }";

std::string line(std::string_view text, const std::string& condition) {
    return fmt::format("    http-request {} if {}{}\n", text, kUndecided, condition);
}

std::string no_backend(const std::string& condition) {
    return line("return status 503 content-type text/plain string 'No backend'", condition);
}

std::string action_lines(const ForwardTo& forward, const std::string& condition) {
    int total = 0;
    for (const auto& [id, weight] : forward.backends)
        if (is_name(id)) total += std::max(0, weight);
    if (total == 0) return no_backend(condition);

    std::string lines = line(fmt::format("set-var(txn.draw) rand({})", total), condition);
    int upto = 0;
    for (const auto& [id, weight] : forward.backends) {
        if (weight <= 0 || !is_name(id)) continue;
        upto += weight;
        if (weight == total)
            return line(fmt::format("set-var(txn.backend) str({})", id), condition);
        lines += line(fmt::format("set-var(txn.backend) str({})", id),
                      fmt::format("{} {{ var(txn.draw) -m int lt {} }}", condition, upto));
    }
    return lines;
}

// What ELBv2's placeholders are here. The path has no slash of its own: users write "/#{path}".
struct Placeholder {
    std::string_view name;
    std::string_view value;
};
constexpr auto kPlaceholders = std::to_array<Placeholder>({
    {"#{protocol}", "http"},
    {"#{host}", "%[var(txn.host)]"},
    {"#{port}", "%[dst_port]"},
    {"#{path}", "%[var(txn.path_rest)]"},
    {"#{query}", "%[query]"},
});

std::string filled(std::string_view part) {
    std::string text;
    while (!part.empty()) {
        const auto found = std::find_if(
            kPlaceholders.begin(), kPlaceholders.end(),
            [part](const Placeholder& placeholder) { return part.starts_with(placeholder.name); });
        const bool is_literal = found == kPlaceholders.end();
        text += is_literal ? log_literal(part.substr(0, 1)) : std::string{found->value};
        part.remove_prefix(is_literal ? 1 : found->name.size());
    }
    return text;
}

// No "?" stands alone where the request had no query.
std::string filled_query(const std::string& query) {
    if (query.empty()) return "";
    if (query == "#{query}") return "%[var(txn.query_mark)]";
    return "?" + filled(query);
}

std::string action_lines(const RedirectTo& redirect, const std::string& condition) {
    const auto location =
        fmt::format("{}://{}:{}{}{}", to_lower(filled(redirect.protocol)), filled(redirect.host),
                    filled(redirect.port), filled(redirect.path), filled_query(redirect.query));
    const int status = redirect.status == 301 ? 301 : 302;  // ELBv2 knows these two
    return line(fmt::format("redirect location {} code {}", quote(location), status), condition);
}

std::string action_lines(const FixedResponse& fixed, const std::string& condition) {
    const int status = std::clamp(fixed.status, 200, 599);  // what "return" takes
    const auto given = without_controls(fixed.content_type);
    const std::string type = given.empty() ? "text/plain" : given;
    const std::string body = fixed.body.empty() ? ""
                                                : fmt::format(" content-type {} string {}",
                                                              quote(type), quote(fixed.body));
    return line(fmt::format("return status {}{}", status, body), condition);
}

std::string lines_of(const RouteAction& action, const std::string& condition) {
    return std::visit([&](const auto& what) { return action_lines(what, condition); }, action);
}

// Lines of one name hold if any of them does.
std::string acl_lines(const std::string& name, const std::string& fetch,
                      const std::vector<std::string>& patterns) {
    std::string lines;
    for (const auto& pattern : patterns)
        lines += fmt::format("    acl {} {} {}\n", name, fetch, acl_pattern(pattern));
    return lines;
}

std::string rule_lines(const ports::RouteRule& rule, std::size_t index) {
    std::vector<std::string> hosts;
    for (const auto& host : rule.hosts) hosts.push_back(to_lower(host));
    const auto host_acl = fmt::format("host{}", index);
    const auto path_acl = fmt::format("path{}", index);
    const auto condition =
        (hosts.empty() ? "" : " " + host_acl) + (rule.paths.empty() ? "" : " " + path_acl);
    return acl_lines(host_acl, "var(txn.host)", hosts) + acl_lines(path_acl, "path", rule.paths) +
           lines_of(rule.action, condition);
}

}  // namespace

std::string frontend_name(const ports::Frontend& frontend) {
    return fmt::format("fe:{}:{}", frontend.address, frontend.port);
}

std::string frontend_section(const ports::Frontend& frontend) {
    const auto idle = Millis{frontend.idle_timeout}.count();
    std::string text = fmt::format("\nfrontend {}\n    bind {}:{}\n", frontend_name(frontend),
                                   frontend.address, frontend.port);
    text += fmt::format("    timeout client {}ms\n    timeout http-keep-alive {}ms\n", idle, idle);
    text += fmt::format("    http-request set-var({}) int({})\n", kIdleVariable, idle);
    text +=
        "    http-request set-var(txn.host) req.hdr(host),host_only,lower\n"
        "    http-request set-var(txn.path_rest) path,bytes(1)\n"
        "    http-request set-var-fmt(txn.query_mark) ?%[query] if { query -m found }\n"
        "    http-request set-header X-Forwarded-Proto http\n";
    text += fmt::format("    http-request set-header X-Forwarded-Port {}\n", frontend.port);
    for (std::size_t i = 0; i < frontend.rules.size(); ++i)
        text += rule_lines(frontend.rules[i], i);
    text += lines_of(frontend.otherwise, "");
    return text + "    use_backend %[var(txn.backend)]\n";
}

}  // namespace ikada::haproxy
