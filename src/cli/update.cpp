// `ikada update task-definition` and `ikada update scheduled-task`.

#include <memory>

#include "cli/deploy_command.hpp"
#include "deploy/revision.hpp"
#include "deploy/scheduled_task.hpp"

namespace ikada::cli {
namespace {

struct Updating {
    ApiFlags api;
    std::string task_definition;
    deploy::ImageChange change;
    deploy::ScheduledTaskUpdate schedule;
    bool as_json = false;
};

Result<deploy::Revision> register_it(deploy::Tool& tool, const Updating& flags) {
    const auto described = deploy::describe_definition(tool, flags.task_definition);
    if (!described) return described.error();
    return deploy::register_revision(tool, *described, flags.change);
}

int update_definition(const Updating& flags) {
    auto opened = DeployTool::open(flags.api);
    if (!opened) return complain(opened.error());
    const auto made = register_it((*opened)->tool(), flags);
    if (!made) return complain(made.error());
    print_result({{"taskDefinition", made->arn}}, flags.as_json, made->arn);
    return kExitOk;
}

int update_schedule(const Updating& flags) {
    auto opened = DeployTool::open(flags.api);
    if (!opened) return complain(opened.error());
    const auto before = deploy::update_scheduled_task((*opened)->tool(), flags.schedule);
    if (!before) return complain(before.error());
    print_result({{"rule", flags.schedule.rule},
                  {"taskDefinition", flags.schedule.task_definition},
                  {"targets", before->size()}},
                 flags.as_json,
                 fmt::format("{} of {} changed", before->size() == 1 ? "the target" : "the targets",
                             flags.schedule.rule));
    return kExitOk;
}

std::function<int()> add_task_definition(CLI::App& parent) {
    auto* command = parent.add_subcommand("task-definition",
                                          "register a revision with a new image; prints its ARN");
    auto flags = std::make_shared<Updating>();
    add_api_options(*command, flags->api);
    command
        ->add_option("-d,--task-definition,--base-task-definition", flags->task_definition,
                     "FAMILY[:REVISION] or ARN to begin from")
        ->required();
    command->add_option("-i,--image", flags->change.image, "the new image")->required();
    command->add_option("-n,--container-name", flags->change.container,
                        "the container that gets the image (default: all of its repository)");
    command->add_flag("--json", flags->as_json, "the result as one JSON object");
    return [flags] { return update_definition(*flags); };
}

std::function<int()> add_scheduled_task(CLI::App& parent) {
    auto* command =
        parent.add_subcommand("scheduled-task", "let a rule's ECS targets run another revision");
    auto flags = std::make_shared<Updating>();
    add_api_options(*command, flags->api);
    auto& wish = flags->schedule;
    command->add_option("-n,--name", wish.rule, "the rule")->required();
    command->add_option("-d,--task-definition", wish.task_definition, "FAMILY[:REVISION] or ARN")
        ->required();
    command->add_option("--count", wish.count, "tasks at a time (default: as it is)")
        ->check(CLI::Range(1, 10));
    command->add_flag("--json", flags->as_json, "the result as one JSON object");
    return [flags] { return update_schedule(*flags); };
}

}  // namespace

std::function<int()> add_update(CLI::App& program) {
    static constexpr AddCommand kCommands[] = {add_task_definition, add_scheduled_task};
    return add_group(program, {"update", "new revisions, without a deployment", kCommands});
}

}  // namespace ikada::cli
