#pragma once
// IPv4 addresses as numbers, in the host's byte order.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ikada {

// "10.213.0.5"; nothing for another form.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);
std::string format_ipv4(std::uint32_t address);

}  // namespace ikada
