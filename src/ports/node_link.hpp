#pragma once
// Port to the container instances' agents: what each agent should run, and what comes back outside
// the API (state reports come as API calls). See shared/node-protocol.md, parts 2 and 4.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace ikada::ports {

enum class NodeDesire { Running, Stopped };

struct NodeTask {
    std::string task_arn;
    NodeDesire desire = NodeDesire::Running;
    // The JSON object for PayloadMessage.tasks[], desiredStatus included: made only where it is
    // sent, on any thread.
    std::function<std::string()> payload;
    bool operator==(const NodeTask& other) const {  // equal ones have equal payloads
        return task_arn == other.task_arn && desire == other.desire;
    }
};

// All tasks of one container instance that are not STOPPED yet.
struct NodeWants {
    std::string cluster_arn;
    std::string container_instance_arn;
    std::string ec2_instance_id;  // of the instances' keys, only its own may connect as it
    std::vector<NodeTask> tasks;  // in the order in which to start them
    bool operator==(const NodeWants&) const = default;
};

struct NodeConnection {
    std::string container_instance_arn;
    bool connected = false;
    std::string agent_version, agent_hash, docker_version;
};

struct ContainerHealthSeen {
    std::string task_arn;
    std::string container;
    std::string status;  // HEALTHY, UNHEALTHY, UNKNOWN
};

// What a container used, as a mean over the time since it was last told.
struct ContainerUseSeen {
    std::string task_arn;
    std::string container;
    std::optional<TimePoint> until;  // the agent's clock
    double cpu_percent = 0;          // of the whole instance
    double memory_mib = 0;
};

// Callbacks come from the link's threads. What is seen of containers is of the instance's own
// tasks.
struct NodeEvents {
    std::function<void(NodeConnection)> on_connection;
    std::function<void(std::vector<ContainerHealthSeen>)> on_health;
    std::function<void(std::vector<ContainerUseSeen>)> on_use;
};

// Level-triggered: each connected agent is told the difference between what it should run and what
// this connection has already told it; lost or unacknowledged messages are sent again, and all of
// it on a new connection. Tasks that an agent runs and nobody wants are stopped.
class NodeLink {
  public:
    virtual ~NodeLink() = default;
    // Return at once; safe from any thread.
    virtual void want(NodeWants wants) = 0;
    // The instance is no longer registered: closes its connection, refuses it from now on.
    virtual void forget(const std::string& container_instance_arn) = 0;
    virtual void on_events(NodeEvents events) = 0;
};

}  // namespace ikada::ports
