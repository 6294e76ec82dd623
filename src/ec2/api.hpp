#pragma once
// What other services may ask of EC2.

#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"
#include "base/result.hpp"
#include "ec2/types.hpp"
#include "ports/instance_provider.hpp"
#include "world/controller.hpp"

namespace ikada::ec2 {

void register_records(world::World& world);
const aws::Service& service();

// Makes the default VPC, two subnets in two availability zones and the default security group,
// once.
//   `cidr` is a /16, as in 10.213.0.0/16; not AWS's 172.31.0.0/16: ikada also runs on machines
//   inside that one.
constexpr std::string_view kDefaultVpcCidr = "10.213.0.0/16";
void ensure_default_network(world::Tx& tx, const aws::Installation& installation,
                            std::string_view cidr = kDefaultVpcCidr);

const Vpc* default_vpc(const world::Tx& tx);
std::vector<const Subnet*> subnets(const world::Tx& tx);
const Subnet* find_subnet(const world::Tx& tx, std::string_view id);
const SecurityGroup* find_security_group(const world::Tx& tx, std::string_view id);
const SecurityGroup* default_security_group(const world::Tx& tx);

const Instance* find_instance(const world::Tx& tx, std::string_view id);
// The instance that changed; null if `change` is another record's. Lives as long as the change.
const Instance* changed_instance(const world::Change& change);
// vCPUs and MiB of an instance type; nothing for a type we do not know.
std::optional<ports::InstanceSize> size_of_type(std::string_view type);

std::vector<const Instance*> instances(const world::Tx& tx);

struct InterfaceRequest {
    std::string subnet_id;
    std::vector<std::string> security_groups;
    std::string description;
};
// An interface with an address of the subnet's upper half that nothing else has. It is kept until
// it is deleted. Errors: kInvalidSubnetIdNotFound, kInsufficientFreeAddresses.
Result<NetworkInterface> create_interface(world::Tx& tx, const InterfaceRequest& asked,
                                          TimePoint now);
void delete_interface(world::Tx& tx, std::string_view id);  // no error if it is gone
const NetworkInterface* find_interface(const world::Tx& tx, std::string_view id);

// So many instances of one type, whose agents join one cluster.
struct Fleet {
    int count = 0;
    std::string type;
    std::string cluster;
};
// Launches and terminates until exactly these exist; those of other types or clusters are
// terminated. Errors: kInvalidParameterValue for an unknown type.
Status ensure_instances(world::Tx& tx, const Fleet& fleet, TimePoint now);

// Keeps the provider's wanted instances equal to the records.
std::vector<std::unique_ptr<world::Controller>> make_controllers(ports::InstanceProvider& provider);
// What the provider saw, written into the records: pending → running, shutting-down → terminated.
void apply_sight(world::Tx& tx, const std::map<std::string, ports::InstanceSeen>& seen,
                 TimePoint now);

}  // namespace ikada::ec2
