// `ikada down`: ends all that `ikada up` started, containers and HAProxy included.

#include <filesystem>
#include <memory>

#include "cli/command.hpp"
#include "haproxy/haproxy_balancer.hpp"
#include "os/process.hpp"
#include "providers/local_provider.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kStopPatience{15'000};

void stop_by_file(const std::filesystem::path& pid_file) {
    if (const auto process = os::read_pid_file(pid_file)) os::stop(*process, kStopPatience);
}

int run(const server::DataFolder& data, bool purge) {
    if (!std::filesystem::exists(data.database()))
        return complain(
            fail(kIoError, "{} holds no ikada installation: nothing to end", data.root.string()));
    stop_by_file(data.up_pid());
    stop_by_file(data.server_pid());
    providers::remove_instances(data.instances());
    providers::remove_network(data.root);
    haproxy::stop_haproxy({.folder = data.haproxy()});
    if (!purge) {
        fmt::print("ikada is down; its state stays in {}\n", data.root.string());
        return kExitOk;
    }
    std::error_code error;
    std::filesystem::remove_all(data.root, error);
    if (error)
        return complain(
            fail(kIoError, "cannot remove {}: {}", data.root.string(), error.message()));
    fmt::print("ikada is down and {} is gone\n", data.root.string());
    return kExitOk;
}

}  // namespace

std::function<int()> add_down(CLI::App& program) {
    auto* command = program.add_subcommand("down", "end everything that `ikada up` started");
    auto data = std::make_shared<server::DataFolder>();
    auto purge = std::make_shared<bool>(false);
    add_data_option(*command, *data);
    command->add_flag("--purge", *purge, "forget all state as well");
    return [data, purge] { return run(*data, *purge); };
}

}  // namespace ikada::cli
