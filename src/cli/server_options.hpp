#pragma once
// The options that `ikada up` and `ikada server` share.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "server/server.hpp"

namespace ikada::cli {

struct ServerFlags {
    server::DataFolder data;
    std::string endpoint = "127.0.0.1:4566";
    std::string tls_endpoint;  // empty: none
    std::vector<std::string> lb_addresses;
    int lb_port_offset = 0;
    std::string instances;  // "2:t3.small"
    std::string cluster = "default";
    int task_healthy_after = static_cast<int>(ecs::kHealthyAfterDefault.count());  // s
    std::string region;
    std::string account = "000000000000";
};

void add_server_flags(CLI::App& command, ServerFlags& flags);

// Errors: kMalformed, naming the flag and its form.
Result<server::Options> to_options(const ServerFlags& flags);

// The same flags as arguments for another process.
std::vector<std::string> to_arguments(const ServerFlags& flags);

}  // namespace ikada::cli
