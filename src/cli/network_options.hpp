#pragma once
// How `run task` says where a task of network mode awsvpc goes, in ecs-goploy's words.

#include <CLI/CLI.hpp>

#include "deploy/one_off_task.hpp"

namespace ikada::cli {

// --subnets, --security-groups and --fargate.
void add_network_options(CLI::App& command, deploy::TaskPlace& place);

}  // namespace ikada::cli
