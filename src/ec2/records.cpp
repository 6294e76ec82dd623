#include <algorithm>

#include "base/ipv4.hpp"
#include "ec2/api.hpp"
#include "ec2/keys.hpp"
#include "ec2/network.hpp"

namespace ikada::ec2 {
namespace {

// A /20 in each of two availability zones, from the start of the VPC.
struct SubnetPlan {
    std::uint32_t offset;
    char zone;
};
constexpr std::array kDefaultSubnets{SubnetPlan{0, 'a'}, SubnetPlan{1 << 12, 'b'}};

// "us-east-1" → "use1": the front of availability zone ids.
std::string short_region(std::string_view region) {
    std::string text;
    for (std::size_t at = 0; at != std::string_view::npos;) {
        const auto end = region.find('-', at);
        const auto part = region.substr(at, end == std::string_view::npos ? end : end - at);
        text += text.empty() ? part.substr(0, 2) : part.substr(0, 1);
        at = end == std::string_view::npos ? end : end + 1;
    }
    return text;
}

std::string make_id(world::Tx& tx, std::string_view prefix) {
    return std::string(prefix) + "-" + tx.random().hex(17);
}

}  // namespace

void register_records(world::World& world) {
    world.add_table<Vpc>();
    world.add_table<Subnet>();
    world.add_table<SecurityGroup>();
    world.add_table<Instance>();
    world.add_table<NetworkInterface>();
}

void ensure_default_network(world::Tx& tx, const aws::Installation& installation,
                            std::string_view cidr) {
    if (default_vpc(tx)) return;
    const Vpc vpc{{make_id(tx, "vpc")}, std::string(cidr), true};
    tx.put(vpc);
    const auto base = parse_cidr(cidr).value_or(Cidr{}).base;
    for (const auto& [offset, zone] : kDefaultSubnets)
        tx.put(Subnet{{make_id(tx, "subnet")},
                      vpc.id,
                      format_ipv4(base + offset) + "/20",
                      installation.region + zone,
                      fmt::format("{}-az{}", short_region(installation.region), zone - 'a' + 1)});
    tx.put(SecurityGroup{{make_id(tx, "sg")}, vpc.id, "default", "default VPC security group"});
}

const Vpc* default_vpc(const world::Tx& tx) {
    const auto vpcs = tx.all<Vpc>();
    const auto found =
        std::find_if(vpcs.begin(), vpcs.end(), [](auto* v) { return v->is_default; });
    return found == vpcs.end() ? nullptr : *found;
}

std::vector<const Subnet*> subnets(const world::Tx& tx) {
    auto all = tx.all<Subnet>();
    std::sort(all.begin(), all.end(), [](const Subnet* a, const Subnet* b) {
        return a->availability_zone < b->availability_zone;
    });
    return all;
}

const Subnet* find_subnet(const world::Tx& tx, std::string_view id) { return tx.find<Subnet>(id); }

const SecurityGroup* find_security_group(const world::Tx& tx, std::string_view id) {
    return tx.find<SecurityGroup>(id);
}

const SecurityGroup* default_security_group(const world::Tx& tx) {
    const auto groups = tx.all<SecurityGroup>();
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [](auto* group) { return group->name == "default"; });
    return found == groups.end() ? nullptr : *found;
}

const Instance* changed_instance(const world::Change& change) {
    return change.is<Instance>() ? &change.either<Instance>() : nullptr;
}

std::vector<const Instance*> instances(const world::Tx& tx) { return tx.all<Instance>(); }

const Instance* find_instance(const world::Tx& tx, std::string_view id) {
    return tx.find<Instance>(id);
}

}  // namespace ikada::ec2
