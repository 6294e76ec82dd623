#include "elbv2/addresses.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/ipv4.hpp"
#include "base/strings.hpp"
#include "ec2/api.hpp"
#include "elbv2/errors.hpp"

namespace ikada::elbv2 {
namespace {

constexpr int kIpv4Bits = 32, kIpv6Bits = 128;

// Where targets outside the VPC may be: RFC 1918 and RFC 6598.
constexpr std::array<std::string_view, 4> kPrivateRanges{"10.0.0.0/8", "172.16.0.0/12",
                                                         "192.168.0.0/16", "100.64.0.0/10"};

bool is_ipv6(std::string_view text) {
    in6_addr parsed{};
    return inet_pton(AF_INET6, std::string(text).c_str(), &parsed) == 1;
}

// `range` is a CIDR block of IPv4.
bool contains(std::string_view range, std::uint32_t address) {
    const auto slash = range.find('/');
    if (slash == std::string_view::npos) return false;
    const auto base = parse_ipv4(range.substr(0, slash));
    const auto bits = parse_int(range.substr(slash + 1));
    if (!base || !bits || *bits < 1 || *bits > kIpv4Bits) return false;
    const std::uint32_t mask = ~std::uint32_t{0} << (kIpv4Bits - *bits);
    return (*base & mask) == (address & mask);
}

}  // namespace

bool is_cidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    const auto address = text.substr(0, slash);
    const auto bits = parse_int(text.substr(slash + 1));
    if (!bits || *bits < 0) return false;
    if (parse_ipv4(address)) return *bits <= kIpv4Bits;
    return is_ipv6(address) && *bits <= kIpv6Bits;
}

Result<std::string> zone_of_address(const world::Tx& tx, const std::string& address) {
    const auto parsed = parse_ipv4(address);
    if (!parsed)
        return fail(errors::kInvalidTarget, "The IP address '{}' is not a valid IPv4 address",
                    address);
    for (const auto* subnet : ec2::subnets(tx))
        if (contains(subnet->cidr, *parsed)) return subnet->availability_zone;
    const auto* vpc = ec2::default_vpc(tx);
    const bool inside = vpc && contains(vpc->cidr, *parsed);
    const bool is_private = std::any_of(kPrivateRanges.begin(), kPrivateRanges.end(),
                                        [&](auto range) { return contains(range, *parsed); });
    if (inside || is_private) return std::string("all");
    return fail(errors::kInvalidTarget,
                "The IP address '{}' is not within the VPC or one of the ranges {}", address,
                fmt::join(kPrivateRanges, ", "));
}

}  // namespace ikada::elbv2
