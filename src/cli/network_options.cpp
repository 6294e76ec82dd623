#include "cli/network_options.hpp"

namespace ikada::cli {

void add_network_options(CLI::App& command, deploy::OneOffTask& wish) {
    auto* subnets = command.add_option("--subnets", wish.subnets,
                                       "subnets of the task's network interface: id,id");
    command.add_option("--security-groups", wish.security_groups, "and its security groups: id,id")
        ->needs(subnets)
        ->delimiter(',');
    subnets->delimiter(',');
    command.add_flag_callback(
        "-f,--fargate", [&wish] { wish.launch_type = "FARGATE"; }, "on Fargate, which AWS has");
}

}  // namespace ikada::cli
