#include "cli/goploy.hpp"

#include "base/crypto.hpp"
#include "base/shell_words.hpp"
#include "cli/deploy_command.hpp"
#include "cli/network_options.hpp"
#include "deploy/scheduled_task.hpp"
#include "deploy/service_deployment.hpp"

namespace ikada::cli {
namespace {

constexpr std::int64_t kTimeoutDefault = 300;  // seconds, as ecs-goploy has it

struct Goploy {
    ApiFlags api;
    std::string cluster, name, task_definition, image, command;
    std::int64_t timeout = kTimeoutDefault, count = 1;
    deploy::TaskPlace place;  // of `task`
    bool rolls_back = false, first_task_suffices = false;
    Status (*chosen)(const Goploy&, deploy::Tool&) = nullptr;  // `version` needs none
};

using Run = decltype(Goploy::chosen);

Result<deploy::Revision> new_revision(const Goploy& flags, deploy::Tool& tool) {
    const auto described = deploy::describe_definition(tool, flags.task_definition);
    if (!described) return described.error();
    return deploy::register_revision(tool, *described, {flags.image, ""});
}

Status update_service(const Goploy& flags, deploy::Tool& tool) {
    const auto done =
        deploy::deploy_service(tool, {.cluster = flags.cluster,
                                      .service = flags.name,
                                      .task_definition = flags.task_definition,
                                      .change = {flags.image, ""},
                                      .timeout = Seconds{flags.timeout},
                                      .first_task_suffices = flags.first_task_suffices,
                                      .rolls_back = flags.rolls_back,
                                      .awaits_rollback = false});
    if (!done) return done.error();
    fmt::print("Deploy success\n");
    return ok();
}

Status run_task(const Goploy& flags, deploy::Tool& tool) {
    auto words = split_shell_words(flags.command);
    if (!words) return words.error();
    const auto done = deploy::run_task(tool, {.cluster = flags.cluster,
                                              .task_definition = flags.task_definition,
                                              .image = flags.image,
                                              .container = flags.name,
                                              .command = *std::move(words),
                                              .place = flags.place,
                                              .timeout = Seconds{flags.timeout},
                                              .client_token = secret_token(kClientTokenLength)});
    if (!done) return done.error();
    if (done->exit_code != 0) return fail(deploy::kDeployFailed, "exit code: {}", done->exit_code);
    fmt::print("Task success\n");
    return ok();
}

Status update_task_definition(const Goploy& flags, deploy::Tool& tool) {
    const auto made = new_revision(flags, tool);
    if (!made) return made.error();
    fmt::print("{}\n", made->arn);
    return ok();
}

Status update_scheduled_task(const Goploy& flags, deploy::Tool& tool) {
    const auto done =
        deploy::update_scheduled_task(tool, {flags.name, flags.task_definition, flags.count});
    if (!done) return done.error();
    fmt::print("Success to update the schedule\n");
    return ok();
}

// Adds the commands; their flags all end in `flags`.
class Words {
  public:
    explicit Words(Goploy& flags) : flags_(flags) {}

    void add_service(CLI::App& parent) {
        auto& command = add(parent, "service", "Deploy an ECS Service", update_service);
        add_cluster(command);
        command.add_option("-n,--service-name", flags_.name, "Name of service to deploy")
            ->required();
        add_base(command);
        add_image(command);
        add_timeout(command);
        command.add_flag("--enable-rollback", flags_.rolls_back,
                         "Rollback task definition if new version is not running before TIMEOUT");
        command.add_flag("--skip-check-deployments", flags_.first_task_suffices,
                         "Skip checking deployments when detect whether deploy completed");
    }
    void add_task(CLI::App& parent) {
        auto& command = add(parent, "task", "Run task on ECS", run_task);
        add_cluster(command);
        command.add_option("-n,--container-name", flags_.name,
                           "Name of the container for override task definition");
        add_base(command)->required();
        add_image(command);  // of the older words only; harmless with the later ones
        command.add_option("--command", flags_.command, "Task command which run on ECS");
        add_network_options(command, flags_.place);
        add_timeout(command);
    }
    void add_task_definition(CLI::App& parent) {
        auto& command =
            add(parent, "task-definition", "Update a task definition", update_task_definition);
        add_base(command)->required();
        add_image(command)->required();
    }
    void add_scheduled_task(CLI::App& parent) {
        auto& command =
            add(parent, "scheduled-task", "Update ECS Scheduled Task", update_scheduled_task);
        command.add_option("-n,--name", flags_.name, "Name of scheduled task")->required();
        add_base(command)->required();
        command.add_option("-c,--count", flags_.count, "Count of the task");
    }

  private:
    CLI::App& add(CLI::App& parent, const char* name, const char* text, Run run) {
        auto* command = parent.add_subcommand(name, text);
        add_api_options(*command, flags_.api);
        command->add_flag_callback(
            "-v,--verbose", [] {}, "Enable verbose mode");
        command->callback([this, run] { flags_.chosen = run; });
        return *command;
    }
    void add_cluster(CLI::App& command) {
        command.add_option("-c,--cluster", flags_.cluster, "Name of ECS cluster")->required();
    }
    CLI::Option* add_base(CLI::App& command) {
        return command.add_option("-d,--task-definition,--base-task-definition",
                                  flags_.task_definition,
                                  "Task definition: family, family:revision or full ARN");
    }
    CLI::Option* add_image(CLI::App& command) {
        return command.add_option("-i,--image", flags_.image,
                                  "Name of Docker image to run, ex: repo/image:latest");
    }
    void add_timeout(CLI::App& command) {
        command.add_option("-t,--timeout", flags_.timeout, "Timeout seconds");
    }

    Goploy& flags_;
};

void add_all(CLI::App& program, Words& words, Goploy& flags) {
    program.require_subcommand(1);
    add_api_options(program, flags.api);
    program.add_flag_callback(
        "-v,--verbose", [] {}, "Enable verbose mode");
    words.add_service(program);
    words.add_task(program);
    auto* run = program.add_subcommand("run", "Run command")->require_subcommand(1);
    words.add_task(*run);
    auto* update = program.add_subcommand("update", "Update some ECS resource");
    update->require_subcommand(1);
    words.add_service(*update);
    words.add_task_definition(*update);
    words.add_scheduled_task(*update);
    program.add_subcommand("version", "Print the version number")->callback([] {
        fmt::print("ikada {}\n", IKADA_VERSION);
    });
}

}  // namespace

int run_goploy(int argc, char** argv) {
    Goploy flags;
    Words words(flags);
    CLI::App program{"Deploy commands for ECS", "ecs-goploy"};
    add_all(program, words, flags);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? kExitOk : kExitFailed;
    }
    if (!flags.chosen) return kExitOk;  // it was `version`
    auto opened = DeployTool::open(flags.api);
    if (!opened) return complain(opened.error());
    const auto done = flags.chosen(flags, (*opened)->tool());
    opened->reset();
    return done ? kExitOk : complain(done.error());
}

}  // namespace ikada::cli
