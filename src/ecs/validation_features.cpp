// What clusters, services and tasks may ask for that ikada does not honour yet, as tables.

#include <algorithm>

#include "ecs/unsupported.hpp"

namespace ikada::ecs {
namespace {

// Members that several requests share, by the same name.
template <class R>
bool other_launch_type(const R& r) {
    return r.launch_type && *r.launch_type != shapes::LaunchType::Ec2;
}
template <class R>
bool capacity_providers(const R& r) {
    return given(r.capacity_provider_strategy);
}
template <class R>
bool platform(const R& r) {
    return r.platform_version && !r.platform_version->empty();
}
template <class R>
bool registries(const R& r) {
    return given(r.service_registries);
}
template <class R>
bool service_connect(const R& r) {
    return r.service_connect_configuration && r.service_connect_configuration->enabled;
}
template <class R>
bool rebalancing(const R& r) {
    return r.availability_zone_rebalancing == shapes::AvailabilityZoneRebalancing::Enabled;
}
template <class R>
bool alarms(const R& r) {
    const auto& configuration = r.deployment_configuration;
    return configuration && configuration->alarms && configuration->alarms->enable;
}
template <class R>
bool strategy(const R& r) {
    const auto& configuration = r.deployment_configuration;
    return configuration && configuration->strategy && *configuration->strategy != "ROLLING";
}
template <class R>
bool bake_time(const R& r) {
    const auto& configuration = r.deployment_configuration;
    return configuration && configuration->bake_time_in_minutes.value_or(0) != 0;
}
template <class R>
bool hooks(const R& r) {
    return r.deployment_configuration && given(r.deployment_configuration->lifecycle_hooks);
}
template <class R>
bool steps(const R& r) {
    const auto& configuration = r.deployment_configuration;
    return configuration &&
           (configuration->linear_configuration || configuration->canary_configuration);
}
template <class R>
bool second_target_groups(const R& r) {
    return r.load_balancers && std::ranges::any_of(*r.load_balancers, [](const auto& balancer) {
               return balancer.advanced_configuration.has_value();
           });
}
template <class R>
bool volumes(const R& r) {
    return given(r.volume_configurations);
}
template <class R>
bool lattice(const R& r) {
    return given(r.vpc_lattice_configurations);
}

template <class R>
bool code_deploy(const R& r) {
    return r.deployment_controller &&
           r.deployment_controller->type == shapes::DeploymentControllerType::CodeDeploy;
}

template <class R>
bool exec_logs(const R& r) {
    return r.configuration && r.configuration->execute_command_configuration;
}
template <class R>
bool managed_storage(const R& r) {
    return r.configuration && r.configuration->managed_storage_configuration;
}
template <class R>
bool namespaces(const R& r) {
    return r.service_connect_defaults.has_value();
}

// What the requests that make and that change a thing may both ask for.
template <class R>
constexpr auto kOfCluster = std::to_array<Unsupported<R>>({
    {namespaces<R>, "serviceConnectDefaults"},
    {exec_logs<R>, "configuration.executeCommandConfiguration"},
    {managed_storage<R>, "configuration.managedStorageConfiguration"},
});
template <class R>
constexpr auto kOfService = std::to_array<Unsupported<R>>({
    {capacity_providers<R>, "capacityProviderStrategy"},
    {registries<R>, "serviceRegistries"},
    {platform<R>, "platformVersion"},
    {service_connect<R>, "serviceConnectConfiguration"},
    {rebalancing<R>, "availabilityZoneRebalancing"},
    {alarms<R>, "deploymentConfiguration.alarms"},
    {strategy<R>, "deploymentConfiguration.strategy other than ROLLING"},
    {bake_time<R>, "deploymentConfiguration.bakeTimeInMinutes"},
    {hooks<R>, "deploymentConfiguration.lifecycleHooks"},
    {steps<R>, "deploymentConfiguration.linearConfiguration and canaryConfiguration"},
    {second_target_groups<R>, "loadBalancers.advancedConfiguration"},
    {volumes<R>, "volumeConfigurations"},
    {lattice<R>, "vpcLatticeConfigurations"},
    {code_deploy<R>, "deploymentController CODE_DEPLOY"},
});

using NewCluster = shapes::CreateClusterRequest;
constexpr auto kOfNewCluster = std::to_array<Unsupported<NewCluster>>({
    {[](const NewCluster& r) { return given(r.capacity_providers); }, "capacityProviders"},
    {[](const NewCluster& r) { return given(r.default_capacity_provider_strategy); },
     "defaultCapacityProviderStrategy"},
});

using NewService = shapes::CreateServiceRequest;
constexpr auto kOfNewService = std::to_array<Unsupported<NewService>>({
    {other_launch_type<NewService>, "launchType other than EC2"},
});

using Set = shapes::CreateTaskSetRequest;
constexpr auto kOfSet = std::to_array<Unsupported<Set>>({
    {other_launch_type<Set>, "launchType other than EC2"},
    {capacity_providers<Set>, "capacityProviderStrategy"},
    {registries<Set>, "serviceRegistries"},
    {platform<Set>, "platformVersion"},
    {second_target_groups<Set>, "loadBalancers.advancedConfiguration"},
});

using Run = shapes::RunTaskRequest;
constexpr auto kOfRun = std::to_array<Unsupported<Run>>({
    {other_launch_type<Run>, "launchType other than EC2"},
    {capacity_providers<Run>, "capacityProviderStrategy"},
    {platform<Run>, "platformVersion"},
    {volumes<Run>, "volumeConfigurations"},
});

using Start = shapes::StartTaskRequest;
constexpr auto kOfStart = std::to_array<Unsupported<Start>>({
    {volumes<Start>, "volumeConfigurations"},
});

}  // namespace

Status check_features(const shapes::CreateClusterRequest& request) {
    if (auto checked = refuse_first(kOfNewCluster, request); !checked) return checked;
    return refuse_first(kOfCluster<NewCluster>, request);
}
Status check_features(const shapes::UpdateClusterRequest& request) {
    return refuse_first(kOfCluster<shapes::UpdateClusterRequest>, request);
}
Status check_features(const shapes::CreateServiceRequest& request) {
    if (auto checked = refuse_first(kOfNewService, request); !checked) return checked;
    return refuse_first(kOfService<NewService>, request);
}
Status check_features(const shapes::UpdateServiceRequest& request) {
    return refuse_first(kOfService<shapes::UpdateServiceRequest>, request);
}
Status check_features(const shapes::CreateTaskSetRequest& request) {
    return refuse_first(kOfSet, request);
}
Status check_features(const shapes::RunTaskRequest& request) {
    return refuse_first(kOfRun, request);
}
Status check_features(const shapes::StartTaskRequest& request) {
    return refuse_first(kOfStart, request);
}

}  // namespace ikada::ecs
