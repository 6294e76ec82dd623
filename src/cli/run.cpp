// `ikada run task`: one task with a command, ended with its exit code.

#include <memory>

#include "base/crypto.hpp"
#include "base/shell_words.hpp"
#include "cli/deploy_command.hpp"
#include "cli/network_options.hpp"

namespace ikada::cli {
namespace {

struct Running {
    ApiFlags api;
    deploy::OneOffTask wish;
    std::string command;
    std::int64_t timeout = deploy::kTaskTimeoutDefault.count();
    bool as_json = false;
};

int exit_code_of(const Error& error) {
    if (error.is(deploy::kTimedOut)) return kExitTimedOut;
    return error.is(deploy::kInterrupted) ? kExitInterrupted : kExitCannotRun;
}

int run_task(Running flags) {
    auto words = split_shell_words(flags.command);
    if (!words) {
        complain(words.error());
        return kExitUsage;
    }
    flags.wish.command = *std::move(words);
    flags.wish.timeout = Seconds{flags.timeout};
    flags.wish.client_token = secret_token(kClientTokenLength);
    auto opened = DeployTool::open(flags.api);
    if (!opened) {
        complain(opened.error());
        return kExitCannotRun;
    }
    if (flags.as_json) (*opened)->show_logs(stderr);
    const auto outcome = deploy::run_task((*opened)->tool(), flags.wish);
    opened->reset();
    if (!outcome) {
        complain(outcome.error());
        return exit_code_of(outcome.error());
    }
    print_result({{"task", outcome->task},
                  {"taskDefinition", outcome->task_definition},
                  {"exitCode", outcome->exit_code},
                  {"reason", outcome->why}},
                 flags.as_json,
                 fmt::format("task {} ended with exit code {}", deploy::short_id(outcome->task),
                             outcome->exit_code));
    return static_cast<int>(outcome->exit_code);
}

std::function<int()> add_task(CLI::App& parent) {
    auto* command = parent.add_subcommand(
        "task", "run one task and end with its exit code (124: timed out, 125: could not run)");
    auto flags = std::make_shared<Running>();
    add_api_options(*command, flags->api);
    auto& wish = flags->wish;
    command->add_option("-c,--cluster", wish.cluster, "where it runs")->required();
    command->add_option("-d,--task-definition", wish.task_definition, "FAMILY[:REVISION] or ARN")
        ->required();
    command->add_option("-n,--container-name", wish.container,
                        "the container that runs the command and gets the image");
    command->add_option("-i,--image", wish.image, "the new image (default: as it is)");
    command->add_option("--command", flags->command, "the command, in a shell's words");
    add_network_options(*command, wish.place);
    command->add_option("-t,--timeout", flags->timeout, "seconds until the task is stopped")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    command->add_flag("--json", flags->as_json, "the result as one JSON object");
    return [flags] { return run_task(*flags); };
}

}  // namespace

std::function<int()> add_run(CLI::App& program) {
    static constexpr AddCommand kCommands[] = {add_task};
    return add_group(program, {"run", "run one-off tasks", kCommands});
}

}  // namespace ikada::cli
