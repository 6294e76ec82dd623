#pragma once
// The addresses of this machine, and who asks from it.

#include <string>
#include <vector>

namespace ikada::os {

struct LocalAddress {
    std::string address;     // IPv4
    int prefix = 32;         // of its network
    bool of_bridge = false;  // on a bridge: containers may stand in its network
    bool operator==(const LocalAddress&) const = default;
};

// As they are now; empty if the kernel does not tell.
std::vector<LocalAddress> local_addresses();

// Pure: one of the machine's own.
bool is_own(const std::vector<LocalAddress>& all, const std::string& address);
// Pure: one of the machine's own, or that of a container on it.
bool is_from_here(const std::vector<LocalAddress>& all, const std::string& peer);

}  // namespace ikada::os
