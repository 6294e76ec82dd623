#pragma once
// The lines of haproxy.cfg for a frontend: which request goes where. Pure.

#include <filesystem>
#include <string>
#include <string_view>

#include "ports/balancer.hpp"

namespace ikada::haproxy {

// "fe:ADDRESS:PORT": named by what it binds, so that the running HAProxy tells which addresses it
// holds whatever the frontend is called today.
std::string frontend_name(const ports::Frontend& frontend);

// Whether a backend is ours, through which a worker reaches its successor; no target group may be
// called so.
bool is_successor(std::string_view backend);

// The whole section, ending in a newline. `folder`: of the maps and sockets.
std::string frontend_section(const ports::Frontend& frontend, const std::filesystem::path& folder);

// The transaction's variable with the idle timeout in ms of the frontend it came through, for the
// backend to apply (a backend may serve several frontends).
inline constexpr auto kIdleVariable = "txn.idle_ms";

}  // namespace ikada::haproxy
