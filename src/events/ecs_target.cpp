#include "events/ecs_target.hpp"

#include <array>

#include "events/errors.hpp"
#include "events/target_input.hpp"
#include "schema/json_codec.hpp"

namespace ikada::events {
namespace {

using Target = shapes::Target;

struct OtherKind {
    bool (*asked)(const Target&);
    std::string_view what;
};
constexpr std::array kNotHonoured{
    OtherKind{[](const Target& t) { return t.kinesis_parameters.has_value(); },
              "KinesisParameters"},
    OtherKind{[](const Target& t) { return t.run_command_parameters.has_value(); },
              "RunCommandParameters"},
    OtherKind{[](const Target& t) { return t.batch_parameters.has_value(); }, "BatchParameters"},
    OtherKind{[](const Target& t) { return t.sqs_parameters.has_value(); }, "SqsParameters"},
    OtherKind{[](const Target& t) { return t.http_parameters.has_value(); }, "HttpParameters"},
    OtherKind{[](const Target& t) { return t.redshift_data_parameters.has_value(); },
              "RedshiftDataParameters"},
    OtherKind{[](const Target& t) { return t.sage_maker_pipeline_parameters.has_value(); },
              "SageMakerPipelineParameters"},
    OtherKind{[](const Target& t) { return t.dead_letter_config && t.dead_letter_config->arn; },
              "DeadLetterConfig (there are no queues)"},
};

// The enum of ECS's that has the same name.
template <class To, class From>
std::optional<To> same_name(const std::optional<From>& from) {
    return from ? parse_name(names_of(To{}), name_of(names_of(*from), *from)) : std::nullopt;
}

// Each element of an optional list, converted.
template <class From, class Convert>
auto each(const std::optional<std::vector<From>>& from, Convert convert) {
    std::optional<std::vector<decltype(convert(from->front()))>> made;
    if (!from) return made;
    made.emplace();
    for (const auto& one : *from) made->push_back(convert(one));
    return made;
}

ecs::shapes::NetworkConfiguration network_of(const shapes::NetworkConfiguration& from) {
    ecs::shapes::NetworkConfiguration made;
    if (!from.awsvpc_configuration) return made;
    const auto& awsvpc = *from.awsvpc_configuration;
    made.awsvpc_configuration = ecs::shapes::AwsVpcConfiguration{
        .subnets = awsvpc.subnets,
        .security_groups = awsvpc.security_groups,
        .assign_public_ip = same_name<ecs::shapes::AssignPublicIp>(awsvpc.assign_public_ip)};
    return made;
}

ecs::shapes::RunTaskRequest request_of(const shapes::EcsParameters& from) {
    namespace to = ecs::shapes;
    to::RunTaskRequest made;
    made.task_definition = from.task_definition_arn;
    made.count = from.task_count;
    made.launch_type = same_name<to::LaunchType>(from.launch_type);
    made.platform_version = from.platform_version;
    made.group = from.group;
    made.enable_ecs_managed_tags = from.enable_ecs_managed_tags;
    made.enable_execute_command = from.enable_execute_command;
    made.reference_id = from.reference_id;
    made.propagate_tags = same_name<to::PropagateTags>(from.propagate_tags);
    if (from.network_configuration)
        made.network_configuration = network_of(*from.network_configuration);
    made.capacity_provider_strategy =
        each(from.capacity_provider_strategy, [](const shapes::CapacityProviderStrategyItem& one) {
            return to::CapacityProviderStrategyItem{one.capacity_provider, one.weight, one.base};
        });
    made.placement_constraints =
        each(from.placement_constraints, [](const shapes::PlacementConstraint& one) {
            return to::PlacementConstraint{same_name<to::PlacementConstraintType>(one.type),
                                           one.expression};
        });
    made.placement_strategy =
        each(from.placement_strategy, [](const shapes::PlacementStrategy& one) {
            return to::PlacementStrategy{same_name<to::PlacementStrategyType>(one.type), one.field};
        });
    made.tags = each(from.tags, [](const shapes::Tag& one) { return to::Tag{one.key, one.value}; });
    return made;
}

}  // namespace

bool is_cluster_arn(std::string_view arn) {
    return arn.starts_with("arn:aws") && arn.find(":ecs:") != arn.npos &&
           arn.find(":cluster/") != arn.npos;
}

Status check_ecs_parameters(const shapes::EcsParameters& parameters) {
    return ecs::check_run_task(request_of(parameters));
}

Status check_target(const Target& target) {
    for (const auto& row : kNotHonoured)
        if (row.asked(target))
            return fail(errors::kValidation, "ikada does not support {}: target {}.", row.what,
                        target.id);
    if (!target.arn.starts_with("arn:"))
        return fail(errors::kValidation,
                    "Parameter {} is not valid. Reason: Provided Arn is not in "
                    "correct format.",
                    target.arn);
    if (!is_cluster_arn(target.arn))
        return fail(errors::kValidation,
                    "ikada runs ECS tasks only: the target {} is no ECS cluster: {}", target.id,
                    target.arn);
    if (!target.ecs_parameters)
        return fail(errors::kValidation, "Parameter EcsParameters must be specified for target {}.",
                    target.id);
    if (!target.role_arn)
        return fail(errors::kValidation, "RoleArn is required for target {}.", target.arn);
    if (auto checked = check_input(target); !checked) return checked;
    if (auto checked = check_ecs_parameters(*target.ecs_parameters); !checked)
        return fail(errors::kValidation, "EcsParameters of target {}: {}", target.id,
                    checked.error().message);
    return ok();
}

Result<ecs::shapes::RunTaskRequest> run_task_request(const EcsTarget& target,
                                                     const json::value& input) {
    auto request = request_of(target.parameters);
    request.cluster = target.cluster_arn;
    request.started_by = target.started_by;
    if (!input.is_object())
        return fail(kMalformed, "The input is not an object of overrides: {}",
                    json::serialize(input).substr(0, 100));
    auto overrides = schema::from_json<ecs::shapes::TaskOverride>(input);
    if (!overrides)
        return fail(kMalformed, "The input is not one of overrides: {}", overrides.error().message);
    request.overrides = *std::move(overrides);
    return request;
}

}  // namespace ikada::events
