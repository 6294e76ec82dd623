#include "ecs/task_network.hpp"

#include "ecs/task_controller.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

// A world whose definition "web" is of network mode awsvpc, and a controller for its tasks.
class NetworkWorld : public HobbyWorld {
  public:
    explicit NetworkWorld(int instances = 1) : HobbyWorld(instances) {
        auto request = a_definition("web");
        request.network_mode = shapes::NetworkMode::Awsvpc;
        get(register_task_definition, request);
    }
    std::string subnet(std::size_t at = 0) {
        return in_tx([&](world::Tx& tx) { return ec2::subnets(tx)[at]->id.value; });
    }
    shapes::RunTaskRequest a_run() {
        shapes::RunTaskRequest made{.cluster = "hobby", .task_definition = "web"};
        made.network_configuration.emplace().awsvpc_configuration.emplace().subnets = {subnet()};
        return made;
    }
    shapes::Task run_web() { return get(run_task, a_run()).tasks->at(0); }
    // As the core loop would, until nothing changes.
    void settle(const std::string& arn) {
        TaskController controller;
        for (int step = 0; step < 4; ++step)
            in_tx([&](world::Tx& tx) {
                controller.run(tx, keys::of(*tasks::find_by_arn(tx, arn)), now);
            });
    }
    bool has_interface(const std::string& id) {
        return in_tx([&](world::Tx& tx) { return ec2::find_interface(tx, id) != nullptr; });
    }
};

std::string detail(const shapes::Task& task, std::string_view name) {
    for (const auto& each : *task.attachments->at(0).details)
        if (each.name == name) return *each.value;
    return {};
}

TEST(TaskNetwork, comes_before_a_task_is_pending) {
    NetworkWorld ecs;
    const auto begun = ecs.run_web();
    EXPECT_EQ(begun.last_status, "PROVISIONING");
    EXPECT_TRUE(begun.attachments->empty());
    ecs.settle(*begun.task_arn);
    const auto task = ecs.task(*begun.task_arn);
    EXPECT_EQ(task.last_status, "PENDING");
    const auto& attachment = task.attachments->at(0);
    EXPECT_EQ(attachment.type, "ElasticNetworkInterface");
    EXPECT_EQ(attachment.status, "ATTACHING");
    EXPECT_EQ(detail(task, "subnetId"), ecs.subnet());
    EXPECT_EQ(detail(task, "privateIPv4Address"), "10.213.8.4");
    EXPECT_EQ(detail(task, "macAddress"), "02:42:0a:d5:08:04");
    EXPECT_EQ(detail(task, "privateDnsName"), "ip-10-213-8-4.ec2.internal");
    const auto& shown = task.containers->at(0).network_interfaces->at(0);
    EXPECT_EQ(shown.private_ipv4_address, "10.213.8.4");
    EXPECT_EQ(shown.attachment_id, attachment.id);
}

TEST(TaskNetwork, is_in_the_vpcs_usual_security_group_if_none_was_named) {
    NetworkWorld ecs;
    const auto arn = *ecs.run_web().task_arn;
    ecs.settle(arn);
    const auto id = detail(ecs.task(arn), "networkInterfaceId");
    ecs.in_tx([&](world::Tx& tx) {
        EXPECT_EQ(ec2::find_interface(tx, id)->security_groups,
                  std::vector{ec2::default_security_group(tx)->id.value});
    });
}

TEST(TaskNetwork, gives_no_two_tasks_the_same_address) {
    NetworkWorld ecs;
    const auto one = *ecs.run_web().task_arn, other = *ecs.run_web().task_arn;
    ecs.settle(one);
    ecs.settle(other);
    EXPECT_EQ(detail(ecs.task(one), "privateIPv4Address"), "10.213.8.4");
    EXPECT_EQ(detail(ecs.task(other), "privateIPv4Address"), "10.213.8.5");
}

TEST(TaskNetwork, is_attached_while_the_task_runs_and_given_back_when_it_has_stopped) {
    NetworkWorld ecs;
    const auto arn = *ecs.run_web().task_arn;
    ecs.settle(arn);
    ecs.report(arn, "RUNNING", {a_report("RUNNING")});
    EXPECT_EQ(ecs.task(arn).attachments->at(0).status, "ATTACHED");
    const auto id = detail(ecs.task(arn), "networkInterfaceId");
    EXPECT_TRUE(ecs.has_interface(id));
    ecs.report(arn, "STOPPED", {a_report("STOPPED", 0)});
    ecs.settle(arn);
    EXPECT_EQ(ecs.task(arn).attachments->at(0).status, "DELETED");
    EXPECT_EQ(detail(ecs.task(arn), "privateIPv4Address"), "10.213.8.4");
    EXPECT_FALSE(ecs.has_interface(id));
    const auto next = *ecs.run_web().task_arn;
    ecs.settle(next);
    EXPECT_EQ(detail(ecs.task(next), "privateIPv4Address"), "10.213.8.4");
}

TEST(TaskNetwork, is_in_the_availability_zone_of_the_instance_where_it_can_be) {
    NetworkWorld ecs;
    auto request = ecs.a_run();
    request.network_configuration->awsvpc_configuration->subnets = {ecs.subnet(1), ecs.subnet(0)};
    const auto arn = *ecs.get(run_task, request).tasks->at(0).task_arn;
    ecs.settle(arn);
    EXPECT_EQ(detail(ecs.task(arn), "subnetId"), ecs.subnet(0));
}

TEST(TaskNetwork, must_be_given_exactly_where_the_network_mode_needs_it) {
    NetworkWorld ecs;
    expect_error(ecs.ask(run_task, {.cluster = "hobby", .task_definition = "web"}),
                 errors::kInvalidParameter,
                 "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    auto request = ecs.a_run();
    request.task_definition = "blog";
    expect_error(ecs.ask(run_task, request), errors::kInvalidParameter,
                 "Network Configuration is not valid for the given networkMode of this task "
                 "definition.");
}

TEST(TaskNetwork, refuses_subnets_and_groups_that_do_not_exist) {
    NetworkWorld ecs;
    auto request = ecs.a_run();
    auto& asked = *request.network_configuration->awsvpc_configuration;
    asked.security_groups = {{"sg-0"}};
    expect_refused(ecs.ask(run_task, request), "The security group 'sg-0' does not exist");
    asked = {.subnets = {"subnet-0"}, .security_groups = {}, .assign_public_ip = {}};
    expect_refused(ecs.ask(run_task, request), "The subnet ID 'subnet-0' does not exist");
    asked = {.subnets = {ecs.subnet()},
             .security_groups = {},
             .assign_public_ip = shapes::AssignPublicIp::Enabled};
    expect_refused(ecs.ask(run_task, request), "Assign public IP is not supported");
}

TEST(TaskNetwork, of_services_is_kept_and_shown) {
    NetworkWorld ecs;
    auto request = a_service("web");
    request.task_definition = "web";
    request.network_configuration = ecs.a_run().network_configuration;
    const auto made = *ecs.get(create_service, request).service;
    const auto& shown = *made.network_configuration->awsvpc_configuration;
    EXPECT_EQ(shown.subnets, std::vector{ecs.subnet()});
    EXPECT_TRUE(shown.security_groups->empty());  // as asked: Terraform compares
    EXPECT_EQ(shown.assign_public_ip, shapes::AssignPublicIp::Disabled);
}

}  // namespace
}  // namespace ikada::ecs::testing
