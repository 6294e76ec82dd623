#pragma once
// An installation's Docker network on this machine: its bridge carries the instances' addresses,
// its containers get theirs from the upper half of the same range. Several installations on one
// machine have a network each.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::providers {

struct LocalNetwork {
    std::string name;             // Docker's: "ikada", "ikada-214" …
    std::string bridge;           // the kernel's: "ikada0", "ikada214" …
    std::string cidr;             // the VPC's range: "10.213.0.0/16"
    std::string container_range;  // "10.213.128.0/17"
    bool operator==(const LocalNetwork&) const = default;
};

// The network of a VPC with that range, which is one of ours: "10.N.0.0/16".
LocalNetwork network_of(std::string_view vpc_cidr);

// The first free one, made and marked as belonging to the installation with that data folder.
//   Errors: kIoError with dockerd's text.
Result<LocalNetwork> claim_network(const std::filesystem::path& owner);
// Makes it unless it is there. Errors: kIoError, also when another installation has it.
Status ensure_network(const LocalNetwork& network, const std::filesystem::path& owner);
// Removes the network that belongs to the installation, if there is one.
void remove_network(const std::filesystem::path& owner);

// Adds the address to the bridge; no error if it is there already.
Status add_address(const LocalNetwork& network, const std::string& address);
void remove_address(const LocalNetwork& network, const std::string& address);

}  // namespace ikada::providers
