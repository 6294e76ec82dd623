// What a task definition may ask for that ikada does not honour yet, as tables.

#include <algorithm>

#include "ecs/definition_checks.hpp"
#include "ecs/unsupported.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;

constexpr auto kOfContainer = std::to_array<Unsupported<Container>>({
    {[](const Container& c) { return given(c.secrets); }, "secrets"},
    {[](const Container& c) { return given(c.environment_files); }, "environmentFiles"},
    {[](const Container& c) { return given(c.resource_requirements); }, "resourceRequirements"},
    {[](const Container& c) { return given(c.credential_specs); }, "credentialSpecs"},
    {[](const Container& c) { return c.repository_credentials.has_value(); },
     "repositoryCredentials"},
    {[](const Container& c) { return c.firelens_configuration.has_value(); },
     "firelensConfiguration"},
    {[](const Container& c) { return c.restart_policy && c.restart_policy->enabled; },
     "restartPolicy"},
    {[](const Container& c) {
         return c.version_consistency == shapes::VersionConsistency::Enabled;
     },
     "versionConsistency"},
    {[](const Container& c) {
         return c.log_configuration && given(c.log_configuration->secret_options);
     },
     "logConfiguration.secretOptions"},
    {[](const Container& c) {
         return c.log_configuration &&
                (c.log_configuration->log_driver == shapes::LogDriver::Awslogs ||
                 c.log_configuration->log_driver == shapes::LogDriver::Awsfirelens);
     },
     "logConfiguration.logDriver awslogs and awsfirelens"},
});

template <class Test>
bool some_volume(const Definition& definition, Test test) {
    const auto& volumes = definition.volumes;
    return volumes && std::any_of(volumes->begin(), volumes->end(), test);
}

constexpr auto kOfDefinition = std::to_array<Unsupported<Definition>>({
    {[](const Definition& d) {
         const auto& wanted = d.requires_compatibilities;
         return wanted && std::find(wanted->begin(), wanted->end(),
                                    shapes::Compatibility::Fargate) != wanted->end();
     },
     "requiresCompatibilities FARGATE"},
    {[](const Definition& d) { return d.task_role_arn && !d.task_role_arn->empty(); },
     "taskRoleArn"},
    {[](const Definition& d) {
         return some_volume(d,
                            [](const auto& v) { return v.efs_volume_configuration.has_value(); });
     },
     "volumes.efsVolumeConfiguration"},
    {[](const Definition& d) {
         return some_volume(d, [](const auto& v) {
             return v.fsx_windows_file_server_volume_configuration.has_value();
         });
     },
     "volumes.fsxWindowsFileServerVolumeConfiguration"},
    {[](const Definition& d) {
         return some_volume(
             d, [](const auto& v) { return v.s3files_volume_configuration.has_value(); });
     },
     "volumes.s3filesVolumeConfiguration"},
    {[](const Definition& d) {
         return some_volume(d,
                            [](const auto& v) { return v.configured_at_launch.value_or(false); });
     },
     "volumes.configuredAtLaunch"},
    {[](const Definition& d) { return d.enable_fault_injection.value_or(false); },
     "enableFaultInjection"},
    {[](const Definition& d) { return given(d.inference_accelerators); }, "inferenceAccelerators"},
    {[](const Definition& d) { return d.proxy_configuration.has_value(); }, "proxyConfiguration"},
    {[](const Definition& d) { return d.ephemeral_storage.has_value(); }, "ephemeralStorage"},
    {[](const Definition& d) {
         return d.runtime_platform && d.runtime_platform->operating_system_family &&
                *d.runtime_platform->operating_system_family != shapes::OSFamily::Linux;
     },
     "runtimePlatform.operatingSystemFamily other than LINUX"},
    {[](const Definition& d) {
         return d.runtime_platform &&
                d.runtime_platform->cpu_architecture == shapes::CPUArchitecture::Arm64;
     },
     "runtimePlatform.cpuArchitecture ARM64"},
});

// RegisterTaskDefinition calls everything that is wrong with its request a ClientException.
template <class Shape, std::size_t N>
Status refuse(const std::array<Unsupported<Shape>, N>& table, const Shape& shape) {
    const auto checked = refuse_first(table, shape);
    if (checked) return ok();
    return Error{&errors::kClient, checked.error().message};
}

}  // namespace

Status check_features(const Definition& request) {
    for (const auto& each : request.container_definitions)
        if (auto checked = refuse(kOfContainer, each); !checked) return checked;
    return refuse(kOfDefinition, request);
}

}  // namespace ikada::ecs
