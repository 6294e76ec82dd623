#pragma once
// What the task metadata endpoint is asked, and the names that containers have there. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html,
//   -v3.html, -v2.html; node-protocol.md, 5.7.

#include <optional>
#include <string>
#include <string_view>

#include "agent/options.hpp"
#include "agent/task_spec.hpp"

namespace ikada::agent {

constexpr int kLinkLocalPort = 80;  // where containers ask, whichever agent runs them
// Where an agent answers at its own address: the ECS agent's port.
constexpr int kMetadataPort = 51679;

enum class MetadataVersion { V2, V3, V4 };

// A container's name in URIs, "<task id>-<digits>" as Fargate's: says which agent runs it, so that
// any agent of the machine can pass a request on.
struct MetadataId {
    std::string task_id;
    std::string agent_address;  // "10.213.0.5"
    std::size_t container = 0;  // its place in the task's description
    bool operator==(const MetadataId&) const = default;
};
std::string to_text(const MetadataId& id);
std::optional<MetadataId> parse_metadata_id(std::string_view text);

enum class MetadataTopic {
    Container,
    Task,
    TaskWithTags,
    Stats,
    TaskStats,
    Associations,
    Protection  // of the task from scale-in; it can also be set
};

struct MetadataRequest {
    MetadataVersion version = MetadataVersion::V4;
    MetadataTopic topic = MetadataTopic::Container;
    std::optional<MetadataId> id;  // none in version 2: the asker's address tells its task
    std::string docker_id;         // version 2: of the container it is about
    bool operator==(const MetadataRequest&) const = default;
};
// Nothing for a path that is not of the endpoint.
std::optional<MetadataRequest> parse_metadata_path(std::string_view path);

// What the environment of a container says; empty without a `base` ("http://169.254.170.2").
std::map<std::string, std::string> metadata_variables(const AgentOptions& options,
                                                      const TaskSpec& task, std::size_t container,
                                                      const std::string& base);

}  // namespace ikada::agent
