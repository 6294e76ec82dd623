#include "haproxy/stickiness.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

constexpr std::size_t kTokenLength = 32;
// How long browsers keep ALB's cookies, whatever their time inside (AWS).
constexpr int kCookieLifeSeconds = 7 * 24 * 3600;

// The second cookie of each pair is for requests from other sites (AWS: AWSALBCORS).
std::string cookie(std::string_view name, std::string_view value, bool cross_site) {
    return fmt::format("{}{}={}; Expires=%[date({}),http_date]; Path=/{}", name,
                       cross_site ? "CORS" : "", value, kCookieLifeSeconds,
                       cross_site ? "; SameSite=None" : "");
}

std::string add_cookie(std::string_view name, std::string_view value, bool cross_site,
                       std::string_view condition) {
    return fmt::format("    http-response add-header Set-Cookie {}{}\n",
                       quote(cookie(name, value, cross_site)), condition);
}

// `variable` gets the token of the cookie, as long as it counts, if it has no value yet.
std::string read_cookie(std::string_view variable, std::string_view name,
                        std::string_view condition) {
    return fmt::format(
        "    http-request set-var({0}) req.cook({1}),field(1,-) if{2} !{{ var({0}) -m found }}"
        " {{ req.cook({1}),field(2,-),sub(txn.now) -m int gt 0 }}\n",
        variable, name, condition);
}

}  // namespace

std::string cookie_token(std::string_view name) { return sha256_hex(name).substr(0, kTokenLength); }

std::string group_cookie_lines(const std::vector<ports::WeightedBackend>& takers,
                               const std::string& condition) {
    std::string lines = fmt::format("    http-request set-var(txn.now) date if {}\n", condition);
    for (const auto* name : {"AWSALBTG", "AWSALBTGCORS"})
        lines += read_cookie("txn.group_token", name, " " + condition);
    for (const auto& taker : takers)
        lines += fmt::format(
            "    http-request set-var(txn.group) str({}) if {} {{ var(txn.group_token) -m str {} "
            "}}\n",
            taker.backend_id, condition, cookie_token(taker.backend_id));
    return lines;
}

std::string group_answer_lines() {
    constexpr auto kCondition = " if { var(txn.group_lasts) -m found }";
    constexpr auto kValue = "%[var(txn.group),sha2(256),hex,lower,bytes(0,32)]-%[var(txn.until)]";
    std::string lines = fmt::format(
        "    http-response set-var(txn.until) date,add(txn.group_lasts){}\n", kCondition);
    for (const bool cross_site : {false, true})
        lines += add_cookie("AWSALBTG", kValue, cross_site, kCondition);
    return lines;
}

// An application's cookie keeps its client only together with ours, and ours is given only with it
// (AWS).
std::string target_cookie_lines(const ports::Backend& backend, const std::string& converter) {
    if (!backend.stickiness) return "";
    const std::string& app_cookie = backend.stickiness->app_cookie;
    const bool follows = is_token(app_cookie);
    const std::string name = follows ? "AWSALBAPP-0" : "AWSALB";
    const auto sent = [&](std::string_view fetch) {  // the application's cookie
        return fmt::format("{} -m found", quote(fmt::format("{}(\"{}\")", fetch, app_cookie)));
    };
    const auto asked = follows ? fmt::format(" {{ {} }}", sent("req.cook")) : std::string{};

    std::string lines = "    http-request set-var(txn.now) date\n";
    lines += read_cookie("txn.token", name, asked);
    if (!follows) lines += read_cookie("txn.token", name + "CORS", "");
    lines += fmt::format(
        "    http-request set-var(txn.kept) {}\n"
        "    use-server %[var(txn.kept)] if {{ var(txn.kept) -m found }}\n"
        "    http-response set-var-fmt(txn.server) {}/%[srv_name]\n",
        quote("var(txn.token)," + converter), backend.id);
    if (follows)
        lines += fmt::format("    acl keeps var(txn.kept) -m found\n    acl keeps {}\n",
                             sent("res.cook"));
    const auto value = fmt::format("%[var(txn.server),sha2(256),hex,lower,bytes(0,32)]-%[date({})]",
                                   backend.stickiness->lasts.count());
    const auto* condition = follows ? " if keeps" : "";
    lines += add_cookie(name, value, false, condition);
    if (!follows) lines += add_cookie(name, value, true, condition);
    return lines;
}

}  // namespace ikada::haproxy
