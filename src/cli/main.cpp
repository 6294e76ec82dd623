// The `ikada` program.

#include <csignal>
#include <cstring>
#include <filesystem>

#include "cli/command.hpp"
#include "cli/goploy.hpp"
#include "sample/sample_app.hpp"

namespace {

constexpr ikada::cli::AddCommand kCommands[] = {
    ikada::cli::add_up,      ikada::cli::add_down,   ikada::cli::add_env,   ikada::cli::add_ps,
    ikada::cli::add_sim,     ikada::cli::add_server, ikada::cli::add_agent, ikada::cli::add_backup,
    ikada::cli::add_restore, ikada::cli::add_deploy, ikada::cli::add_run,   ikada::cli::add_update,
    ikada::cli::add_cron,    ikada::cli::add_events, ikada::cli::add_logs,  ikada::cli::add_exec,
};

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    // Called by its name, or as a command: the deploy tool of the article, word for word.
    if (std::filesystem::path(argv[0]).filename() == "ecs-goploy")
        return ikada::cli::run_goploy(argc, argv);
    if (argc > 1 && std::strcmp(argv[1], "goploy") == 0)
        return ikada::cli::run_goploy(argc - 1, argv + 1);
    // The sample program has a command line of its own.
    if (argc > 1 && std::strcmp(argv[1], "sample-app") == 0)
        return ikada::sample::run_sample_app(argc - 1, argv + 1);

    CLI::App program{"ikada: an ECS-compatible platform for machines you own", "ikada"};
    program.set_version_flag("--version", IKADA_VERSION);
    program.add_subcommand("sample-app", "the sample web service that examples and tests run");
    std::function<int()> chosen;
    ikada::cli::add_commands(program, kCommands, chosen);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? ikada::cli::kExitOk : ikada::cli::kExitUsage;
    }
    return chosen();
}
