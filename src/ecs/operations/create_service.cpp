// CreateService
// Records what is wanted; the service controller starts its tasks.

#include "ecs/client_tokens.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/service_changes.hpp"
#include "ecs/task_network.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

using Request = shapes::CreateServiceRequest;

bool is_daemon(const Request& request) {
    return request.scheduling_strategy == shapes::SchedulingStrategy::Daemon;
}

bool is_external(const Request& request) {
    return request.deployment_controller &&
           request.deployment_controller->type == shapes::DeploymentControllerType::External;
}

Status check_external(const Request& request) {
    if (request.task_definition) return refuse_external("taskDefinition");
    if (given(request.load_balancers)) return refuse_external("loadBalancers");
    if (request.network_configuration) return refuse_external("networkConfiguration");
    if (is_daemon(request)) return refuse_external("schedulingStrategy DAEMON");
    return ok();
}

// Where its tasks go and how many there are follows from the instances.
Status check_daemon(const Request& request) {
    if (request.desired_count) return refuse_daemon("a desired count");
    if (given(request.placement_strategy)) return refuse_daemon("a placement strategy");
    return ok();
}

Status check_request(const Request& request) {
    if (auto checked = check_features(request); !checked) return checked;
    if (!is_name(request.service_name))
        return fail(errors::kInvalidParameter,
                    "Invalid service name '{}': up to {} letters, numbers, underscores, and "
                    "hyphens are allowed.",
                    request.service_name, kNameLengthMax);
    if (is_external(request)) {
        if (auto checked = check_external(request); !checked) return checked;
    } else if (!request.task_definition || request.task_definition->empty())
        return fail(errors::kInvalidParameter, "Task definition can not be blank.");
    if (is_daemon(request)) return check_daemon(request);
    if (!request.desired_count)
        return fail(errors::kInvalidParameter, "The desired count can not be blank.");
    return check_desired_count(*request.desired_count);
}

Status check_name_is_free(const world::Tx& tx, const Cluster& cluster, const Request& request) {
    const auto* before = services::find(tx, cluster.name, request.service_name);
    if (!before || before->status == ServiceStatus::Inactive) return ok();
    if (before->status == ServiceStatus::Draining)
        return fail(errors::kInvalidParameter, "Unable to Start a service that is still Draining.");
    return fail(errors::kInvalidParameter, "Creation of service was not idempotent.");
}

std::optional<std::string> role_arn(const Request& request, const aws::Call& call) {
    const std::string role = request.role.value_or("");
    if (role.starts_with("arn:")) return role;
    const std::string prefix = "arn:aws:iam::" + call.installation.account + ":role/";
    if (!role.empty()) return prefix + role;
    if (!given(request.load_balancers)) return std::nullopt;
    return prefix + "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
}

Status apply_placement(const Request& request, Service& service) {
    auto strategy = read_strategy(request.placement_strategy);
    if (!strategy) return strategy.error();
    auto constraints = read_constraints(request.placement_constraints);
    if (!constraints) return constraints.error();
    service.placement_strategy = std::move(*strategy);
    if (is_daemon(request) && constraints->distinct_instances)
        return refuse_daemon(kDistinctInstance);
    service.distinct_instances = constraints->distinct_instances;
    service.member_of = std::move(constraints->member_of);
    return ok();
}

Service begin_service(const Cluster& cluster, const Request& request, const aws::Call& call) {
    Service made;
    made.name = {request.service_name};
    made.arn = arn_prefix(cluster, "service") + made.name.value;
    made.cluster = cluster.name;
    made.desired_count = request.desired_count.value_or(0);
    if (is_external(request)) made.controller = DeploymentController::External;
    if (is_daemon(request)) {
        made.scheduling = SchedulingStrategy::Daemon;
        made.maximum_percent = kDaemonMaximumPercent;
        made.minimum_healthy_percent = 0;
    }
    made.role_arn = role_arn(request, call);
    made.enable_ecs_managed_tags = request.enable_ecs_managed_tags.value_or(false);
    made.enable_execute_command = request.enable_execute_command.value_or(false);
    if (request.propagate_tags)
        made.propagate_tags = name_of(shapes::kPropagateTagsNames, *request.propagate_tags);
    made.created_by = call.caller.arn;
    made.created_at = call.now;
    return made;
}

// What comes with each task set where the deployment controller is EXTERNAL.
Status apply_definition(world::Tx& tx, const Request& request, Service& service, TimePoint now) {
    const auto definition = launchable(tx, *request.task_definition);
    if (!definition) return definition.error();
    auto balancers = read_load_balancers(tx, request.load_balancers, **definition);
    if (!balancers) return balancers.error();
    auto network = read_network(tx, request.network_configuration, **definition);
    if (!network) return network.error();
    service.load_balancers = std::move(*balancers);
    service.network = std::move(*network);
    if (!service.load_balancers.empty()) service.health_check_grace = Seconds{0};
    begin_deployment(service, (*definition)->arn, tx.random(), now);
    return ok();
}

Result<Service> make_service(world::Tx& tx, const Cluster& cluster, const Request& request,
                             const aws::Call& call) {
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();
    Service made = begin_service(cluster, request, call);
    made.tags = std::move(*tags);
    if (!is_external(request))
        if (auto done = apply_definition(tx, request, made, call.now); !done) return done.error();
    if (auto done = apply_configuration(request.deployment_configuration, made); !done)
        return done.error();
    if (auto done = apply_grace(request.health_check_grace_period_seconds, made); !done)
        return done.error();
    if (auto done = apply_placement(request, made); !done) return done.error();
    return made;
}

}  // namespace

Result<shapes::CreateServiceResponse> create_service(world::Tx& tx, const Request& request,
                                                     const aws::Call& call) {
    if (auto checked = check_request(request); !checked) return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto use = token_use("CreateService", request);
    const auto earlier = find_earlier(tx, use, call.now);
    if (!earlier) return earlier.error();
    const auto* existing = services::find(tx, (*cluster)->name, request.service_name);
    if (*earlier && existing && existing->status == ServiceStatus::Active)
        return shapes::CreateServiceResponse{shape_of(tx, *existing, Show::WithTags)};
    if (auto checked = check_name_is_free(tx, **cluster, request); !checked) return checked.error();

    auto made = make_service(tx, **cluster, request, call);
    if (!made) return made.error();
    tx.put(*made);
    remember(tx, use, {made->arn}, call.now);
    return shapes::CreateServiceResponse{shape_of(tx, *made, Show::WithTags)};
}

}  // namespace ikada::ecs
