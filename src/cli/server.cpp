// `ikada server`: the control plane alone. `ikada up` runs it and restarts it.

#include "server/server.hpp"

#include <sys/resource.h>

#include <algorithm>

#include "base/log.hpp"
#include "cli/command.hpp"
#include "cli/server_options.hpp"
#include "cli/signals.hpp"

namespace ikada::cli {
namespace {

constexpr rlim_t kOpenFilesWanted = 8192;  // twice the connections that the API takes

// The usual limit, 1024, is for programs that use select(2).
void allow_many_connections() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kOpenFilesWanted) return;
    limit.rlim_cur = std::min(limit.rlim_max, kOpenFilesWanted);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const ServerFlags& flags) {
    const StopSignal stop;
    allow_many_connections();
    auto options = to_options(flags);
    if (!options) {
        complain(options.error());
        return kExitUsage;
    }
    const auto data = options->data;
    const auto endpoint = options->installation.endpoint;
    auto server = server::Server::start(*std::move(options));
    if (!server) return complain(server.error());
    log::info("serving the AWS API at {}, state in {}", endpoint, data.root.string());
    stop.wait();
    log::info("stopping; containers and HAProxy serve on");
    server->reset();
    return kExitOk;
}

}  // namespace

std::function<int()> add_server(CLI::App& program) {
    auto* command = program.add_subcommand("server", "run the control plane alone");
    auto flags = std::make_shared<ServerFlags>();
    add_server_flags(*command, *flags);
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
