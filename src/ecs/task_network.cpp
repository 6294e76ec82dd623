#include "ecs/task_network.hpp"

#include <algorithm>

#include "ec2/api.hpp"
#include "ecs/errors.hpp"

namespace ikada::ecs {
namespace {

constexpr std::size_t kSubnetsMax = 16;        // AWS
constexpr std::size_t kSecurityGroupsMax = 5;  // AWS

Status check_subnets(const world::Tx& tx, const std::vector<std::string>& ids) {
    if (ids.empty()) return fail(errors::kInvalidParameter, "subnets can not be empty.");
    if (ids.size() > kSubnetsMax)
        return fail(errors::kInvalidParameter, "subnets can have at most {} items.", kSubnetsMax);
    for (const auto& id : ids)
        if (!ec2::find_subnet(tx, id))
            return fail(errors::kInvalidParameter,
                        "Error retrieving subnet information for [{}]: The subnet ID '{}' does not "
                        "exist (ErrorCode: InvalidSubnetID.NotFound)",
                        id, id);
    return ok();
}

Status check_groups(const world::Tx& tx, const std::vector<std::string>& ids) {
    if (ids.size() > kSecurityGroupsMax)
        return fail(errors::kInvalidParameter, "securityGroups can have at most {} items.",
                    kSecurityGroupsMax);
    for (const auto& id : ids)
        if (!ec2::find_security_group(tx, id))
            return fail(errors::kInvalidParameter,
                        "Error retrieving security group information for [{}]: The security group "
                        "'{}' does not exist (ErrorCode: InvalidGroup.NotFound)",
                        id, id);
    return ok();
}

Result<AwsvpcSettings> read_settings(const world::Tx& tx,
                                     const shapes::AwsVpcConfiguration& asked) {
    AwsvpcSettings read{asked.subnets, asked.security_groups.value_or(std::vector<std::string>{})};
    if (asked.assign_public_ip == shapes::AssignPublicIp::Enabled)
        return fail(errors::kInvalidParameter,
                    "Assign public IP is not supported for this launch type.");
    if (auto checked = check_subnets(tx, read.subnets); !checked) return checked.error();
    if (auto checked = check_groups(tx, read.security_groups); !checked) return checked.error();
    return read;
}

std::vector<std::string> groups_of(const world::Tx& tx, const AwsvpcSettings& settings) {
    if (!settings.security_groups.empty()) return settings.security_groups;
    const auto* usual = ec2::default_security_group(tx);
    return usual ? std::vector{usual->id.value} : std::vector<std::string>{};
}

// The subnet of the instance's availability zone, as an interface of AWS must be; else the first.
std::string subnet_for(const world::Tx& tx, const Task& task) {
    const auto& ids = task.network->subnets;
    const auto near = std::find_if(ids.begin(), ids.end(), [&](const std::string& id) {
        const auto* subnet = ec2::find_subnet(tx, id);
        return subnet && subnet->availability_zone == task.availability_zone;
    });
    return near == ids.end() ? ids.front() : *near;
}

Task without_interface(Task task, const std::string& why, TimePoint now) {
    task.desired_status = DesiredStatus::Stopped;
    task.last_status = TaskStatus::Stopped;
    task.stop_code = StopCode::TaskFailedToStart;
    task.stopped_reason =
        "Unexpected EC2 error while attempting to create a network interface: " + why;
    task.stopping_at = now;
    task.stopped_at = now;
    for (auto& container : task.containers) container.last_status = TaskStatus::Stopped;
    return task;
}

Task with_interface(world::Tx& tx, Task task, TimePoint now) {
    const auto made = ec2::create_interface(
        tx, {subnet_for(tx, task), groups_of(tx, *task.network), task.arn}, now);
    if (!made) return without_interface(std::move(task), made.error().message, now);
    task.network_interface = NetworkInterface{.id = made->id.value,
                                              .attachment_id = tx.random().uuid(),
                                              .subnet_id = made->subnet_id.value,
                                              .private_ip = made->private_ip,
                                              .mac_address = made->mac_address,
                                              .private_dns_name = made->private_dns_name,
                                              .subnet_gateway = made->gateway};
    task.last_status = TaskStatus::Pending;
    return task;
}

}  // namespace

Result<std::optional<AwsvpcSettings>> read_network(
    const world::Tx& tx, const std::optional<shapes::NetworkConfiguration>& asked,
    const TaskDefinition& definition) {
    const bool needed = definition.body.network_mode == shapes::NetworkMode::Awsvpc;
    const bool given = asked && asked->awsvpc_configuration;
    if (needed && !given)
        return fail(errors::kInvalidParameter,
                    "Network Configuration must be provided when networkMode 'awsvpc' is "
                    "specified.");
    if (!needed && given)
        return fail(errors::kInvalidParameter,
                    "Network Configuration is not valid for the given networkMode of this task "
                    "definition.");
    if (!needed) return std::optional<AwsvpcSettings>{};
    auto read = read_settings(tx, *asked->awsvpc_configuration);
    if (!read) return read.error();
    return std::optional(std::move(*read));
}

shapes::NetworkConfiguration shape_of(const AwsvpcSettings& settings) {
    shapes::AwsVpcConfiguration made;
    made.subnets = settings.subnets;
    made.security_groups = settings.security_groups;
    made.assign_public_ip = shapes::AssignPublicIp::Disabled;
    return {std::move(made)};
}

std::optional<Task> settle_network(world::Tx& tx, const Task& task, TimePoint now) {
    if (!task.network) return std::nullopt;
    if (task.last_status == TaskStatus::Provisioning && !task.network_interface)
        return with_interface(tx, task, now);
    const auto& interface = task.network_interface;
    if (task.last_status != TaskStatus::Stopped || !interface ||
        interface->status == AttachmentStatus::Deleted)
        return std::nullopt;
    ec2::delete_interface(tx, interface->id);
    Task freed = task;
    freed.network_interface->status = AttachmentStatus::Deleted;
    return freed;
}

}  // namespace ikada::ecs
