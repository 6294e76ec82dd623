// Launching and ending instances.

#include <algorithm>

#include "ec2/addresses.hpp"
#include "ec2/api.hpp"
#include "ec2/errors.hpp"
#include "ec2/instance_types.hpp"
#include "ec2/keys.hpp"
#include "ec2/network.hpp"
#include "iam/api.hpp"

namespace ikada::ec2 {
namespace {

bool is_live(const Instance& instance) { return instance.state != InstanceState::Terminated; }

int live_instances_in(const world::Tx& tx, const Subnet& subnet) {
    int count = 0;
    for (const auto* instance : tx.all<Instance>())
        count += is_live(*instance) && instance->subnet_id == subnet.id;
    return count;
}

// The subnet with the fewest instances, so that availability zones stay even.
const Subnet* emptiest_subnet(const world::Tx& tx) {
    const auto all = subnets(tx);
    const auto found = std::min_element(all.begin(), all.end(), [&](auto* a, auto* b) {
        return live_instances_in(tx, *a) < live_instances_in(tx, *b);
    });
    return found == all.end() ? nullptr : *found;
}

Status launch(world::Tx& tx, const Fleet& fleet, TimePoint now) {
    const auto* subnet = emptiest_subnet(tx);
    const auto cidr = subnet ? parse_cidr(subnet->cidr) : std::nullopt;
    const auto address =
        cidr ? first_free_address(*cidr, taken_addresses(tx, subnet->id)) : std::nullopt;
    if (!address)
        return fail(errors::kInsufficientFreeAddresses,
                    "No subnet has a free address for another instance.");

    Instance instance{.id = {"i-" + tx.random().hex(17)},
                      .type = fleet.type,
                      .cluster = fleet.cluster,
                      .subnet_id = subnet->id,
                      .vpc_id = subnet->vpc_id,
                      .availability_zone = subnet->availability_zone,
                      .private_ip = *address,
                      .launched_at = now,
                      .state_reason = {},
                      .terminated_at = {}};
    iam::mint_instance_key(tx, instance.id.value, now);
    tx.put(std::move(instance));
    return ok();
}

}  // namespace

std::optional<ports::InstanceSize> size_of_type(std::string_view type) {
    const auto* known = find_instance_type(type);
    if (!known) return std::nullopt;
    return ports::InstanceSize{known->vcpus, known->memory_mib};
}

Status ensure_instances(world::Tx& tx, const Fleet& fleet, TimePoint now) {
    if (!find_instance_type(fleet.type))
        return fail(errors::kInvalidParameterValue,
                    "Invalid value '{}' for InstanceType: ikada knows no such type; "
                    "`aws ec2 describe-instance-types` lists them.",
                    fleet.type);
    int kept = 0;
    for (const auto* instance : tx.all<Instance>()) {
        if (!is_live(*instance) || instance->terminate_asked) continue;
        const bool fits = instance->type == fleet.type && instance->cluster == fleet.cluster;
        if (fits && kept < fleet.count) {
            ++kept;
            continue;
        }
        auto ended = *instance;
        ended.terminate_asked = true;
        tx.put(std::move(ended));
    }
    for (; kept < fleet.count; ++kept)
        if (auto launched = launch(tx, fleet, now); !launched) return launched;
    return ok();
}

}  // namespace ikada::ec2
