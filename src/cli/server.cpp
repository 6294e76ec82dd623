// `ikada server`: the control plane alone. `ikada up` runs it and restarts it.

#include "server/server.hpp"

#include "base/log.hpp"
#include "cli/command.hpp"
#include "cli/server_options.hpp"
#include "cli/signals.hpp"

namespace ikada::cli {
namespace {

int run(const ServerFlags& flags) {
    const StopSignal stop;
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
