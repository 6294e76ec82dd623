#include "ec2/network.hpp"

#include <algorithm>

#include "base/ipv4.hpp"
#include "base/strings.hpp"

namespace ikada::ec2 {

std::optional<Cidr> parse_cidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto base = parse_ipv4(text.substr(0, slash));
    const auto prefix = parse_int(text.substr(slash + 1));
    if (!base || !prefix || *prefix < 1 || *prefix > 32) return std::nullopt;

    const Cidr cidr{*base, static_cast<int>(*prefix)};
    if ((cidr.base & (cidr.size() - 1)) != 0) return std::nullopt;
    return cidr;
}

Cidr upper_half(const Cidr& subnet) {
    return {subnet.base + subnet.size() / 2, std::min(subnet.prefix + 1, 32)};
}

std::optional<std::string> first_free_address(const Cidr& subnet,
                                              const std::set<std::string>& taken) {
    for (std::uint32_t i = kReservedFirst; i + kReservedLast < subnet.size(); ++i) {
        auto address = format_ipv4(subnet.base + i);
        if (!taken.contains(address)) return address;
    }
    return std::nullopt;
}

}  // namespace ikada::ec2
