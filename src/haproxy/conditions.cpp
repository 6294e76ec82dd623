#include "haproxy/conditions.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "haproxy/patterns.hpp"
#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

using ports::QueryPair;
using ports::RouteRule;

// Adds a condition of which one of `tests` must hold ("path -m str -- '/a'"). Without any, it never
// does.
void add(Conditions& to, const std::string& name, const std::vector<std::string>& tests) {
    for (const auto& test : tests) to.acls += fmt::format("    acl {} {}\n", name, test);
    if (tests.empty()) to.acls += fmt::format("    acl {} always_false\n", name);
    to.names += " " + name;
}

std::vector<std::string> host_tests(const RouteRule& rule) {
    std::vector<std::string> tests;
    for (const auto& host : rule.hosts)
        tests.push_back("var(txn.host) " + acl_pattern(to_lower(host)));
    return tests;
}

std::vector<std::string> path_tests(const RouteRule& rule) {
    std::vector<std::string> tests;
    for (const auto& path : rule.paths) tests.push_back("path " + acl_pattern(path));
    return tests;
}

std::vector<std::string> method_tests(const RouteRule& rule) {
    std::vector<std::string> tests;
    for (const auto& method : rule.methods) tests.push_back("method -m str -- " + quote(method));
    return tests;
}

std::vector<std::string> source_tests(const RouteRule& rule) {
    std::vector<std::string> tests;
    for (const auto& block : rule.sources)
        if (is_cidr(block)) tests.push_back("src " + block);
    return tests;
}

// The header's lines whole: a comma is part of a value ("Mozilla/5.0 (X11, …").
std::vector<std::string> header_tests(const ports::HeaderCondition& header) {
    if (!is_token(header.name)) return {};
    const auto fetch = quote(fmt::format("req.fhdr(\"{}\")", header.name));
    std::vector<std::string> tests;
    for (const auto& pattern : header.patterns)
        tests.push_back(fetch + " " + acl_pattern(pattern, LetterCase::Ignored));
    return tests;
}

// As written in the request: ELBv2 does not decode either side. A key without "=" has an empty
// value.
std::string pair_expression(const QueryPair& pair) {
    const auto key = pair.key ? expression_of(*pair.key, "[^&=]") : "[^&=]*";
    const auto value = "=" + expression_of(pair.value, "[^&]");
    const bool may_be_empty = matches(pair.value, "");
    return fmt::format("(?:^|&){}{}(?:&|$)", key,
                       may_be_empty ? fmt::format("(?:{})?", value) : value);
}

std::vector<std::string> query_tests(const std::vector<QueryPair>& pairs) {
    std::vector<std::string> tests;
    for (const auto& pair : pairs)
        tests.push_back("query -m reg -i -- " + quote(pair_expression(pair)));
    return tests;
}

}  // namespace

Conditions conditions_of(const RouteRule& rule, std::size_t mark) {
    Conditions all;
    if (!rule.hosts.empty()) add(all, fmt::format("host{}", mark), host_tests(rule));
    if (!rule.paths.empty()) add(all, fmt::format("path{}", mark), path_tests(rule));
    if (!rule.methods.empty()) add(all, fmt::format("method{}", mark), method_tests(rule));
    if (!rule.sources.empty()) add(all, fmt::format("source{}", mark), source_tests(rule));
    for (std::size_t i = 0; i < rule.headers.size(); ++i)
        add(all, fmt::format("header{}.{}", mark, i), header_tests(rule.headers[i]));
    for (std::size_t i = 0; i < rule.queries.size(); ++i)
        add(all, fmt::format("query{}.{}", mark, i), query_tests(rule.queries[i]));
    return all;
}

}  // namespace ikada::haproxy
