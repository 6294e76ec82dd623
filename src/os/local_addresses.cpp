#include "os/local_addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/ipv4.hpp"

namespace ikada::os {
namespace {

std::uint32_t number_of(const sockaddr* address) {
    return ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr);
}

bool is_bridge(const std::string& interface) {
    std::error_code ignored;
    return std::filesystem::exists("/sys/class/net/" + interface + "/bridge", ignored);
}

bool holds(const LocalAddress& network, std::uint32_t number) {
    const auto base = parse_ipv4(network.address);
    if (!base || network.prefix <= 0) return false;
    const int host_bits = 32 - network.prefix;
    return *base >> host_bits == number >> host_bits;
}

}  // namespace

std::vector<LocalAddress> local_addresses() {
    std::vector<LocalAddress> found;
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return found;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(all, &freeifaddrs);
    for (const auto* one = all; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
        const int prefix =
            one->ifa_netmask != nullptr ? std::popcount(number_of(one->ifa_netmask)) : 32;
        found.push_back({format_ipv4(number_of(one->ifa_addr)), prefix, is_bridge(one->ifa_name)});
    }
    return found;
}

bool is_own(const std::vector<LocalAddress>& all, const std::string& address) {
    return std::any_of(all.begin(), all.end(),
                       [&](const LocalAddress& one) { return one.address == address; });
}

bool is_from_here(const std::vector<LocalAddress>& all, const std::string& peer) {
    const auto number = parse_ipv4(peer);
    if (!number) return false;
    return is_own(all, peer) || std::any_of(all.begin(), all.end(), [&](const LocalAddress& one) {
               return one.of_bridge && holds(one, *number);
           });
}

}  // namespace ikada::os
