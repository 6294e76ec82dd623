// `ikada logs`: what the containers of a task, a service or a group of tasks write.

#include <memory>

#include "cli/command.hpp"
#include "cli/log_printer.hpp"

namespace ikada::cli {
namespace {

struct LogsFlags {
    ApiFlags api;
    std::string task;
    LogsWish wish;
};

int run_logs(const LogsFlags& flags) {
    auto wish = flags.wish;
    if (!flags.task.empty()) wish.tasks = {flags.task};
    const int named = !wish.tasks.empty() + !wish.service.empty() + !wish.group.empty();
    if (named != 1) {
        complain(fail(client::kBadSettings, "give one of --task, --service and --group"));
        return kExitUsage;
    }
    const auto settings = settings_of(flags.api);
    return settings ? print_logs(wish, *settings) : complain(settings.error());
}

}  // namespace

std::function<int()> add_logs(CLI::App& program) {
    auto* command = program.add_subcommand("logs", "print what containers write");
    auto flags = std::make_shared<LogsFlags>();
    auto& wish = flags->wish;
    add_api_options(*command, flags->api);
    command->add_option("-c,--cluster", wish.cluster, "where the tasks are")->required();
    command->add_option("--task", flags->task, "the task's id or ARN");
    command->add_option("--service", wish.service, "all tasks of the service");
    command->add_option("--group", wish.group, "all tasks of the group, as family:migrate");
    add_log_options(*command, wish);
    return [flags] { return run_logs(*flags); };
}

}  // namespace ikada::cli
