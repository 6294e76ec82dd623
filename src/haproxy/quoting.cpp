#include "haproxy/quoting.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/strings.hpp"

namespace ikada::haproxy {
namespace {

constexpr std::size_t kNameLengthMax = 255;  // ours; HAProxy has no limit but its line buffer

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_.:-"}.find(c) != std::string_view::npos;
}

}  // namespace

std::string quote(std::string_view text) {
    std::string word = "'";
    for (const char c : text) {
        if (c == '\0') continue;
        if (c == '\'' || is_control(c))
            word += "'\\x" + hex_encode({&c, 1}) + "'";
        else
            word += c;
    }
    return word + "'";
}

std::string without_controls(std::string_view text) {
    std::string line{text};
    std::erase_if(line, is_control);
    return line;
}

std::string log_literal(std::string_view text) {
    std::string literal;
    for (const char c : without_controls(text)) {
        if (c == '%') literal += '%';
        literal += c;
    }
    return literal;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kNameLengthMax &&
           std::all_of(text.begin(), text.end(), is_name_character);
}

bool is_ipv4(std::string_view text) {
    in_addr address{};
    return ::inet_pton(AF_INET, std::string{text}.c_str(), &address) == 1;
}

bool is_cidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    const std::string address{text.substr(0, slash)};
    const auto bits = parse_int(text.substr(slash + 1));
    in6_addr parsed{};
    const bool is_v6 = ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
    const int bits_max = is_v6 ? 128 : 32;
    return (is_v6 || is_ipv4(address)) && bits && *bits >= 0 && *bits <= bits_max;
}

bool is_token(std::string_view text) {
    const auto is_part = [](char c) {
        return (is_name_character(c) && c != ':') ||
               std::string_view{"!#$%&'*+^`|~"}.find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= kNameLengthMax &&
           std::all_of(text.begin(), text.end(), is_part);
}

}  // namespace ikada::haproxy
