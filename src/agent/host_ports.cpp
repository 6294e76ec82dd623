#include "agent/host_ports.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "os/fd.hpp"

namespace ikada::agent {
namespace {

int after(int port) {
    return port < kDynamicPortFirst || port >= kDynamicPortLast ? kDynamicPortFirst : port + 1;
}

// 0 if all are taken.
int find_port(const std::string& protocol, const std::set<PortUse>& taken,
              std::pair<int&, const PortProbe&> search) {
    int port = search.first;
    if (port < kDynamicPortFirst || port > kDynamicPortLast) port = kDynamicPortFirst;
    for (int i = kDynamicPortFirst; i <= kDynamicPortLast; ++i, port = after(port)) {
        if (taken.contains({protocol, port}) || !search.second({protocol, port})) continue;
        search.first = after(port);
        return port;
    }
    return 0;
}

}  // namespace

std::set<PortUse> ports_in_use(const std::map<std::string, TaskRecord>& tasks) {
    std::set<PortUse> used;
    for (const auto& [arn, task] : tasks)
        for (const auto& container : task.containers) {
            if (container.stage == Stage::Stopped) continue;
            for (const auto& port : container.ports) used.insert({port.protocol, port.host_port});
        }
    return used;
}

std::vector<docker::PublishedPort> own_ports(const ContainerSpec& spec,
                                             const std::string& address) {
    std::vector<docker::PublishedPort> ports;
    for (const auto& mapping : spec.ports)
        ports.push_back({mapping.container_port, mapping.protocol, address,
                         mapping.host_port > 0 ? mapping.host_port : mapping.container_port});
    return ports;
}

Result<std::vector<docker::PublishedPort>> choose_ports(const ContainerSpec& spec,
                                                        const std::string& address,
                                                        std::set<PortUse> taken,
                                                        std::pair<int&, const PortProbe&> search) {
    std::vector<docker::PublishedPort> chosen;
    for (const auto& mapping : spec.ports) {
        int port = mapping.host_port;
        if (port == 0) port = find_port(mapping.protocol, taken, search);
        if (port == 0)
            return fail(kIoError,
                        "no {} port from {} to {} is free on {}; does this machine have "
                        "the address?",
                        mapping.protocol, kDynamicPortFirst, kDynamicPortLast, address);
        taken.insert({mapping.protocol, port});
        chosen.push_back({mapping.container_port, mapping.protocol, address, port});
    }
    return chosen;
}

PortProbe probe_address(std::string address) {
    return [address = std::move(address)](const PortUse& use) {
        const int type = use.first == "udp" ? SOCK_DGRAM : SOCK_STREAM;
        const os::Fd socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
        if (!socket) return false;
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(static_cast<std::uint16_t>(use.second));
        if (::inet_pton(AF_INET, address.c_str(), &where.sin_addr) != 1) return false;
        // A port in TIME_WAIT is free to Docker's proxy, which also reuses addresses.
        const int yes = 1;
        ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    };
}

}  // namespace ikada::agent
