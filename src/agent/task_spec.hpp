#pragma once
// A task as the control plane describes it in a PayloadMessage (node-protocol.md, 2.7). Pure.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/arn.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::agent {

struct PortMapping {
    int container_port = 0;
    int host_port = 0;  // 0: any free one
    std::string protocol = "tcp";
    bool operator==(const PortMapping&) const = default;
};

enum class Condition { Start, Complete, Success, Healthy };

struct Dependency {
    std::string container;
    Condition condition = Condition::Start;
    bool operator==(const Dependency&) const = default;
};

struct Mount {
    std::string host_path, container_path;
    bool read_only = false;
    bool operator==(const Mount&) const = default;
};

struct ContainerSpec {
    std::string name, image;
    bool essential = false;  // as the ECS agent: absent means false
    int cpu_units = 0;
    int memory_mib = 0;
    std::optional<std::vector<std::string>> command, entry_point;
    std::map<std::string, std::string> environment;
    std::vector<PortMapping> ports;
    std::vector<Dependency> depends_on;  // links among them, as Start
    std::vector<std::string> links;      // "name" or "name:alias"
    std::vector<Mount> mounts;
    std::optional<Seconds> stop_timeout;
    bool health_checked = false;  // its health is reported
    json::object config;          // Docker's Config and HostConfig, decoded over ours
    json::object host_config;
};

struct TaskSpec {
    std::string arn, family, version;
    double vcpus = 0;    // task-level limit; 0: none
    int memory_mib = 0;  // task-level limit; 0: none
    std::vector<ContainerSpec> containers;

    std::string id() const { return std::string(last_part(arn)); }
};

// Errors: kMalformed with what could not be understood, for "UnrecogniedTaskError".
Result<TaskSpec> parse_task(const json::value& task);

}  // namespace ikada::agent
