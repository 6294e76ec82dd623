// UpdateService
// A new task definition, or forceNewDeployment, begins a deployment; the rest holds at once.

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/service_changes.hpp"
#include "ecs/task_network.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

using Request = shapes::UpdateServiceRequest;

Result<Service> find_active(const world::Tx& tx, const Request& request) {
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto* service = services::find(tx, (*cluster)->name, request.service);
    if (!service) return fail(errors::kServiceNotFound, "Service not found.");
    if (service->status != ServiceStatus::Active)
        return fail(errors::kServiceNotActive, "Service was not ACTIVE.");
    return *service;
}

// They can only be given as they are.
Status check_same_balancers(const Request& request, const Service& service) {
    if (!request.load_balancers) return ok();
    const auto& asked = *request.load_balancers;
    bool same = asked.size() == service.load_balancers.size();
    for (std::size_t i = 0; same && i < asked.size(); ++i)
        same = asked[i].target_group_arn == service.load_balancers[i].target_group_arn &&
               asked[i].container_name == service.load_balancers[i].container_name &&
               asked[i].container_port == service.load_balancers[i].container_port;
    if (same) return ok();
    return not_supported("loadBalancers in UpdateService; delete and create the service");
}

Status check_same_controller(const Request& request, const Service& service) {
    const auto& asked = request.deployment_controller;
    const bool external = service.controller == DeploymentController::External;
    if (!asked || (asked->type == shapes::DeploymentControllerType::External) == external)
        return ok();
    return not_supported("a change of deploymentController; delete and create the service");
}

// What an EXTERNAL deployment controller decides by its task sets.
Status check_external(const Request& request, const Service& service) {
    if (service.controller == DeploymentController::Ecs) return ok();
    if (request.task_definition) return refuse_external("taskDefinition");
    if (request.force_new_deployment.value_or(false)) return refuse_external("forceNewDeployment");
    if (request.network_configuration) return refuse_external("networkConfiguration");
    if (given(request.load_balancers)) return refuse_external("loadBalancers");
    return ok();
}

Status apply_counts(const Request& request, Service& service) {
    if (request.desired_count) {
        if (service.scheduling == SchedulingStrategy::Daemon)
            return refuse_daemon("a desired count");
        if (auto checked = check_desired_count(*request.desired_count); !checked) return checked;
        service.desired_count = *request.desired_count;
    }
    if (auto done = apply_configuration(request.deployment_configuration, service); !done)
        return done;
    return apply_grace(request.health_check_grace_period_seconds, service);
}

Status apply_placement(const Request& request, Service& service) {
    const bool daemon = service.scheduling == SchedulingStrategy::Daemon;
    if (daemon && given(request.placement_strategy)) return refuse_daemon("a placement strategy");
    if (request.placement_strategy) {
        auto strategy = read_strategy(request.placement_strategy);
        if (!strategy) return strategy.error();
        service.placement_strategy = std::move(*strategy);
    }
    if (request.placement_constraints) {
        auto constraints = read_constraints(request.placement_constraints);
        if (!constraints) return constraints.error();
        if (daemon && constraints->distinct_instances) return refuse_daemon(kDistinctInstance);
        service.distinct_instances = constraints->distinct_instances;
        service.member_of = std::move(constraints->member_of);
    }
    return ok();
}

void apply_tagging(const Request& request, Service& service) {
    if (request.enable_ecs_managed_tags)
        service.enable_ecs_managed_tags = *request.enable_ecs_managed_tags;
    if (request.enable_execute_command)
        service.enable_execute_command = *request.enable_execute_command;
    if (request.propagate_tags)
        service.propagate_tags = name_of(shapes::kPropagateTagsNames, *request.propagate_tags);
}

// What is not named stays; a new definition may need more or less than that.
Status apply_network(const world::Tx& tx, const Request& request, const TaskDefinition& definition,
                     Service& service) {
    auto asked = request.network_configuration;
    if (!asked && service.network) asked = shape_of(*service.network);
    auto network = read_network(tx, asked, definition);
    if (!network) return network.error();
    service.network = std::move(*network);
    return ok();
}

Status apply_deployment(world::Tx& tx, const Request& request, Service& service, TimePoint now) {
    if (service.controller == DeploymentController::External) return ok();
    const std::string current = services::primary(service).task_definition_arn;
    const bool forced = request.force_new_deployment.value_or(false);
    const bool named = request.task_definition && !request.task_definition->empty();
    const bool rewired = request.network_configuration.has_value();
    if (!forced && !named && !rewired) return ok();
    const auto definition = launchable(tx, named ? *request.task_definition : current);
    if (!definition) return definition.error();
    if (!forced && !rewired && (*definition)->arn == current) return ok();
    for (const auto& balancer : service.load_balancers)
        if (auto checked = check_load_balancer(tx, balancer, **definition); !checked)
            return checked;
    if (auto done = apply_network(tx, request, **definition, service); !done) return done;
    begin_deployment(service, (*definition)->arn, tx.random(), now);
    return ok();
}

}  // namespace

Result<shapes::UpdateServiceResponse> update_service(world::Tx& tx, const Request& request,
                                                     const aws::Call& call) {
    if (auto checked = check_features(request); !checked) return checked.error();
    auto service = find_active(tx, request);
    if (!service) return service.error();
    if (auto checked = check_same_controller(request, *service); !checked) return checked.error();
    if (auto checked = check_external(request, *service); !checked) return checked.error();
    if (auto checked = check_same_balancers(request, *service); !checked) return checked.error();
    if (auto done = apply_counts(request, *service); !done) return done.error();
    if (auto done = apply_placement(request, *service); !done) return done.error();
    apply_tagging(request, *service);
    if (auto done = apply_deployment(tx, request, *service, call.now); !done) return done.error();
    tx.put(*service);
    return shapes::UpdateServiceResponse{shape_of(tx, *service, Show::WithTags)};
}

}  // namespace ikada::ecs
