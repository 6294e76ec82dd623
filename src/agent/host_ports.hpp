#pragma once
// Free host ports for dynamic mappings. Ours to choose, so that agents that share a dockerd but not
// an address never collide, and a port just freed is not the next one taken (balancers may still
// send to it).

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/task.hpp"

namespace ikada::agent {

constexpr int kDynamicPortFirst = 32768;  // Linux's ephemeral range, as ECS
constexpr int kDynamicPortLast = 60999;

using PortUse = std::pair<std::string, int>;  // protocol, port
// Whether nobody listens there.
using PortProbe = std::function<bool(const PortUse&)>;

// The ports that containers of these tasks hold or will hold.
std::set<PortUse> ports_in_use(const std::map<std::string, TaskRecord>& tasks);

// Host ports for each mapping, searched from next_port on, which is moved behind the last one.
//   Errors: kIoError when no port of the range is free.
Result<std::vector<docker::PublishedPort>> choose_ports(const ContainerSpec& spec,
                                                        const std::string& address,
                                                        std::set<PortUse> taken,
                                                        std::pair<int&, const PortProbe&> search);

// Of a container in host mode, which has the machine's ports themselves: nothing to choose.
std::vector<docker::PublishedPort> own_ports(const ContainerSpec& spec, const std::string& address);

// Binds and closes a socket on the address.
PortProbe probe_address(std::string address);

}  // namespace ikada::agent
