// DescribeServices, ListServices, DeleteService

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kServicesPerDescribeMax = 10;  // AWS

bool wanted(const Service& service, const shapes::ListServicesRequest& request) {
    if (request.launch_type && *request.launch_type != shapes::LaunchType::Ec2) return false;
    if (request.scheduling_strategy &&
        name_of(shapes::kSchedulingStrategyNames, *request.scheduling_strategy) !=
            name_of(kSchedulingStrategyNames, service.scheduling))
        return false;
    return service.status != ServiceStatus::Inactive;
}

}  // namespace

Result<shapes::DescribeServicesResponse> describe_services(
    world::Tx& tx, const shapes::DescribeServicesRequest& request, const aws::Call&) {
    if (request.services.empty())
        return fail(errors::kInvalidParameter, "Services cannot be empty.");
    if (request.services.size() > kServicesPerDescribeMax)
        return fail(errors::kInvalidParameter, "Services cannot be more than {}.",
                    kServicesPerDescribeMax);
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const Show show = given(request.include) ? Show::WithTags : Show::Plain;
    const auto prefix = arn_prefix(**cluster, "service");
    shapes::DescribeServicesResponse made;
    made.services.emplace();
    made.failures.emplace();
    for (const auto& reference : request.services) {
        const auto* service = services::find(tx, (*cluster)->name, reference);
        if (service)
            made.services->push_back(shape_of(tx, *service, show));
        else
            made.failures->push_back(missing(reference, prefix));
    }
    return made;
}

Result<shapes::ListServicesResponse> list_services(world::Tx& tx,
                                                   const shapes::ListServicesRequest& request,
                                                   const aws::Call&) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    std::vector<std::string> arns;
    for (const Service* each : services::in_cluster(tx, (*cluster)->name))
        if (wanted(*each, request)) arns.push_back(each->arn);
    auto page =
        page_of(std::move(arns), {request.next_token, request.max_results}, kServicePageDefault);
    if (!page) return page.error();
    return shapes::ListServicesResponse{std::move(page->items), std::move(page->next_token)};
}

// A deleted service drains; its controller makes it INACTIVE when its tasks are gone.
Result<shapes::DeleteServiceResponse> delete_service(world::Tx& tx,
                                                     const shapes::DeleteServiceRequest& request,
                                                     const aws::Call&) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    const auto* found = services::find(tx, (*cluster)->name, request.service);
    if (!found || found->status == ServiceStatus::Inactive)
        return fail(errors::kServiceNotFound, "Service not found.");
    // A DAEMON service cannot be scaled to 0.
    const bool scaled = found->scheduling == SchedulingStrategy::Replica;
    if (scaled && found->desired_count > 0 && !request.force.value_or(false))
        return fail(errors::kInvalidParameter,
                    "The service cannot be stopped while it is scaled above 0.");
    Service deleted = *found;
    deleted.status = ServiceStatus::Draining;
    deleted.desired_count = 0;
    tx.put(deleted);
    return shapes::DeleteServiceResponse{shape_of(tx, deleted, Show::WithTags)};
}

}  // namespace ikada::ecs
