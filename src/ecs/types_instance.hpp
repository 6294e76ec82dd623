#pragma once
// Container instances and what tasks take of them.

#include <optional>
#include <string>
#include <vector>

#include "ecs/types_cluster.hpp"

namespace ikada::ecs {

struct Room {
    int cpu_units = 0;  // 1024 a vCPU
    int memory_mib = 0;
    bool operator==(const Room&) const = default;
};
const schema::Type& describe(const Room*);

enum class PortProtocol { Tcp, Udp };
constexpr auto kPortProtocolNames =
    std::to_array<EnumName<PortProtocol>>({{PortProtocol::Tcp, "tcp"}, {PortProtocol::Udp, "udp"}});
static_assert(covers(kPortProtocolNames, PortProtocol::Udp), "a protocol has no wire name");
constexpr const auto& names_of(PortProtocol) { return kPortProtocolNames; }

struct HostPort {
    int port = 0;
    PortProtocol protocol = PortProtocol::Tcp;
    auto operator<=>(const HostPort&) const = default;
};
const schema::Type& describe(const HostPort*);

struct TaskNeeds {
    Room room;
    std::vector<HostPort> host_ports;  // the fixed ones; dynamic ports are the agent's choice
    bool operator==(const TaskNeeds&) const = default;
};
const schema::Type& describe(const TaskNeeds*);

enum class ContainerInstanceStatus { Active, Draining, Inactive };
constexpr auto kContainerInstanceStatusNames = std::to_array<EnumName<ContainerInstanceStatus>>(
    {{ContainerInstanceStatus::Active, "ACTIVE"},
     {ContainerInstanceStatus::Draining, "DRAINING"},
     {ContainerInstanceStatus::Inactive, "INACTIVE"}});
static_assert(covers(kContainerInstanceStatusNames, ContainerInstanceStatus::Inactive),
              "no wire name");
constexpr const auto& names_of(ContainerInstanceStatus) { return kContainerInstanceStatusNames; }

struct Attribute {
    std::string name;
    std::optional<std::string> value;
};
const schema::Type& describe(const Attribute*);

struct ContainerInstance {
    ContainerInstanceId id;
    std::string arn;
    ClusterName cluster;
    std::string ec2_instance_id;
    std::string private_ip;  // of its EC2 instance
    std::string availability_zone;
    ContainerInstanceStatus status = ContainerInstanceStatus::Active;  // asked
    Room registered;                                                   // seen, at registration
    std::vector<HostPort> reserved_ports;  // seen: taken by the machine itself
    std::vector<Attribute> attributes;
    Tags tags;
    bool agent_connected = false;  // seen
    // When the agent was last seen to go. A lost node's tasks are replaced kNodeLostAfter later.
    std::optional<TimePoint> disconnected_at;
    std::string agent_version, agent_hash, docker_version;  // seen
    TimePoint registered_at;
    std::int64_t version = 1;
};
const schema::Type& describe(const ContainerInstance*);

// An agent that stays away so long is taken for lost with its instance, and services replace its
// tasks. Choice: agents come back from a restart in seconds, and AWS gives instances minutes.
constexpr Seconds kNodeLostAfter{60};

}  // namespace ikada::ecs
