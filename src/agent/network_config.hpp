#pragma once
// What a task's containers share and how they are reached, in Docker's words. Pure.
//
//   bridge: the instance's own Docker network, host ports published on the instance's address.
//   host, none: Docker's.
//   awsvpc: the pause container has the task's address on the instance's Docker network; the
//           others live in its network namespace.

#include "agent/options.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

// The three parts of Docker's create.
struct DockerParts {
    json::object config, host, networking;
};

// Has the last word over what the payload's dockerConfig said.
void share_namespaces(const AgentOptions& options, const TaskSpec& task, std::size_t container,
                      DockerParts& parts);

// Host ports of the record, where the network mode publishes any.
void publish_ports(const ContainerRecord& record, DockerParts& parts);

}  // namespace ikada::agent
