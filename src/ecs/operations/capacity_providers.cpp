// CreateCapacityProvider, UpdateCapacityProvider, DescribeCapacityProviders,
// DeleteCapacityProvider, PutClusterCapacityProviders
// There are none: ikada has no Fargate, and no Auto Scaling groups to make others of yet.

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kProvidersPerDescribeMax = 100;  // AWS

Error no_such_provider() {
    return fail(errors::kClient,
                "The specified capacity provider does not exist. Specify a valid name or ARN and "
                "try again.");
}

bool is_reserved(const std::string& name) {
    return name.starts_with("aws") || name.starts_with("ecs") || name.starts_with("fargate");
}

}  // namespace

Result<shapes::CreateCapacityProviderResponse> create_capacity_provider(
    world::Tx&, const shapes::CreateCapacityProviderRequest& request, const aws::Call&) {
    if (!is_name(request.name) || is_reserved(request.name))
        return fail(errors::kInvalidParameter,
                    "The specified capacity provider name is invalid. Up to {} characters are "
                    "allowed, including letters (upper and lowercase), numbers, underscores, and "
                    "hyphens. The name cannot be prefixed with \"aws\", \"ecs\", or \"fargate\".",
                    kNameLengthMax);
    return fail(errors::kClient, "The specified Auto Scaling group '{}' was not found.",
                request.auto_scaling_group_provider.auto_scaling_group_arn);
}

Result<shapes::UpdateCapacityProviderResponse> update_capacity_provider(
    world::Tx&, const shapes::UpdateCapacityProviderRequest&, const aws::Call&) {
    return no_such_provider();
}

Result<shapes::DescribeCapacityProvidersResponse> describe_capacity_providers(
    world::Tx&, const shapes::DescribeCapacityProvidersRequest& request, const aws::Call& call) {
    const auto references = request.capacity_providers.value_or(std::vector<std::string>{});
    if (references.size() > kProvidersPerDescribeMax)
        return fail(errors::kInvalidParameter, "Capacity providers cannot be more than {}.",
                    kProvidersPerDescribeMax);
    shapes::DescribeCapacityProvidersResponse made;
    made.capacity_providers.emplace();
    made.failures.emplace();
    const auto prefix = aws::arn(call.installation, "ecs", "capacity-provider/");
    for (const auto& reference : references) made.failures->push_back(missing(reference, prefix));
    return made;
}

Result<shapes::DeleteCapacityProviderResponse> delete_capacity_provider(
    world::Tx&, const shapes::DeleteCapacityProviderRequest&, const aws::Call&) {
    return no_such_provider();
}

// Only the empty lists, which a cluster has anyway.
Result<shapes::PutClusterCapacityProvidersResponse> put_cluster_capacity_providers(
    world::Tx& tx, const shapes::PutClusterCapacityProvidersRequest& request, const aws::Call&) {
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    if (!request.capacity_providers.empty())
        return fail(errors::kInvalidParameter,
                    "The specified capacity provider '{}' was not found.",
                    request.capacity_providers.front());
    if (!request.default_capacity_provider_strategy.empty())
        return fail(errors::kInvalidParameter,
                    "The specified capacity provider '{}' was not found.",
                    request.default_capacity_provider_strategy.front().capacity_provider);
    return shapes::PutClusterCapacityProvidersResponse{
        shape_of(tx, **cluster, {shapes::ClusterField::Settings, shapes::ClusterField::Tags})};
}

}  // namespace ikada::ecs
