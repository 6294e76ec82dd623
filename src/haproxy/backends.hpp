#pragma once
// The lines of haproxy.cfg for a backend: which server gets a request, and what if none can. Pure.

#include <filesystem>
#include <string>

#include "haproxy/servers.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

// A target must accept within this (ALB gives it 10 s; less lets another target be tried in time).
inline constexpr Seconds kConnectTimeout{4};

// The section without its servers, ending in a newline. `folder`: of the maps.
std::string backend_section(const ports::Backend& backend, const std::filesystem::path& folder);

// "addr:port check inter …": the same words in haproxy.cfg and in "add server".
std::string server_words(const ports::Backend& backend, const PresentServer& server);

}  // namespace ikada::haproxy
