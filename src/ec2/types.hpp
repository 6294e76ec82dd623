#pragma once
// EC2's records, as far as ikada needs them: one default VPC, its subnets, instances.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "schema/describe.hpp"

namespace ikada::ec2 {

using InstanceId = Id<struct InstanceTag>;  // "i-" + 17 hex
using SubnetId = Id<struct SubnetTag>;
using VpcId = Id<struct VpcTag>;
using SecurityGroupId = Id<struct SecurityGroupTag>;
using NetworkInterfaceId = Id<struct NetworkInterfaceTag>;  // "eni-" + 17 hex

struct Vpc {
    VpcId id;
    std::string cidr;
    bool is_default = true;
};
const schema::Type& describe(const Vpc*);

struct Subnet {
    SubnetId id;
    VpcId vpc_id;
    std::string cidr;
    std::string availability_zone;     // "us-east-1a"
    std::string availability_zone_id;  // "use1-az1"
};
const schema::Type& describe(const Subnet*);

struct SecurityGroup {
    SecurityGroupId id;
    VpcId vpc_id;
    std::string name, description;
};
const schema::Type& describe(const SecurityGroup*);

enum class InstanceState { Pending, Running, ShuttingDown, Terminated };
constexpr auto kInstanceStateNames =
    std::to_array<EnumName<InstanceState>>({{InstanceState::Pending, "pending"},
                                            {InstanceState::Running, "running"},
                                            {InstanceState::ShuttingDown, "shutting-down"},
                                            {InstanceState::Terminated, "terminated"}});
static_assert(covers(kInstanceStateNames, InstanceState::Terminated),
              "an InstanceState has no wire name");
constexpr const auto& names_of(InstanceState) { return kInstanceStateNames; }

struct Instance {
    InstanceId id;
    std::string type;     // "t3.small"
    std::string cluster;  // the ECS cluster that its agent joins
    SubnetId subnet_id;
    VpcId vpc_id;
    std::string availability_zone;
    std::string private_ip;
    TimePoint launched_at;
    bool terminate_asked = false;                  // asked
    InstanceState state = InstanceState::Pending;  // decided, from what the provider saw
    std::string state_reason;
    std::optional<TimePoint> terminated_at;
};
const schema::Type& describe(const Instance*);

// An address of a subnet for something that is no instance: a task of network mode awsvpc.
struct NetworkInterface {
    NetworkInterfaceId id;
    SubnetId subnet_id;
    VpcId vpc_id;
    std::string availability_zone;
    std::string private_ip, mac_address, private_dns_name;
    std::string gateway;  // the subnet's, with its prefix: "10.213.0.1/20"
    std::vector<std::string> security_groups;
    std::string description;
    TimePoint created_at;
};
const schema::Type& describe(const NetworkInterface*);

}  // namespace ikada::ec2
