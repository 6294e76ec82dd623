#include "haproxy/admission.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>

#include "base/log.hpp"
#include "haproxy/quoting.hpp"
#include "haproxy/routing.hpp"
#include "os/fd.hpp"

namespace ikada::haproxy {
namespace {

constexpr int kPortMax = 65535;

// Without SO_REUSEPORT, which HAProxy sets: with it, two programs could share the port unnoticed.
std::optional<std::string> why_unbindable(const ports::Frontend& frontend) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(frontend.port));
    ::inet_pton(AF_INET, frontend.address.c_str(), &address.sin_addr);
    const os::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd && ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
        return {};
    return fmt::format("cannot bind {}:{}: {}", frontend.address, frontend.port,
                       os::reason_of(errno));
}

std::optional<std::string> why_invalid(const ports::Frontend& frontend) {
    if (!is_ipv4(frontend.address))
        return fmt::format("\"{}\" is not an IPv4 address", frontend.address);
    if (frontend.port < 1 || frontend.port > kPortMax)
        return fmt::format("{} is not a port", frontend.port);
    return {};
}

bool is_usable(const ports::RouteServer& server) {
    return is_name(server.id) && is_ipv4(server.address) && server.port >= 1 &&
           server.port <= kPortMax;
}

}  // namespace

ports::RoutingTable usable(ports::RoutingTable table) {
    std::set<std::string> seen;
    std::erase_if(table.backends, [&seen](const ports::Backend& backend) {
        const bool good =
            is_name(backend.id) && !is_successor(backend.id) && seen.insert(backend.id).second;
        if (!good) log::error("haproxy: backend \"{}\" left out: bad or double name", backend.id);
        return !good;
    });
    for (auto& backend : table.backends) {
        std::set<std::string> ids;
        std::erase_if(backend.servers, [&](const ports::RouteServer& server) {
            const bool good = is_usable(server) && ids.insert(server.id).second;
            if (!good)
                log::error("haproxy: server \"{}\" at {}:{} of {} left out: bad or double",
                           server.id, server.address, server.port, backend.id);
            return !good;
        });
    }
    return table;
}

Admission admit(const ports::RoutingTable& wanted, const std::set<std::string>& held) {
    Admission admission{.table = wanted, .errors = {}};
    std::map<std::string, std::string> taken;  // name → frontend id
    const auto refuse = [&](const ports::Frontend& frontend) {
        auto reason = why_invalid(frontend);
        const auto name = frontend_name(frontend);
        if (!reason && taken.contains(name))
            reason = fmt::format("{}:{} is already served for {}", frontend.address, frontend.port,
                                 taken[name]);
        if (!reason && !held.contains(name)) reason = why_unbindable(frontend);
        if (reason)
            admission.errors[frontend.id] = *reason;
        else
            taken[name] = frontend.id;
        return reason.has_value();
    };
    std::erase_if(admission.table.frontends, refuse);
    return admission;
}

}  // namespace ikada::haproxy
