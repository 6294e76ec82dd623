#include "haproxy/patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

bool is_wild(char c) { return c == '*' || c == '?'; }
bool has_wildcards(std::string_view text) { return std::any_of(text.begin(), text.end(), is_wild); }

std::string regular_expression(std::string_view pattern) {
    std::string expression = "^";
    for (const char c : pattern) {
        const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
        if (c == '*')
            expression += ".*";
        else if (c == '?')
            expression += '.';
        else if (is_plain)
            expression += c;
        else
            expression += {'\\', c};
    }
    return expression + "$";
}

std::string matching(std::string_view method, std::string_view text) {
    return fmt::format("-m {} -- {}", method, quote(text));
}

}  // namespace

std::string acl_pattern(std::string_view pattern) {
    if (!has_wildcards(pattern)) return matching("str", pattern);
    if (pattern.find_first_not_of('*') == std::string_view::npos) return "-m found";
    if (!has_wildcards(pattern.substr(1))) {
        if (pattern.front() == '*') return matching("end", pattern.substr(1));
    } else if (!has_wildcards(pattern.substr(0, pattern.size() - 1)) && pattern.back() == '*') {
        return matching("beg", pattern.substr(0, pattern.size() - 1));
    }
    return matching("reg", regular_expression(pattern));
}

}  // namespace ikada::haproxy
