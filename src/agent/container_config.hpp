#pragma once
// A container of a task in Docker's words. Pure. Source: node-protocol.md, 5.1 and 5.5.

#include <string>

#include "agent/options.hpp"
#include "agent/task.hpp"
#include "os/cgroup.hpp"

namespace ikada::agent {

inline constexpr char kTaskArnLabel[] = "com.amazonaws.ecs.task-arn";
inline constexpr char kContainerNameLabel[] = "com.amazonaws.ecs.container-name";
inline constexpr char kFamilyLabel[] = "com.amazonaws.ecs.task-definition-family";
inline constexpr char kVersionLabel[] = "com.amazonaws.ecs.task-definition-version";
inline constexpr char kClusterLabel[] = "com.amazonaws.ecs.cluster";
inline constexpr char kInstanceLabel[] = "ikada.instance";  // whose agent owns the container

constexpr int kCpuSharesMin = 2;  // Docker's and the kernel's
constexpr int kMemoryMibMin = 6;  // Docker's

// "ecs-<family>-<version>-<container>-<20 hex of the task's id>": found again after a crash.
std::string docker_name(const TaskSpec& task, const ContainerSpec& container);

// The body of Docker's create; host ports are those of the record. `metadata`: where the container
// finds its task's metadata ("http://169.254.170.2"); empty: nowhere.
std::string docker_config(const AgentOptions& options, const TaskRecord& task,
                          std::size_t container, const std::string& metadata = {});

// A Docker volume that must be there before a container is created.
struct VolumeOrder {
    std::string name;
    std::string body;  // of Docker's create; empty: it is not ours to make
    bool operator==(const VolumeOrder&) const = default;
};
std::vector<VolumeOrder> volumes_for(const AgentOptions& options, const TaskSpec& task,
                                     std::size_t container);
// Docker's names of the volumes that live as long as the task.
std::vector<std::string> own_volumes(const TaskSpec& task);

// The control group of a task that has limits as a whole; empty if it has none, or if this agent
// was given no group for its containers.
std::string task_cgroup(const AgentOptions& options, const TaskSpec& task);
os::CgroupLimits task_limits(const TaskSpec& task);

}  // namespace ikada::agent
