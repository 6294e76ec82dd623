#pragma once
// IPv4 address arithmetic for subnets.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace ikada::ec2 {

struct Cidr {
    std::uint32_t base = 0;  // host byte order
    int prefix = 0;
    std::uint32_t size() const { return prefix == 0 ? 0 : std::uint32_t{1} << (32 - prefix); }
};

// "10.213.0.0/16"; nothing unless it is a network's first address.
std::optional<Cidr> parse_cidr(std::string_view text);

// AWS keeps the first four addresses of a subnet and the last.
constexpr int kReservedFirst = 4;
constexpr int kReservedLast = 1;

// Where task interfaces get their addresses: instances fill the lower half of their subnet first.
Cidr upper_half(const Cidr& subnet);

// The lowest usable address that is not taken.
std::optional<std::string> first_free_address(const Cidr& subnet,
                                              const std::set<std::string>& taken);

}  // namespace ikada::ec2
