// `ikada deploy service`: a new image for a service, without dropping a request.

#include <memory>

#include "cli/deploy_command.hpp"
#include "deploy/service_deployment.hpp"

namespace ikada::cli {
namespace {

struct Deploying {
    ApiFlags api;
    deploy::ServiceDeploy wish;
    std::int64_t timeout = deploy::kServiceTimeoutDefault.count();
    bool as_json = false;
};

json::object as_json(const deploy::ServiceDeployment& done) {
    return {{"result", "Deployed"},
            {"cluster", done.cluster},
            {"service", done.service},
            {"deployment", done.followed.id},
            {"taskDefinition", done.followed.task_definition},
            {"previousTaskDefinition", done.previous}};
}

int run_service(Deploying flags) {
    if (flags.wish.change.image.empty() && flags.wish.task_definition.empty()) {
        complain(fail(kMalformed, "nothing to deploy: give --image or --task-definition"));
        return kExitUsage;
    }
    flags.wish.timeout = Seconds{flags.timeout};
    auto opened = DeployTool::open(flags.api);
    if (!opened) return complain(opened.error());
    auto outcome = deploy::deploy_service((*opened)->tool(), flags.wish);
    opened->reset();
    if (!outcome) return fail_with(outcome.error(), flags.as_json);
    print_result(as_json(*outcome), flags.as_json,
                 fmt::format("{} runs {}", outcome->service,
                             deploy::short_name(outcome->followed.task_definition)));
    return kExitOk;
}

std::function<int()> add_deploy_service(CLI::App& parent) {
    auto* command = parent.add_subcommand(
        "service", "register the task definition with a new image, update the service, follow it");
    auto flags = std::make_shared<Deploying>();
    add_api_options(*command, flags->api);
    auto& wish = flags->wish;
    command->add_option("-c,--cluster", wish.cluster, "the service's cluster")->required();
    command->add_option("-n,--service-name,--service", wish.service, "the service")->required();
    command->add_option("-i,--image", wish.change.image,
                        "the new image; without it --task-definition is deployed as it is");
    command->add_option("--container-name", wish.change.container,
                        "the container that gets the image (default: all of its repository)");
    command->add_option("-d,--task-definition", wish.task_definition,
                        "FAMILY[:REVISION] to begin from (default: what the service runs)");
    command->add_option("-t,--timeout", flags->timeout, "seconds until it counts as failed")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    command->add_flag("--enable-rollback", wish.rolls_back,
                      "bring the old task definition back if it fails");
    command->add_flag("--skip-check-deployments", wish.first_task_suffices,
                      "do not wait for the old tasks to be gone: one new task suffices");
    command->add_flag("--json", flags->as_json, "the result as one JSON object");
    return [flags] { return run_service(*flags); };
}

}  // namespace

std::function<int()> add_deploy(CLI::App& program) {
    static constexpr AddCommand kCommands[] = {add_deploy_service, add_deploy_release};
    return add_group(program, {"deploy", "deploy from CI, and roll back what fails", kCommands});
}

}  // namespace ikada::cli
