// `ikada up`: everything on this machine. Supervises the server, which tends HAProxy and the
// agents.

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "cli/command.hpp"
#include "cli/server_options.hpp"
#include "cli/signals.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "providers/local_provider.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kStopPatience{10'000};
constexpr Millis kBackoffFirst{100};
constexpr Millis kBackoffMax{10'000};
constexpr Millis kSettled{10'000};  // a server that ran so long restarts with no backoff

// A server of an earlier `up` that was killed still holds the folder.
void end_earlier_server(const server::DataFolder& data) {
    const auto earlier = os::read_pid_file(data.server_pid());
    if (!earlier) return;
    log::info("taking over from the server that still runs here (pid {})", earlier->pid);
    os::stop(*earlier, kStopPatience);
}

// The server as a child that gets its own signals from us only. Never returns in the child.
pid_t spawn_server(const std::vector<std::string>& arguments) {
    const auto program = own_program();
    std::vector<char*> argv{const_cast<char*>(program.c_str()), const_cast<char*>("server")};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    const pid_t child = fork();
    if (child != 0) return child;
    setpgid(0, 0);  // Ctrl-C in the terminal reaches us, and we tell the server
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execv(argv[0], argv.data());
    _exit(127);
}

// Waits until the child ends (true) or we are told to stop (false).
bool wait_for_end(pid_t child, int& status, const sigset_t& stop_or_child) {
    while (true) {
        if (waitpid(child, &status, WNOHANG) == child) return true;
        int number = 0;
        sigwait(&stop_or_child, &number);
        if (number != SIGCHLD) return false;
    }
}

int stop_all(pid_t child, const server::DataFolder& data) {
    if (const auto server = os::identify(child)) os::signal(*server, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
    providers::stop_agents(data.instances());
    log::info("stopped; containers and HAProxy serve on. `ikada down --data {}` ends them too",
              data.root.string());
    return kExitOk;
}

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
    return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

int supervise(const ServerFlags& flags) {
    const auto& data = flags.data;
    sigset_t set = StopSignal().set();
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, nullptr);

    Millis backoff{0};
    while (true) {
        const auto started = system_clock().now();
        const pid_t child = spawn_server(to_arguments(flags));
        if (child < 0)
            return complain(fail(kIoError, "cannot start the server: fork failed ({})", errno));
        int status = 0;
        if (!wait_for_end(child, status, set)) return stop_all(child, data);
        if (WIFEXITED(status) && WEXITSTATUS(status) == kExitUsage) return kExitUsage;
        const bool settled = system_clock().now() - started >= kSettled;
        // A first start that fails has said why; trying again would say it again.
        if (!settled && WIFEXITED(status) && WEXITSTATUS(status) == kExitFailed) return kExitFailed;
        backoff = settled ? kBackoffFirst : std::clamp(backoff * 2, kBackoffFirst, kBackoffMax);
        log::error("the server {}; starting it again in {} ms", how_it_ended(status),
                   backoff.count());
        std::this_thread::sleep_for(backoff);
    }
}

int run(const ServerFlags& flags) {
    if (auto options = to_options(flags); !options) {
        complain(options.error());
        return kExitUsage;
    }
    if (geteuid() != 0)
        return complain(
            fail(kIoError, "`ikada up` needs root, for Docker and its network: use sudo"));
    std::error_code error;
    std::filesystem::create_directories(flags.data.root, error);
    if (error)
        return complain(
            fail(kIoError, "cannot create {}: {}", flags.data.root.string(), error.message()));
    if (const auto other = os::read_pid_file(flags.data.up_pid()))
        return complain(fail(kIoError, "`ikada up` already runs on {} (pid {})",
                             flags.data.root.string(), other->pid));
    end_earlier_server(flags.data);
    if (const auto self = os::identify(getpid()))
        (void)os::write_pid_file(flags.data.up_pid(), *self);
    const int code = supervise(flags);
    std::filesystem::remove(flags.data.up_pid(), error);
    return code;
}

}  // namespace

std::function<int()> add_up(CLI::App& program) {
    auto* command = program.add_subcommand("up", "run everything on this machine");
    auto flags = std::make_shared<ServerFlags>();
    add_server_flags(*command, *flags);
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
