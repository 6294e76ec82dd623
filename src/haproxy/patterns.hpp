#pragma once
// ELBv2's wildcard patterns as HAProxy matches them. Pure.

#include <string>
#include <string_view>

namespace ikada::haproxy {

// '*' is any run of characters, '?' is one. Gives what stands behind the fetch in an ACL, the
// cheapest method that means the same: "-m str -- 'a.com'", "-m end -- '.a.com'", "-m reg --
// '^..$'".
std::string acl_pattern(std::string_view pattern);

}  // namespace ikada::haproxy
