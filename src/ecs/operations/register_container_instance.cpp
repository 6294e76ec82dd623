// RegisterContainerInstance
// An instance's own key registers that instance only; registering again gives the same ARN, its
// attributes merged (node-protocol.md, 1.6).

#include <algorithm>

#include "base/json.hpp"
#include "base/strings.hpp"
#include "ec2/api.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

using Request = shapes::RegisterContainerInstanceRequest;

constexpr int kAttributesMax = 500;  // Choice: agents send about 60

// The machine behind the registration, as far as it is known.
struct Machine {
    std::string id, type, private_ip, availability_zone, vpc_id, subnet_id;
};

// A key of its own says which instance calls; other callers are trusted with the identity document.
Machine identify(const world::Tx& tx, const Request& request, const aws::Caller& caller) {
    Machine machine;
    const auto document = json::parse(request.instance_identity_document.value_or(""));
    if (document && !caller.instance_id)
        machine = {json::text(*document, "instanceId"),
                   json::text(*document, "instanceType"),
                   json::text(*document, "privateIp"),
                   json::text(*document, "availabilityZone"),
                   {},
                   {}};
    if (caller.instance_id) machine.id = *caller.instance_id;
    const auto* instance = ec2::find_instance(tx, machine.id);
    if (!instance) return machine;
    return {instance->id.value,          instance->type,         instance->private_ip,
            instance->availability_zone, instance->vpc_id.value, instance->subnet_id.value};
}

Status apply_attributes(const Request& request, const Machine& machine,
                        ContainerInstance& instance) {
    if (request.attributes && request.attributes->size() > kAttributesMax)
        return fail(errors::kInvalidParameter, "An instance can have at most {} attributes.",
                    kAttributesMax);
    if (request.attributes)
        for (const auto& each : *request.attributes)
            instances::set_attribute(instance, {each.name, each.value});
    const std::pair<std::string, const std::string&> known[] = {
        {"ecs.availability-zone", machine.availability_zone},
        {"ecs.instance-type", machine.type},
        {"ecs.vpc-id", machine.vpc_id},
        {"ecs.subnet-id", machine.subnet_id}};
    for (const auto& [name, value] : known)
        if (!value.empty()) instances::set_attribute(instance, {name, value});
    return ok();
}

Status add_ports(const shapes::Resource& resource, PortProtocol protocol,
                 std::vector<HostPort>& into) {
    if (!resource.string_set_value) return ok();
    for (const auto& text : *resource.string_set_value) {
        const auto port = parse_int(text);
        if (!port || *port < 0 || *port > 65535)
            return fail(errors::kInvalidParameter, "Invalid port '{}' in totalResources.", text);
        into.push_back({static_cast<int>(*port), protocol});
    }
    return ok();
}

Status apply_resources(const Request& request, ContainerInstance& instance) {
    if (!request.total_resources) return ok();
    instance.reserved_ports.clear();
    for (const auto& each : *request.total_resources) {
        const std::string name = each.name.value_or("");
        if (name == "CPU") instance.registered.cpu_units = each.integer_value.value_or(0);
        if (name == "MEMORY") instance.registered.memory_mib = each.integer_value.value_or(0);
        const bool udp = name == "PORTS_UDP";
        if (!udp && name != "PORTS") continue;
        const auto protocol = udp ? PortProtocol::Udp : PortProtocol::Tcp;
        if (auto added = add_ports(each, protocol, instance.reserved_ports); !added) return added;
    }
    if (instance.registered.cpu_units < 0 || instance.registered.memory_mib < 0)
        return fail(errors::kInvalidParameter, "CPU and MEMORY must be zero or more.");
    return ok();
}

// Registered before under this machine or this ARN; null if it is new.
Result<const ContainerInstance*> find_registered(const world::Tx& tx, const Cluster& cluster,
                                                 const Request& request, const Machine& machine) {
    const ContainerInstance* found = nullptr;
    if (!machine.id.empty()) found = instances::find_by_ec2_instance(tx, machine.id);
    if (found && found->cluster != cluster.name)
        return fail(errors::kClient,
                    "Instance {} is registered in cluster {} already; deregister it there first.",
                    machine.id, found->cluster.value);
    const std::string arn = request.container_instance_arn.value_or("");
    if (found || arn.empty()) return found;
    found = instances::find(tx, cluster.name, arn);
    const bool others = found && found->ec2_instance_id != machine.id;
    if (!found || others || found->status == ContainerInstanceStatus::Inactive)
        return fail(errors::kClient,
                    "Container instance {} is not registered any more; remove the agent's saved "
                    "state to register it anew.",
                    arn);
    return found;
}

ContainerInstance new_instance(const Cluster& cluster, Random& random, TimePoint now) {
    ContainerInstance made;
    made.id = {random.hex(32)};
    made.arn = arn_prefix(cluster, "container-instance") + made.id.value;
    made.cluster = cluster.name;
    made.registered_at = now;
    return made;
}

// Agents write it as "DockerVersion: 20.10.24".
std::string docker_version(std::string_view text) {
    constexpr std::string_view kPrefix = "DockerVersion: ";
    if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
    return std::string(text);
}

void apply_versions(const Request& request, ContainerInstance& instance) {
    if (!request.version_info) return;
    const auto& seen = *request.version_info;
    instance.agent_version = seen.agent_version.value_or(instance.agent_version);
    instance.agent_hash = seen.agent_hash.value_or(instance.agent_hash);
    if (seen.docker_version) instance.docker_version = docker_version(*seen.docker_version);
}

}  // namespace

Result<shapes::RegisterContainerInstanceResponse> register_container_instance(
    world::Tx& tx, const Request& request, const aws::Call& call) {
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    const Machine machine = identify(tx, request, call.caller);
    const auto before = find_registered(tx, **cluster, request, machine);
    if (!before) return before.error();
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();

    auto instance = *before ? **before : new_instance(**cluster, tx.random(), call.now);
    instance.ec2_instance_id = machine.id;
    if (!machine.private_ip.empty()) instance.private_ip = machine.private_ip;
    if (!machine.availability_zone.empty()) instance.availability_zone = machine.availability_zone;
    if (auto done = apply_resources(request, instance); !done) return done.error();
    if (auto done = apply_attributes(request, machine, instance); !done) return done.error();
    apply_versions(request, instance);
    for (auto& [key, value] : *tags) instance.tags[key] = value;
    instances::put(tx, instance);
    return shapes::RegisterContainerInstanceResponse{shape_of(tx, instance, Show::WithTags)};
}

}  // namespace ikada::ecs
