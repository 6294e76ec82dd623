// What services and tasks may ask for that ikada does not honour yet, as tables.

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
bool exec(const R& r) {
    return r.enable_execute_command.value_or(false);
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

using Create = shapes::CreateServiceRequest;
constexpr auto kOfCreate = std::to_array<Unsupported<Create>>({
    {other_launch_type<Create>, "launchType other than EC2"},
    {capacity_providers<Create>, "capacityProviderStrategy"},
    {registries<Create>, "serviceRegistries"},
    {platform<Create>, "platformVersion"},
    {exec<Create>, "enableExecuteCommand"},
    {service_connect<Create>, "serviceConnectConfiguration"},
    {rebalancing<Create>, "availabilityZoneRebalancing"},
    {alarms<Create>, "deploymentConfiguration.alarms"},
    {strategy<Create>, "deploymentConfiguration.strategy other than ROLLING"},
    {[](const Create& r) {
         return r.deployment_controller &&
                r.deployment_controller->type == shapes::DeploymentControllerType::CodeDeploy;
     },
     "deploymentController CODE_DEPLOY"},
});

using Update = shapes::UpdateServiceRequest;
constexpr auto kOfUpdate = std::to_array<Unsupported<Update>>({
    {capacity_providers<Update>, "capacityProviderStrategy"},
    {registries<Update>, "serviceRegistries"},
    {platform<Update>, "platformVersion"},
    {exec<Update>, "enableExecuteCommand"},
    {service_connect<Update>, "serviceConnectConfiguration"},
    {rebalancing<Update>, "availabilityZoneRebalancing"},
    {alarms<Update>, "deploymentConfiguration.alarms"},
    {strategy<Update>, "deploymentConfiguration.strategy other than ROLLING"},
});

using Set = shapes::CreateTaskSetRequest;
constexpr auto kOfSet = std::to_array<Unsupported<Set>>({
    {other_launch_type<Set>, "launchType other than EC2"},
    {capacity_providers<Set>, "capacityProviderStrategy"},
    {registries<Set>, "serviceRegistries"},
    {platform<Set>, "platformVersion"},
});

using Run = shapes::RunTaskRequest;
constexpr auto kOfRun = std::to_array<Unsupported<Run>>({
    {other_launch_type<Run>, "launchType other than EC2"},
    {capacity_providers<Run>, "capacityProviderStrategy"},
    {platform<Run>, "platformVersion"},
    {exec<Run>, "enableExecuteCommand"},
});

using Start = shapes::StartTaskRequest;
constexpr auto kOfStart = std::to_array<Unsupported<Start>>({
    {exec<Start>, "enableExecuteCommand"},
});

}  // namespace

Status check_features(const shapes::CreateServiceRequest& request) {
    return refuse_first(kOfCreate, request);
}
Status check_features(const shapes::UpdateServiceRequest& request) {
    return refuse_first(kOfUpdate, request);
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
