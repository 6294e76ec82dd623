// Network interfaces: an address of a subnet that something other than an instance has.

#include <algorithm>

#include "base/ipv4.hpp"
#include "base/strings.hpp"
#include "ec2/addresses.hpp"
#include "ec2/api.hpp"
#include "ec2/errors.hpp"
#include "ec2/keys.hpp"
#include "ec2/network.hpp"

namespace ikada::ec2 {
namespace {

// "10.213.8.4" → "02:42:0a:d5:08:04": unique as long as the address is, and the one that Docker
// itself gives a container with that address.
std::string mac_of(std::string_view address) {
    std::string mac = "02:42";
    for (const auto byte : split(address, '.')) mac += fmt::format(":{:02x}", *parse_int(byte));
    return mac;
}

std::string dns_name_of(std::string address) {
    std::replace(address.begin(), address.end(), '.', '-');
    return "ip-" + address + ".ec2.internal";
}

}  // namespace

Result<NetworkInterface> create_interface(world::Tx& tx, const InterfaceRequest& asked,
                                          TimePoint now) {
    const auto* subnet = find_subnet(tx, asked.subnet_id);
    if (!subnet)
        return fail(errors::kInvalidSubnetIdNotFound, "The subnet ID '{}' does not exist",
                    asked.subnet_id);
    const auto cidr = parse_cidr(subnet->cidr).value_or(Cidr{});
    const auto address = first_free_address(upper_half(cidr), taken_addresses(tx, subnet->id));
    if (!address)
        return fail(errors::kInsufficientFreeAddresses,
                    "Insufficient free addresses in subnet '{}'.", asked.subnet_id);
    NetworkInterface made{.id = {"eni-" + tx.random().hex(17)},
                          .subnet_id = subnet->id,
                          .vpc_id = subnet->vpc_id,
                          .availability_zone = subnet->availability_zone,
                          .private_ip = *address,
                          .mac_address = mac_of(*address),
                          .private_dns_name = dns_name_of(*address),
                          .gateway = fmt::format("{}/{}", format_ipv4(cidr.base + 1), cidr.prefix),
                          .security_groups = asked.security_groups,
                          .description = asked.description,
                          .created_at = now};
    tx.put(made);
    return made;
}

void delete_interface(world::Tx& tx, std::string_view id) {
    if (find_interface(tx, id)) tx.erase<NetworkInterface>(id);
}

const NetworkInterface* find_interface(const world::Tx& tx, std::string_view id) {
    return tx.find<NetworkInterface>(id);
}

std::set<std::string> taken_addresses(const world::Tx& tx, const SubnetId& subnet) {
    std::set<std::string> taken;
    for (const auto* instance : tx.all<Instance>())
        if (instance->state != InstanceState::Terminated) taken.insert(instance->private_ip);
    for (const auto* interface : tx.by<NetworkInterface>(kBySubnet, subnet.value))
        taken.insert(interface->private_ip);
    return taken;
}

}  // namespace ikada::ec2
