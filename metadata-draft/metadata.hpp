#pragma once
// What the task metadata endpoint says of a task and its containers. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html and
//   -v3.html; node-protocol.md, 5.7.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "agent/options.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

// Where containers ask, whichever agent runs them.
inline constexpr std::string_view kLinkLocalAddress = "169.254.170.2";
constexpr int kLinkLocalPort = 80;
// Where an agent answers at its own address: the ECS agent's port.
constexpr int kMetadataPort = 51679;

enum class MetadataVersion { V3, V4 };

// A container's name in URIs, "<task id>-<digits>": says which agent runs it, so that any agent of
// the machine can pass a request on.
struct MetadataId {
    std::string task_id;
    std::string agent_address;  // "10.213.0.5"; "0.0.0.0" for an agent that has none
    std::size_t container = 0;  // its place in the task's description
    bool operator==(const MetadataId&) const = default;
};
std::string to_text(const MetadataId& id);
std::optional<MetadataId> parse_metadata_id(std::string_view text);
MetadataId metadata_id(const AgentOptions& options, const TaskSpec& task, std::size_t container);
// "http://169.254.170.2/v4/<id>".
std::string metadata_uri(MetadataVersion version, const MetadataId& id);

// What Docker shows of a task's containers, by Docker's id.
using SeenContainers = std::map<std::string, docker::Container>;

json::object container_metadata(const TaskRecord& task, std::size_t container,
                                const SeenContainers& seen, MetadataVersion version);
json::object task_metadata(const AgentOptions& options, const TaskRecord& task,
                           const SeenContainers& seen, MetadataVersion version);

// The task with this id; null if the agent has none.
const TaskRecord* find_task(const AgentState& state, std::string_view task_id);

}  // namespace ikada::agent
