// RegisterTargets, DeregisterTargets, DescribeTargetHealth
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html

#include "ec2/api.hpp"
#include "elbv2/api.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

Result<const TargetGroup*> resolve(const world::Tx& tx, const std::string& arn) {
    if (const auto* found = find_target_group(tx, arn)) return found;
    return fail(errors::kTargetGroupNotFound, "Target groups '{}' not found", arn);
}

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

shapes::TargetHealthDescription show(const TargetGroup& group, const Target& target) {
    shapes::TargetHealthDescription shape;
    shape.target = {target.id, target.port, std::nullopt};
    const auto& check_port = group.health_check.port;
    shape.health_check_port =
        check_port == "traffic-port" ? std::to_string(target.port) : check_port;
    auto& health = shape.target_health.emplace();
    health.state = state_code(target.state);
    health.reason = parse_name(shapes::kTargetHealthReasonEnumNames, target.reason);
    if (!target.description.empty()) health.description = target.description;
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

}  // namespace

Result<shapes::RegisterTargetsOutput> register_targets(world::Tx& tx,
                                                       const shapes::RegisterTargetsInput& request,
                                                       const aws::Call& call) {
    const auto group = resolve(tx, request.target_group_arn);
    if (!group) return group.error();
    for (const auto& target : request.targets) {
        const auto* instance = ec2::find_instance(tx, target.id);
        if (!instance)
            return fail(errors::kInvalidTarget,
                        "The following targets are not valid instances: '{}'", target.id);
        if (instance->state == ec2::InstanceState::Terminated || instance->terminate_asked)
            return fail(errors::kInvalidTarget,
                        "The following targets are not in a running state and cannot be "
                        "registered: '{}'",
                        target.id);
    }
    for (const auto& target : request.targets)
        register_target(tx, ref_of(**group, target), call.now);
    return shapes::RegisterTargetsOutput{};
}

Result<shapes::DeregisterTargetsOutput> deregister_targets(
    world::Tx& tx, const shapes::DeregisterTargetsInput& request, const aws::Call& call) {
    const auto group = resolve(tx, request.target_group_arn);
    if (!group) return group.error();
    for (const auto& target : request.targets)
        deregister_target(tx, ref_of(**group, target), call.now);
    return shapes::DeregisterTargetsOutput{};
}

Result<shapes::DescribeTargetHealthOutput> describe_target_health(
    world::Tx& tx, const shapes::DescribeTargetHealthInput& request, const aws::Call&) {
    const auto group = resolve(tx, request.target_group_arn);
    if (!group) return group.error();
    shapes::DescribeTargetHealthOutput output;
    auto& shown = output.target_health_descriptions.emplace();
    if (!request.targets) {
        for (const auto* target : tx.all<Target>(keys::targets_of((*group)->arn)))
            shown.push_back(show(**group, *target));
        return output;
    }
    for (const auto& asked : *request.targets) {
        const auto ref = ref_of(**group, asked);
        const auto* target = tx.find<Target>(keys::target(ref.target_group_arn, ref.id, ref.port));
        shown.push_back(target ? show(**group, *target) : show_unregistered(ref));
    }
    return output;
}

}  // namespace ikada::elbv2
