#include "agent/local_addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace ikada::agent {
namespace {

// In the host's byte order.
std::optional<std::uint32_t> number_of(const std::string& address) {
    in_addr read{};
    if (inet_pton(AF_INET, address.c_str(), &read) != 1) return std::nullopt;
    return ntohl(read.s_addr);
}

std::uint32_t number_of(const sockaddr* address) {
    return ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr);
}

std::string text_of(std::uint32_t number) {
    const in_addr raw{htonl(number)};
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &raw, text, sizeof text);
    return text;
}

bool is_bridge(const std::string& interface) {
    std::error_code ignored;
    return std::filesystem::exists("/sys/class/net/" + interface + "/bridge", ignored);
}

bool holds(const LocalAddress& network, std::uint32_t number) {
    const auto base = number_of(network.address);
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
        found.push_back({text_of(number_of(one->ifa_addr)), prefix, is_bridge(one->ifa_name)});
    }
    return found;
}

bool is_own(const std::vector<LocalAddress>& all, const std::string& address) {
    return std::any_of(all.begin(), all.end(),
                       [&](const LocalAddress& one) { return one.address == address; });
}

bool is_from_here(const std::vector<LocalAddress>& all, const std::string& peer) {
    const auto number = number_of(peer);
    if (!number) return false;
    return is_own(all, peer) || std::any_of(all.begin(), all.end(), [&](const LocalAddress& one) {
               return one.of_bridge && holds(one, *number);
           });
}

}  // namespace ikada::agent
