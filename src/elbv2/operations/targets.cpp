// RegisterTargets, DeregisterTargets, DescribeTargetHealth
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html

#include "ec2/api.hpp"
#include "elbv2/addresses.hpp"
#include "elbv2/api.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

TargetRef ref_of(const TargetGroup& group, const shapes::TargetDescription& target) {
    return {group.arn, target.id, target.port.value_or(group.port)};
}

shapes::TargetHealthStateEnum state_code(TargetState state) {
    switch (state) {
        case TargetState::Initial:
            return shapes::TargetHealthStateEnum::Initial;
        case TargetState::Healthy:
            return shapes::TargetHealthStateEnum::Healthy;
        case TargetState::Unhealthy:
            return shapes::TargetHealthStateEnum::Unhealthy;
        case TargetState::Draining:
            return shapes::TargetHealthStateEnum::Draining;
        case TargetState::Unused:
            break;
    }
    return shapes::TargetHealthStateEnum::Unused;
}

// An instance that has ended can answer nothing, whatever was seen of it last.
bool has_ended(const world::Tx& tx, const TargetGroup& group, const Target& target) {
    if (group.target_type != "instance") return false;
    const auto* instance = ec2::find_instance(tx, target.id);
    return !instance || instance->state == ec2::InstanceState::Terminated;
}

shapes::TargetHealth health_of(const world::Tx& tx, const TargetGroup& group,
                               const Target& target) {
    if (has_ended(tx, group, target))
        return {shapes::TargetHealthStateEnum::Unused,
                shapes::TargetHealthReasonEnum::TargetInvalidState,
                "Target is in the terminated state"};
    shapes::TargetHealth health;
    health.state = state_code(target.state);
    health.reason = parse_name(shapes::kTargetHealthReasonEnumNames, target.reason);
    if (!target.description.empty()) health.description = target.description;
    return health;
}

shapes::TargetHealthDescription show(const world::Tx& tx, const TargetGroup& group,
                                     const Target& target) {
    shapes::TargetHealthDescription shape;
    shape.target = {target.id, target.port, std::nullopt};
    if (!target.availability_zone.empty())
        shape.target->availability_zone = target.availability_zone;
    const auto& check_port = group.health_check.port;
    shape.health_check_port =
        check_port == "traffic-port" ? std::to_string(target.port) : check_port;
    shape.target_health = health_of(tx, group, target);
    return shape;
}

shapes::TargetHealthDescription show_unregistered(const TargetRef& ref) {
    shapes::TargetHealthDescription shape;
    shape.target = {ref.id, ref.port, std::nullopt};
    shape.target_health = {shapes::TargetHealthStateEnum::Unused,
                           shapes::TargetHealthReasonEnum::TargetNotRegistered,
                           "Target is not registered to the target group"};
    return shape;
}

Status check_instance(const world::Tx& tx, const shapes::TargetDescription& target) {
    const auto* instance = ec2::find_instance(tx, target.id);
    if (!instance)
        return fail(errors::kInvalidTarget, "The following targets are not valid instances: '{}'",
                    target.id);
    if (target.availability_zone)
        return fail(errors::kValidationError,
                    "You cannot specify an Availability Zone for a target of type 'instance'");
    if (instance->state == ec2::InstanceState::Terminated || instance->terminate_asked)
        return fail(errors::kInvalidTarget,
                    "The following targets are not in a running state and cannot be "
                    "registered: '{}'",
                    target.id);
    return ok();
}

// A zone that is named must be the address's own, or "all", as cross-zone balancing has it.
Status check_address(const world::Tx& tx, const shapes::TargetDescription& target) {
    const auto zone = zone_of_address(tx, target.id);
    if (!zone) return zone.error();
    const auto& asked = target.availability_zone;
    if (!asked && *zone == "all")
        return fail(errors::kValidationError,
                    "The Availability Zone must be 'all' for the target '{}' outside the VPC",
                    target.id);
    if (asked && *asked != *zone && *asked != "all")
        return fail(errors::kValidationError,
                    "The target '{}' is not in the Availability Zone '{}' but in '{}'", target.id,
                    *asked, *zone);
    return ok();
}

Status check_room(const world::Tx& tx, const TargetGroup& group,
                  const std::vector<shapes::TargetDescription>& targets) {
    auto count = tx.all<Target>(keys::targets_of(group.arn)).size();
    for (const auto& target : targets) {
        const auto ref = ref_of(group, target);
        if (!tx.find<Target>(keys::target(group.arn, ref.id, ref.port))) ++count;
    }
    if (count <= kTargetsMax) return ok();
    return fail(errors::kTooManyTargets, "Target group '{}' can have at most {} targets", group.arn,
                kTargetsMax);
}

}  // namespace

Result<shapes::RegisterTargetsOutput> register_targets(world::Tx& tx,
                                                       const shapes::RegisterTargetsInput& request,
                                                       const aws::Call& call) {
    const auto group = target_group_of(tx, request.target_group_arn);
    if (!group) return group.error();
    for (const auto& target : request.targets) {
        const auto good =
            (*group)->target_type == "ip" ? check_address(tx, target) : check_instance(tx, target);
        if (!good) return good.error();
    }
    if (auto room = check_room(tx, **group, request.targets); !room) return room.error();
    for (const auto& target : request.targets)
        register_target(tx, ref_of(**group, target), call.now);
    return shapes::RegisterTargetsOutput{};
}

Result<shapes::DeregisterTargetsOutput> deregister_targets(
    world::Tx& tx, const shapes::DeregisterTargetsInput& request, const aws::Call& call) {
    const auto group = target_group_of(tx, request.target_group_arn);
    if (!group) return group.error();
    for (const auto& target : request.targets)
        deregister_target(tx, ref_of(**group, target), call.now);
    return shapes::DeregisterTargetsOutput{};
}

Result<shapes::DescribeTargetHealthOutput> describe_target_health(
    world::Tx& tx, const shapes::DescribeTargetHealthInput& request, const aws::Call&) {
    const auto group = target_group_of(tx, request.target_group_arn);
    if (!group) return group.error();
    shapes::DescribeTargetHealthOutput output;
    auto& shown = output.target_health_descriptions.emplace();
    if (!request.targets) {
        for (const auto* target : tx.all<Target>(keys::targets_of((*group)->arn)))
            shown.push_back(show(tx, **group, *target));
        return output;
    }
    for (const auto& asked : *request.targets) {
        const auto ref = ref_of(**group, asked);
        const auto* target = tx.find<Target>(keys::target(ref.target_group_arn, ref.id, ref.port));
        shown.push_back(target ? show(tx, **group, *target) : show_unregistered(ref));
    }
    return output;
}

}  // namespace ikada::elbv2
