#include <algorithm>

#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

std::optional<std::string> attribute(const shapes::ContainerInstance& instance,
                                     std::string_view name) {
    for (const auto& each : *instance.attributes)
        if (each.name == name) return each.value;
    return std::nullopt;
}

shapes::ContainerInstance describe_one(TestWorld& ecs, const std::string& arn) {
    const auto made =
        ecs.get(describe_container_instances, {.cluster = "hobby", .container_instances = {arn}});
    return made.container_instances->at(0);
}

const shapes::Resource& resource(const std::vector<shapes::Resource>& all, std::string_view name) {
    return *std::find_if(all.begin(), all.end(),
                         [&](const auto& each) { return each.name == name; });
}

TEST(ContainerInstances, come_back_with_every_attribute_they_gave) {
    HobbyWorld ecs;
    auto request = a_registration();
    request.attributes.emplace(2);
    request.attributes->at(0) = {.name = "ecs.os-type", .value = "linux"};
    request.attributes->at(1) = {.name = "com.amazonaws.ecs.capability.docker-remote-api.1.18"};
    request.instance_identity_document =
        R"({"instanceId": "i-1", "availabilityZone": "us-east-1b", "instanceType": "t3.small"})";
    const auto made = *ecs.get(register_container_instance, request).container_instance;
    EXPECT_EQ(made.ec2_instance_id, "i-1");
    EXPECT_EQ(made.status, "ACTIVE");
    EXPECT_EQ(made.agent_connected, false);
    EXPECT_EQ(attribute(made, "ecs.os-type"), "linux");
    EXPECT_EQ(attribute(made, "ecs.availability-zone"), "us-east-1b");
    EXPECT_EQ(attribute(made, "ecs.instance-type"), "t3.small");
    EXPECT_EQ(made.attributes->size(), 4u);
}

TEST(ContainerInstances, keep_their_arn_when_they_register_again) {
    HobbyWorld ecs;
    auto request = a_registration();
    request.instance_identity_document = R"({"instanceId": "i-1"})";
    request.attributes = {{{.name = "rack", .value = "7"}}};
    const auto first = *ecs.get(register_container_instance, request).container_instance;
    request.attributes = {{{.name = "ecs.os-type", .value = "linux"}}};
    request.container_instance_arn = first.container_instance_arn;
    const auto again = *ecs.get(register_container_instance, request).container_instance;
    EXPECT_EQ(again.container_instance_arn, first.container_instance_arn);
    EXPECT_EQ(attribute(again, "rack"), "7");
    EXPECT_EQ(
        ecs.get(list_container_instances, {.cluster = "hobby"}).container_instance_arns->size(),
        1u);
}

TEST(ContainerInstances, register_only_themselves_with_their_own_key) {
    HobbyWorld ecs;
    ecs.caller.instance_id = "i-mine";
    auto request = a_registration();
    request.instance_identity_document = R"({"instanceId": "i-other"})";
    const auto made = *ecs.get(register_container_instance, request).container_instance;
    EXPECT_EQ(made.ec2_instance_id, "i-mine");

    ecs.caller.instance_id = "i-thief";
    request.container_instance_arn = made.container_instance_arn;
    expect_refused(ecs.ask(register_container_instance, request), "not registered any more");
    EXPECT_EQ(ecs.ask(deregister_container_instance,
                      {.cluster = "hobby", .container_instance = *made.container_instance_arn})
                  .error()
                  .kind,
              &errors::kAccessDenied);
    EXPECT_EQ(ecs.ask(update_container_instances_state,
                      {.cluster = "hobby",
                       .container_instances = {*made.container_instance_arn},
                       .status = shapes::ContainerInstanceStatus::Draining})
                  .error()
                  .kind,
              &errors::kAccessDenied);
}

TEST(ContainerInstances, need_a_cluster) {
    TestWorld ecs;
    expect_error(ecs.ask(register_container_instance, a_registration()), errors::kClusterNotFound,
                 "Cluster not found.");
}

TEST(ContainerInstances, show_what_tasks_leave_of_them) {
    HobbyWorld ecs;
    auto request = a_definition("static");
    request.container_definitions[0].cpu = 256;
    request.container_definitions[0].port_mappings->at(0).host_port = 8080;
    ecs.get(register_task_definition, request);
    const auto arn = ecs.add_instance("i-1");
    ecs.get(run_task, {.cluster = "hobby", .task_definition = "static"});
    const auto seen = describe_one(ecs, arn);
    EXPECT_EQ(resource(*seen.registered_resources, "CPU").integer_value, 2048);
    EXPECT_EQ(resource(*seen.remaining_resources, "CPU").integer_value, 1792);
    EXPECT_EQ(resource(*seen.remaining_resources, "MEMORY").integer_value, 1936);
    EXPECT_EQ(*resource(*seen.registered_resources, "PORTS").string_set_value,
              (std::vector<std::string>{"22", "2375"}));
    EXPECT_EQ(*resource(*seen.remaining_resources, "PORTS").string_set_value,
              (std::vector<std::string>{"22", "2375", "8080"}));
    EXPECT_EQ(seen.pending_tasks_count, 1);
}

TEST(ContainerInstances, with_tasks_are_deregistered_by_force_only) {
    HobbyWorld ecs;
    const auto arn = ecs.add_instance("i-1");
    const auto task = *ecs.run().task_arn;
    shapes::DeregisterContainerInstanceRequest request{.cluster = "hobby",
                                                       .container_instance = arn};
    expect_error(ecs.ask(deregister_container_instance, request), errors::kInvalidParameter,
                 "Found running tasks on the instance.");
    request.force = true;
    const auto made = *ecs.get(deregister_container_instance, request).container_instance;
    EXPECT_EQ(made.status, "INACTIVE");
    EXPECT_EQ(made.agent_connected, false);
    EXPECT_EQ(ecs.task(task).last_status, "STOPPED");
    EXPECT_NE(ecs.task(task).stopped_reason->find("was deregistered"), std::string::npos);
    EXPECT_EQ(describe_one(ecs, arn).status, "INACTIVE");
    expect_refused(ecs.ask(deregister_container_instance, request), "not found");
}

TEST(ContainerInstances, get_a_new_arn_after_they_were_deregistered) {
    HobbyWorld ecs;
    const auto arn = ecs.add_instance("i-1");
    ecs.get(deregister_container_instance, {.cluster = "hobby", .container_instance = arn});
    EXPECT_NE(ecs.add_instance("i-1"), arn);
}

TEST(ContainerInstances, drain_and_come_back) {
    HobbyWorld ecs;
    const auto arn = ecs.add_instance("i-1");
    shapes::UpdateContainerInstancesStateRequest request{
        .cluster = "hobby",
        .container_instances = {arn, "unknown"},
        .status = shapes::ContainerInstanceStatus::Draining};
    const auto made = ecs.get(update_container_instances_state, request);
    EXPECT_EQ(made.container_instances->at(0).status, "DRAINING");
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
    EXPECT_EQ(made.failures->at(0).arn, kArn + "container-instance/hobby/unknown");
    const auto listed = [&](std::optional<shapes::ContainerInstanceStatus> status) {
        return ecs.get(list_container_instances, {.cluster = "hobby", .status = status})
            .container_instance_arns->size();
    };
    EXPECT_EQ(listed({}), 1u);
    EXPECT_EQ(listed(shapes::ContainerInstanceStatus::Draining), 1u);
    EXPECT_EQ(listed(shapes::ContainerInstanceStatus::Active), 0u);
    request.status = shapes::ContainerInstanceStatus::Registering;
    expect_refused(ecs.ask(update_container_instances_state, request), "[ACTIVE, DRAINING]");
}

TEST(ContainerInstances, are_listed_by_a_cluster_query) {
    HobbyWorld ecs;
    const auto busy = ecs.add_instance("i-1");
    ecs.run();
    const auto idle = ecs.add_instance("i-2");
    const auto listed = [&](const std::string& filter) {
        return *ecs.get(list_container_instances, {.cluster = "hobby", .filter = filter})
                    .container_instance_arns;
    };
    EXPECT_EQ(listed("ec2InstanceId == i-2"), std::vector{idle});
    EXPECT_EQ(listed("task:group == family:blog"), std::vector{busy});
    EXPECT_EQ(listed("not (task:group == family:blog)"), std::vector{idle});
    EXPECT_EQ(listed("attribute:ecs.availability-zone =~ eu-.*").size(), 0u);
    expect_refused(ecs.ask(list_container_instances, {.cluster = "hobby", .filter = "colour"}),
                   "unknown subject 'colour'");
}

}  // namespace
}  // namespace ikada::ecs::testing
