#pragma once
// Texts from API users inside haproxy.cfg: whatever they hold, they stay one word there and mean
// themselves. Pure.

#include <string>
#include <string_view>

namespace ikada::haproxy {

// One word of a configuration line (configuration.txt, 2.2). NUL, which no word can hold, is left
// out.
std::string quote(std::string_view text);

// Without control characters: a text that becomes part of a header must not end it.
std::string without_controls(std::string_view text);

// Literal text inside a log-format (8.2.4). Control characters, which would end a header, are left
// out.
std::string log_literal(std::string_view text);

// Letters, digits and "_.:-": what HAProxy takes as the name of a proxy or server (2.4), and what
// is safe in a command on its socket.
bool is_name(std::string_view text);
bool is_ipv4(std::string_view text);

// "10.0.0.0/8", "fd00::/8".
bool is_cidr(std::string_view text);

// What the name of a header or a cookie may be (RFC 9110, 5.6.2).
bool is_token(std::string_view text);

}  // namespace ikada::haproxy
