#include <gtest/gtest.h>

#include "ecs/testing.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs::testing {
namespace {

// Requests as they come in, with members that came after Debian's botocore.
struct Asked {
    std::string_view member, refused;
    std::string_view harmless = {};
};

template <class Request>
Request with(Request request, std::string_view members) {
    auto document = *json::parse(schema::to_json(request));
    const auto added = *json::parse(members);
    for (const auto& [name, value] : added.as_object()) document.as_object()[name] = value;
    return *schema::from_json<Request>(document);
}

constexpr auto kOfServices = std::to_array<Asked>({
    {"availabilityZoneRebalancing", R"({"availabilityZoneRebalancing": "ENABLED"})",
     R"({"availabilityZoneRebalancing": "DISABLED"})"},
    {"volumeConfigurations", R"({"volumeConfigurations": [{"name": "data"}]})",
     R"({"volumeConfigurations": []})"},
    {"vpcLatticeConfigurations", R"({"vpcLatticeConfigurations": [{"roleArn": "x"}]})",
     R"({"vpcLatticeConfigurations": []})"},
    {"serviceConnectConfiguration", R"({"serviceConnectConfiguration": {"enabled": true}})",
     R"({"serviceConnectConfiguration": {"enabled": false}})"},
    {"deploymentConfiguration.strategy",
     R"({"deploymentConfiguration": {"strategy": "BLUE_GREEN"}})",
     R"({"deploymentConfiguration": {"strategy": "ROLLING"}})"},
    {"deploymentConfiguration.bakeTimeInMinutes",
     R"({"deploymentConfiguration": {"bakeTimeInMinutes": 5}})",
     R"({"deploymentConfiguration": {"bakeTimeInMinutes": 0}})"},
    {"deploymentConfiguration.lifecycleHooks",
     R"({"deploymentConfiguration": {"lifecycleHooks": [{"roleArn": "x"}]}})",
     R"({"deploymentConfiguration": {"lifecycleHooks": []}})"},
    {"canaryConfiguration",
     R"({"deploymentConfiguration": {"canaryConfiguration": {"canaryPercent": 5.0}}})"},
    {"loadBalancers.advancedConfiguration",
     R"({"loadBalancers": [{"advancedConfiguration": {"roleArn": "x"}}]})",
     R"({"loadBalancers": []})"},
    {"deploymentController CODE_DEPLOY", R"({"deploymentController": {"type": "CODE_DEPLOY"}})",
     R"({"deploymentController": {"type": "ECS"}})"},
});

TEST(Features, of_services_are_refused_by_name_unless_they_change_nothing) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    const shapes::UpdateServiceRequest update{.cluster = "hobby", .service = "blog"};
    int made = 0;
    for (const auto& [member, refused, harmless] : kOfServices) {
        SCOPED_TRACE(member);
        expect_refused(ecs.ask(create_service, with(a_service("other"), refused)), member);
        expect_refused(ecs.ask(update_service, with(update, refused)), member);
        if (harmless.empty()) continue;
        const auto name = fmt::format("s{}", ++made);
        EXPECT_TRUE(ecs.ask(create_service, with(a_service(name), harmless)));
        EXPECT_TRUE(ecs.ask(update_service, with(update, harmless)));
    }
}

TEST(Features, of_services_keep_their_deployment_controller) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    const shapes::UpdateServiceRequest update{.cluster = "hobby", .service = "blog"};
    EXPECT_TRUE(
        ecs.ask(update_service, with(update, R"({"deploymentController": {"type": "ECS"}})")));
    expect_refused(
        ecs.ask(update_service, with(update, R"({"deploymentController": {"type": "EXTERNAL"}})")),
        "deploymentController");
}

TEST(Features, of_single_tasks_are_refused_by_name) {
    HobbyWorld ecs(1);
    const shapes::RunTaskRequest run{.cluster = "hobby", .task_definition = "blog"};
    expect_refused(ecs.ask(run_task, with(run, R"({"volumeConfigurations": [{"name": "x"}]})")),
                   "volumeConfigurations");
    EXPECT_TRUE(ecs.ask(run_task, with(run, R"({"volumeConfigurations": []})")));
    const shapes::StartTaskRequest start{
        .cluster = "hobby", .container_instances = {"x"}, .task_definition = "blog"};
    expect_refused(ecs.ask(start_task, with(start, R"({"volumeConfigurations": [{"name": "x"}]})")),
                   "volumeConfigurations");
}

constexpr auto kOfDefinitions = std::to_array<Asked>({
    {"enableFaultInjection", R"({"enableFaultInjection": true})",
     R"({"enableFaultInjection": false})"},
    {"volumes.configuredAtLaunch", R"({"volumes": [{"name": "x", "configuredAtLaunch": true}]})",
     R"({"volumes": [{"name": "x", "configuredAtLaunch": false}]})"},
    {"volumes.s3filesVolumeConfiguration",
     R"({"volumes": [{"name": "x", "s3filesVolumeConfiguration": {}}]})"},
});
constexpr auto kOfContainers = std::to_array<Asked>({
    {"credentialSpecs", R"({"credentialSpecs": ["credentialspec:x"]})",
     R"({"credentialSpecs": []})"},
    {"restartPolicy", R"({"restartPolicy": {"enabled": true}})",
     R"({"restartPolicy": {"enabled": false}})"},
    {"versionConsistency", R"({"versionConsistency": "enabled"})",
     R"({"versionConsistency": "disabled"})"},
});

TEST(Features, of_definitions_are_refused_by_name_unless_they_change_nothing) {
    TestWorld ecs;
    const auto check = [&](const Asked& asked, const auto& changed) {
        SCOPED_TRACE(asked.member);
        expect_refused(ecs.ask(register_task_definition, changed(asked.refused)), asked.member);
        if (!asked.harmless.empty()) {
            EXPECT_TRUE(ecs.ask(register_task_definition, changed(asked.harmless)));
        }
    };
    for (const auto& asked : kOfDefinitions)
        check(asked, [](std::string_view members) { return with(a_definition(), members); });
    for (const auto& asked : kOfContainers)
        check(asked, [](std::string_view members) {
            auto request = a_definition();
            request.container_definitions = {with(a_container(), members)};
            return request;
        });
}

TEST(Features, of_clusters_are_refused_by_name) {
    TestWorld ecs;
    const auto kStorage =
        R"({"configuration": {"managedStorageConfiguration": {"kmsKeyId": "x"}}})";
    expect_refused(ecs.ask(create_cluster, with(shapes::CreateClusterRequest{}, kStorage)),
                   "configuration.managedStorageConfiguration");
}

}  // namespace
}  // namespace ikada::ecs::testing
