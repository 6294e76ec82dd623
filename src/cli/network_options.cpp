#include "cli/network_options.hpp"

namespace ikada::cli {

void add_network_options(CLI::App& command, deploy::TaskPlace& place) {
    auto* subnets = command.add_option("--subnets", place.subnets,
                                       "subnets of the task's network interface: id,id");
    command
        .add_option("--security-groups", place.security_groups, "and its security groups: id,id")
        ->needs(subnets)
        ->delimiter(',');
    subnets->delimiter(',');
    command.add_flag_callback(
        "-f,--fargate", [&place] { place.launch_type = "FARGATE"; }, "on Fargate, which AWS has");
}

}  // namespace ikada::cli
