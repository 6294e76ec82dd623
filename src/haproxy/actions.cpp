#include "haproxy/actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/crypto.hpp"
#include "base/strings.hpp"
#include "haproxy/pages.hpp"
#include "haproxy/quoting.hpp"
#include "haproxy/stickiness.hpp"

namespace ikada::haproxy {
namespace {

using ports::FixedResponse;
using ports::ForwardTo;
using ports::RedirectTo;
using ports::RouteAction;
using ports::WeightedBackend;

constexpr std::size_t kKeyLength = 16;

std::string line(std::string_view text, const std::string& condition) {
    return fmt::format("    {} if {}\n", text, condition);
}

std::vector<WeightedBackend> takers_of(const ForwardTo& forward) {
    auto takers = forward.backends;
    std::erase_if(takers, [](const WeightedBackend& backend) {
        return backend.weight <= 0 || !is_name(backend.backend_id);
    });
    return takers;
}

bool is_plain(const RouteAction& action) {
    const auto* forward = std::get_if<ForwardTo>(&action);
    return forward != nullptr && takers_of(*forward).size() == 1;
}

// The client's group if its cookie names one that still takes requests, else one by lot.
std::string lines_for(const ForwardTo& forward, const std::string& condition) {
    const auto takers = takers_of(forward);
    if (takers.empty())
        return line(fmt::format("http-request return {}", page_words(503)), condition);
    int total = 0;
    for (const auto& taker : takers) total += taker.weight;

    std::string lines;
    if (forward.sticky_for) lines += group_cookie_lines(takers, condition);
    lines += line(fmt::format("http-request set-var(txn.draw) rand({})", total), condition);
    int upto = 0;
    for (const auto& [id, weight] : takers) {
        upto += weight;
        lines +=
            line(fmt::format("http-request set-var(txn.group) str({})", id),
                 fmt::format("{} !{{ var(txn.group) -m found }} {{ var(txn.draw) -m int lt {} }}",
                             condition, upto));
    }
    if (forward.sticky_for)
        lines += line(fmt::format("http-request set-var(txn.group_lasts) int({})",
                                  forward.sticky_for->count()),
                      condition);
    return lines +
           line(fmt::format("http-request set-var({}) var(txn.group)", kActionVariable), condition);
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

std::string lines_for(const RedirectTo& redirect, const std::string& condition) {
    const auto location =
        fmt::format("{}://{}:{}{}{}", to_lower(filled(redirect.protocol)), filled(redirect.host),
                    filled(redirect.port), filled(redirect.path), filled_query(redirect.query));
    const int status = redirect.status == 301 ? 301 : 302;  // ELBv2 knows these two
    return line(
        fmt::format("http-request return {} hdr Location {}", page_words(status), quote(location)),
        condition);
}

std::string lines_for(const FixedResponse& fixed, const std::string& condition) {
    const int status = std::clamp(fixed.status, 200, 599);  // what "return" takes
    const auto given = without_controls(fixed.content_type);
    const std::string type = given.empty() ? "text/plain" : given;
    return line(fmt::format("http-request return {}", answer_words(status, type, fixed.body)),
                condition);
}

std::string lines_under(const RouteAction& action, const std::string& key) {
    const auto condition = fmt::format("{{ var({}) -m str {} }}", kActionVariable, key);
    return std::visit([&](const auto& what) { return lines_for(what, condition); }, action);
}

}  // namespace

std::string action_key(const RouteAction& action) {
    if (is_plain(action)) return takers_of(std::get<ForwardTo>(action)).front().backend_id;
    return "=" + sha256_hex(lines_under(action, "")).substr(0, kKeyLength);
}

std::string action_lines(const RouteAction& action) {
    return is_plain(action) ? "" : lines_under(action, action_key(action));
}

bool needs_url_parts(const RouteAction& action) {
    return std::holds_alternative<RedirectTo>(action);
}

}  // namespace ikada::haproxy
