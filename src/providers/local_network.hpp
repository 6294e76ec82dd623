#pragma once
// ikada's Docker network on this machine: its bridge carries the instances' addresses, its
// containers get theirs from another part of the same range.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::providers {

constexpr std::string_view kNetworkName = "ikada";
constexpr std::string_view kBridgeName = "ikada0";

// Makes the network unless it is there. Instances live below, containers in the upper half.
//   cidr: "10.213.0.0/16". Errors: kIoError with dockerd's text.
Status ensure_network(std::string_view cidr, std::string_view container_range);
// Adds the address to the bridge; no error if it is there already.
Status add_address(const std::string& address);
void remove_address(const std::string& address);
void remove_network();

}  // namespace ikada::providers
