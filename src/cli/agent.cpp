// `ikada agent`: the node agent of one container instance.

#include "agent/agent.hpp"

#include <memory>

#include "cli/command.hpp"

namespace ikada::cli {
namespace {

int run(agent::AgentOptions options) {
    if (auto read = agent::read_environment(options); !read) {
        complain(read.error());
        return kExitUsage;
    }
    return agent::run_agent(options);
}

}  // namespace

std::function<int()> add_agent(CLI::App& program) {
    auto* command = program.add_subcommand("agent", "run the node agent of a container instance");
    auto options = std::make_shared<agent::AgentOptions>();
    command->add_option("--endpoint", options->endpoint, "URL of the AWS API")->required();
    command->add_option("--region", options->region, "region of the installation");
    command->add_option("--cluster", options->cluster, "cluster to join")->capture_default_str();
    command->add_option("--instance-id", options->instance_id, "EC2 instance id")->required();
    command->add_option("--address", options->address, "address that host ports are published on")
        ->required();
    command->add_option("--network", options->network, "Docker network of bridge mode tasks")
        ->capture_default_str();
    command->add_option("--cgroup-parent", options->cgroup_parent,
                        "control group of all containers");
    command->add_option("--cpu", options->cpu_units, "CPU units to register, 1024 a vCPU");
    command->add_option("--memory", options->memory_mib, "MiB of memory to register");
    command->add_option("--data", options->data_dir, "folder that holds the agent's state")
        ->required();
    command->footer("Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
    return [options] { return run(*options); };
}

}  // namespace ikada::cli
