// DescribeInstances — docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
// Every instance is a reservation of its own.

#include "ec2/api.hpp"
#include "ec2/instance_types.hpp"
#include "ec2/keys.hpp"
#include "ec2/operations.hpp"
#include "ec2/operations/listing.hpp"

namespace ikada::ec2 {
namespace {

// Numbers from EC2's InstanceState.
struct StateCode {
    InstanceState state;
    int code;
    shapes::InstanceStateName name;
};
constexpr std::array kStateCodes{
    StateCode{InstanceState::Pending, 0, shapes::InstanceStateName::Pending},
    StateCode{InstanceState::Running, 16, shapes::InstanceStateName::Running},
    StateCode{InstanceState::ShuttingDown, 32, shapes::InstanceStateName::ShuttingDown},
    StateCode{InstanceState::Terminated, 48, shapes::InstanceStateName::Terminated}};

const StateCode& code_of(InstanceState state) {
    return kStateCodes[static_cast<std::size_t>(state)];
}

std::string private_dns_name(const Instance& instance) {
    std::string dashed = instance.private_ip;
    std::replace(dashed.begin(), dashed.end(), '.', '-');
    return "ip-" + dashed + ".ec2.internal";
}

Filterable filterable(const Instance& instance) {
    const auto& code = code_of(instance.state);
    return {{"instance-id", {instance.id.value}},
            {"instance-type", {instance.type}},
            {"instance-state-name", {std::string(name_of(kInstanceStateNames, instance.state))}},
            {"instance-state-code", {std::to_string(code.code)}},
            {"availability-zone", {instance.availability_zone}},
            {"subnet-id", {instance.subnet_id.value}},
            {"vpc-id", {instance.vpc_id.value}},
            {"private-ip-address", {instance.private_ip}},
            {"private-dns-name", {private_dns_name(instance)}},
            {"tag-key", {}}};
}

void fill_machine(shapes::Instance& shape, const Instance& instance) {
    const auto* type = find_instance_type(instance.type);
    shape.architecture = type && type->architecture == Architecture::Arm64
                             ? shapes::ArchitectureValues::Arm64
                             : shapes::ArchitectureValues::X86_64;
    shape.ami_launch_index = 0;
    shape.ebs_optimized = false;
    shape.monitoring.emplace().state = shapes::MonitoringState::Disabled;
    shape.source_dest_check = true;
    if (type) shape.cpu_options = {.core_count = type->vcpus, .threads_per_core = 1};
}

shapes::Instance shape_of(const world::Tx& tx, const Instance& instance) {
    const auto& code = code_of(instance.state);
    shapes::Instance shape;
    shape.instance_id = instance.id.value;
    shape.instance_type = instance.type;
    shape.launch_time = instance.launched_at;
    shape.state = {.code = code.code, .name = code.name};
    if (!instance.state_reason.empty()) {
        shape.state_transition_reason = instance.state_reason;
        shape.state_reason.emplace().message = instance.state_reason;
    }
    shape.placement.emplace().availability_zone = instance.availability_zone;
    shape.placement->tenancy = shapes::Tenancy::Default;
    fill_machine(shape, instance);
    if (instance.state == InstanceState::Terminated) return shape;

    shape.subnet_id = instance.subnet_id.value;
    shape.vpc_id = instance.vpc_id.value;
    shape.private_ip_address = instance.private_ip;
    shape.private_dns_name = private_dns_name(instance);
    if (const auto* group = default_security_group(tx))
        shape.security_groups = {{{.group_name = group->name, .group_id = group->id.value}}};
    return shape;
}

}  // namespace

Result<shapes::DescribeInstancesResult> describe_instances(
    world::Tx& tx, const shapes::DescribeInstancesRequest& request, const aws::Call& call) {
    const Noun<Instance> noun{"instance", errors::kInvalidInstanceIdNotFound,
                              [](const Instance& instance) { return instance.id.value; },
                              [](const Instance& instance) { return filterable(instance); }};
    const auto page = select(tx.all<Instance>(),
                             Asked{request.instance_ids, request.filters, request.dry_run,
                                   request.next_token, request.max_results},
                             noun);
    if (!page) return page.error();

    shapes::DescribeInstancesResult result;
    auto& reservations = result.reservations.emplace();
    for (const auto* instance : page->items) {
        auto& reservation = reservations.emplace_back();
        reservation.owner_id = call.installation.account;
        reservation.reservation_id = "r-" + instance->id.value.substr(2);
        reservation.instances = {{shape_of(tx, *instance)}};
    }
    result.next_token = page->next_token;
    return result;
}

}  // namespace ikada::ec2
