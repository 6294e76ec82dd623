#include "base/ipv4.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

namespace ikada {

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    in_addr parsed{};
    if (inet_pton(AF_INET, std::string(text).c_str(), &parsed) != 1) return std::nullopt;
    return ntohl(parsed.s_addr);
}

std::string format_ipv4(std::uint32_t address) {
    return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255,
                       address & 255);
}

}  // namespace ikada
