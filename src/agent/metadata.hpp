#pragma once
// What the task metadata endpoint says of a task and its containers. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-response
//   .html and -v3-response.html; node-protocol.md, 5.7.

#include <map>
#include <string>
#include <string_view>

#include "agent/metadata_request.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

// What Docker shows of a task's containers, by Docker's id.
using SeenContainers = std::map<std::string, docker::Container>;

// Versions 2 and 3 are alike; 4 has more members.
json::object container_metadata(const TaskRecord& task, std::size_t container,
                                const SeenContainers& seen, MetadataVersion version);
// `state`: of the agent that runs it.
json::object task_metadata(const AgentState& state, const TaskRecord& task,
                           const SeenContainers& seen, MetadataVersion version);

// Null if the agent has none with this id, or with this address of its own.
const TaskRecord* find_task(const AgentState& state, std::string_view task_id);
const TaskRecord* find_task_at(const AgentState& state, std::string_view address);

// What the introspection API has in common with it.
std::string_view desired_status(const TaskRecord& task);
json::array port_list(const ContainerRecord& record, MetadataVersion version);

// The container with Docker's id, whole or its first characters.
std::optional<std::size_t> find_container(const TaskRecord& task, std::string_view docker_id);

}  // namespace ikada::agent
