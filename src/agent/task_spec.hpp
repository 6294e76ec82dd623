#pragma once
// A task as the control plane describes it in a PayloadMessage (node-protocol.md, 2.7). Pure.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/volume_spec.hpp"
#include "base/arn.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::agent {

// The description is understood and cannot be run here; its message is the task's reason.
inline constexpr ErrorKind kCannotRun{"CannotRun"};

// The container that holds what the others of its task share: the ECS agent's name for it.
inline constexpr std::string_view kPauseName = "~internal~ecs~pause";

constexpr std::size_t kContainersMax = 100;  // of a task; ECS allows 10

constexpr Seconds kTimeoutMax{86'400};  // longer start and stop timeouts are cut; ECS: 120
constexpr double kVcpusMax = 4096;      // a task's; more is cut

struct PortMapping {
    int container_port = 0;
    int host_port = 0;  // 0: any free one
    std::string protocol = "tcp";
    bool operator==(const PortMapping&) const = default;
};

// Created is what volumesFrom needs; the others are dependsOn's.
enum class Condition { Created, Start, Complete, Success, Healthy };

struct Dependency {
    std::string container;
    Condition condition = Condition::Start;
    bool operator==(const Dependency&) const = default;
};

struct Mount {
    std::string volume, container_path;
    bool read_only = false;
    bool operator==(const Mount&) const = default;
};

struct VolumesFrom {
    std::string container;
    bool read_only = false;
    bool operator==(const VolumesFrom&) const = default;
};

struct ContainerSpec {
    std::string name, image;
    bool essential = false;  // as the ECS agent: absent means false
    bool internal = false;   // the agent's own: not reported
    int cpu_units = 0;
    int memory_mib = 0;
    std::optional<std::vector<std::string>> command, entry_point;
    std::map<std::string, std::string> environment;
    std::vector<PortMapping> ports;
    std::vector<Dependency> depends_on;  // links and volumesFrom among them
    std::vector<std::string> links;      // "name" or "name:alias"
    std::vector<Mount> mounts;
    std::vector<VolumesFrom> volumes_from;
    std::optional<Seconds> start_timeout;  // how long others wait for its condition
    std::optional<Seconds> stop_timeout;
    bool health_checked = false;  // its health is reported
    json::object config;          // Docker's Config and HostConfig, decoded over ours
    json::object host_config;
};

enum class NetworkMode { Bridge, Host, None, Awsvpc };
// pidMode and ipcMode. None: only for ipcMode.
enum class Sharing { Own, Host, Task, None };

// What awsvpc gives a task of its own.
struct NetworkInterface {
    std::string attachment_arn, mac_address, private_address;
    bool operator==(const NetworkInterface&) const = default;
};

struct TaskSpec {
    std::string arn, family, version;
    double vcpus = 0;    // task-level limit; 0: none
    int memory_mib = 0;  // task-level limit; 0: none
    NetworkMode network_mode = NetworkMode::Bridge;
    Sharing pid_mode = Sharing::Own, ipc_mode = Sharing::Own;
    std::optional<NetworkInterface> network_interface;  // exactly with Awsvpc
    std::vector<VolumeSpec> volumes;
    // As they came; a pause container last where something is shared (kPauseName).
    std::vector<ContainerSpec> containers;

    std::string id() const { return std::string(last_part(arn)); }
};

// Errors: kMalformed with what could not be understood, for "UnrecogniedTaskError"; kCannotRun.
Result<TaskSpec> parse_task(const json::value& task);

// Nothing if there is none. The pointers live as long as the task.
const VolumeSpec* find_volume(const TaskSpec& task, const std::string& name);
// Of the task as a whole, whatever its containers have.
bool has_limits(const TaskSpec& task);
bool has_pause_container(const TaskSpec& task);
// The container's place in the task; the count of its containers if there is none.
std::size_t index_of(const TaskSpec& task, std::string_view container);

}  // namespace ikada::agent
