#include "base/strings.hpp"
#include "ecs/new_task.hpp"
#include "ecs/placing.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

// Its ARN.
std::string add_target_group(TestWorld& ecs) {
    const auto vpc = ecs.in_tx([](world::Tx& tx) { return ec2::default_vpc(tx)->id.value; });
    const auto made = ecs.call(
        elbv2::service(), "CreateTargetGroup",
        fmt::format(R"({{"Name": "blog", "Protocol": "HTTP", "Port": 80, "VpcId": "{}"}})", vpc));
    return json::text(json::list(made, "TargetGroups").at(0), "TargetGroupArn");
}

// Puts it behind a load balancer.
void add_listener(TestWorld& ecs, const std::string& target_group) {
    const auto subnets = ecs.in_tx([](world::Tx& tx) {
        std::vector<std::string> ids;
        for (const auto* subnet : ec2::subnets(tx)) ids.push_back(subnet->id.value);
        return join(ids, "\", \"");
    });
    const auto made = ecs.call(elbv2::service(), "CreateLoadBalancer",
                               fmt::format(R"({{"Name": "lb", "Subnets": ["{}"]}})", subnets));
    const auto balancer = json::text(json::list(made, "LoadBalancers").at(0), "LoadBalancerArn");
    ecs.call(elbv2::service(), "CreateListener",
             fmt::format(R"({{"LoadBalancerArn": "{}", "Protocol": "HTTP", "Port": 80,
                 "DefaultActions": [{{"Type": "forward", "TargetGroupArn": "{}"}}]}})",
                         balancer, target_group));
}

shapes::CreateServiceRequest a_balanced_service(const std::string& target_group) {
    auto made = a_service();
    auto& balancer = made.load_balancers.emplace().emplace_back();
    balancer.target_group_arn = target_group;
    balancer.container_name = "app";
    balancer.container_port = 8080;
    return made;
}

TEST(Services, begin_with_one_deployment_in_progress) {
    HobbyWorld ecs;
    const auto made = *ecs.get(create_service, a_service()).service;
    EXPECT_EQ(made.service_arn, kArn + "service/hobby/blog");
    EXPECT_EQ(made.status, "ACTIVE");
    EXPECT_EQ(made.desired_count, 2);
    EXPECT_EQ(made.running_count, 0);
    EXPECT_EQ(made.task_definition, kArn + "task-definition/blog:1");
    EXPECT_EQ(made.deployment_configuration->maximum_percent, 200);
    EXPECT_EQ(made.deployment_configuration->minimum_healthy_percent, 100);
    EXPECT_EQ(made.scheduling_strategy, shapes::SchedulingStrategy::Replica);
    EXPECT_FALSE(made.role_arn);
    ASSERT_EQ(made.deployments->size(), 1u);
    const auto& deployment = made.deployments->at(0);
    EXPECT_EQ(deployment.status, "PRIMARY");
    EXPECT_EQ(deployment.id->substr(0, 8), "ecs-svc/");
    EXPECT_EQ(deployment.id->size(), 27u);
    EXPECT_EQ(deployment.rollout_state, shapes::DeploymentRolloutState::InProgress);
    EXPECT_EQ(deployment.desired_count, 2);
}

TEST(Services, are_not_created_twice) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    expect_error(ecs.ask(create_service, a_service()), errors::kInvalidParameter,
                 "Creation of service was not idempotent.");
}

TEST(Services, are_created_once_per_client_token) {
    HobbyWorld ecs;
    auto request = a_service();
    request.client_token = "once";
    const auto first = ecs.get(create_service, request);
    EXPECT_EQ(ecs.get(create_service, request).service->deployments->at(0).id,
              first.service->deployments->at(0).id);
    request.desired_count = 7;
    EXPECT_EQ(ecs.ask(create_service, request).error().kind, &errors::kConflict);
}

TEST(Services, need_a_cluster_a_definition_and_a_count) {
    HobbyWorld ecs;
    auto request = a_service();
    request.cluster = "nowhere";
    expect_error(ecs.ask(create_service, request), errors::kClusterNotFound, "Cluster not found.");
    request = a_service();
    request.task_definition = "nothing";
    expect_error(ecs.ask(create_service, request), errors::kClient, "TaskDefinition not found.");
    request = a_service();
    request.desired_count = -1;
    expect_refused(ecs.ask(create_service, request), "desired count");
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    request = a_service();
    request.task_definition = "blog:1";
    expect_error(ecs.ask(create_service, request), errors::kClient, "TaskDefinition is inactive");
}

TEST(Services, refuse_by_name_what_ikada_does_not_honour) {
    HobbyWorld ecs;
    auto request = a_service();
    request.launch_type = shapes::LaunchType::Fargate;
    expect_refused(ecs.ask(create_service, request), "launchType");
    request = a_service();
    auto& alarms = request.deployment_configuration.emplace().alarms.emplace();
    alarms.enable = true;
    expect_refused(ecs.ask(create_service, request), "deploymentConfiguration.alarms");
    request = a_service();
    request.deployment_configuration.emplace().strategy = "BLUE_GREEN";
    expect_refused(ecs.ask(create_service, request), "deploymentConfiguration.strategy");
}

TEST(Services, keep_their_placement) {
    HobbyWorld ecs;
    auto request = a_service();
    auto& strategy = request.placement_strategy.emplace(1).front();
    strategy.type = shapes::PlacementStrategyType::Binpack;
    strategy.field = "MEMORY";
    request.placement_constraints.emplace(1).front().type =
        shapes::PlacementConstraintType::DistinctInstance;
    const auto made = *ecs.get(create_service, request).service;
    EXPECT_EQ(made.placement_strategy->at(0).field, "memory");
    EXPECT_EQ(made.placement_constraints->at(0).type,
              shapes::PlacementConstraintType::DistinctInstance);

    request.service_name = "other";
    strategy.field = "colour";
    expect_refused(ecs.ask(create_service, request), "colour");
}

TEST(Services, need_an_expression_for_a_member_of_constraint) {
    HobbyWorld ecs;
    auto request = a_service();
    auto& constraint = request.placement_constraints.emplace(1).front();
    constraint.type = shapes::PlacementConstraintType::MemberOf;
    expect_refused(ecs.ask(create_service, request), "Invalid expression ''");
    constraint.expression = "attribute:rack == 7";
    const auto made = *ecs.get(create_service, request).service;
    EXPECT_EQ(made.placement_constraints->at(0).expression, "attribute:rack == 7");
}

TEST(Services, need_a_target_group_behind_a_load_balancer) {
    HobbyWorld ecs;
    expect_refused(ecs.ask(create_service, a_balanced_service("arn:nothing")), "does not exist");
    const auto group = add_target_group(ecs);
    expect_error(ecs.ask(create_service, a_balanced_service(group)), errors::kInvalidParameter,
                 "The target group with targetGroupArn " + group +
                     " does not have an associated load balancer.");
}

TEST(Services, behind_a_load_balancer_have_ecss_role_and_a_grace_period) {
    HobbyWorld ecs;
    const auto group = add_target_group(ecs);
    add_listener(ecs, group);
    auto request = a_balanced_service(group);
    request.health_check_grace_period_seconds = 30;
    const auto made = *ecs.get(create_service, request).service;
    EXPECT_EQ(made.load_balancers->at(0).container_port, 8080);
    EXPECT_EQ(made.health_check_grace_period_seconds, 30);
    EXPECT_EQ(made.role_arn,
              "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/"
              "AWSServiceRoleForECS");
}

TEST(Services, need_the_balanced_port_in_the_definition) {
    HobbyWorld ecs;
    const auto group = add_target_group(ecs);
    add_listener(ecs, group);
    auto request = a_balanced_service(group);
    request.load_balancers->at(0).container_port = 80;
    expect_error(ecs.ask(create_service, request), errors::kInvalidParameter,
                 "The container app did not have a container port 80 defined.");
    request.load_balancers->at(0).container_name = "web";
    expect_error(ecs.ask(create_service, request), errors::kInvalidParameter,
                 "The container web does not exist in the task definition.");
}

TEST(Services, that_are_balanced_stay_so_with_a_new_definition) {
    HobbyWorld ecs;
    const auto group = add_target_group(ecs);
    add_listener(ecs, group);
    ecs.get(create_service, a_balanced_service(group));
    auto other = a_definition();
    other.container_definitions[0].port_mappings->at(0).container_port = 9090;
    ecs.get(register_task_definition, other);
    shapes::UpdateServiceRequest request{
        .cluster = "hobby", .service = "blog", .task_definition = "blog:2"};
    expect_refused(ecs.ask(update_service, request), "did not have a container port 8080");
    EXPECT_EQ(ecs.service().deployments->size(), 1u);
    request.task_definition = std::nullopt;
    request.load_balancers.emplace();
    expect_refused(ecs.ask(update_service, request), "loadBalancers");
    request.load_balancers = a_balanced_service(group).load_balancers;
    EXPECT_TRUE(ecs.ask(update_service, request));
}

TEST(Services, keep_to_a_network_mode_that_their_target_groups_are_for) {
    HobbyWorld ecs;
    const auto group = add_target_group(ecs);
    add_listener(ecs, group);
    ecs.get(create_service, a_balanced_service(group));
    auto other = a_definition();
    other.network_mode = shapes::NetworkMode::Awsvpc;
    ecs.get(register_task_definition, other);
    shapes::UpdateServiceRequest request{
        .cluster = "hobby", .service = "blog", .task_definition = "blog:2"};
    request.network_configuration.emplace().awsvpc_configuration.emplace().subnets = {
        ecs.in_tx([](world::Tx& tx) { return ec2::subnets(tx)[0]->id.value; })};
    expect_error(ecs.ask(update_service, request), errors::kInvalidParameter,
                 "The target group " + group +
                     " has target type instance, which is incompatible with the awsvpc network "
                     "mode specified in the task definition.");
    EXPECT_EQ(ecs.service().deployments->size(), 1u);
}

TEST(Services, that_are_balanced_by_instance_run_on_ec2_instances_only) {
    HobbyWorld ecs;
    ecs.add_instance("");
    const auto group = add_target_group(ecs);
    add_listener(ecs, group);
    ecs.get(create_service, a_service("plain"));
    ecs.get(create_service, a_balanced_service(group));
    const auto is_eligible = [&](const std::string& name) {
        return ecs.in_tx([&](world::Tx& tx) {
            const auto& service = *services::find(tx, {"hobby"}, name);
            const auto& primary = services::primary(service);
            const auto what = task_of(*clusters::find(tx, {"hobby"}), service, primary,
                                      *definitions::find(tx, primary.task_definition_arn));
            return !eligible_instances(tx, what).at(0).why_not;
        });
    };
    EXPECT_TRUE(is_eligible("plain"));
    EXPECT_FALSE(is_eligible("blog"));
}

TEST(Services, have_a_grace_period_only_with_a_load_balancer) {
    HobbyWorld ecs;
    auto request = a_service();
    request.health_check_grace_period_seconds = 30;
    expect_refused(ecs.ask(create_service, request), "only valid for services configured to use");
}

TEST(Services, keep_deployment_bounds_in_order) {
    HobbyWorld ecs;
    auto request = a_service();
    auto& bounds = request.deployment_configuration.emplace();
    bounds.maximum_percent = 100;
    bounds.minimum_healthy_percent = 100;
    expect_refused(ecs.ask(create_service, request), "maximumPercent must be greater");
    bounds.minimum_healthy_percent = 0;
    EXPECT_TRUE(ecs.ask(create_service, request));
}

TEST(Services, that_are_daemons_have_no_count_and_no_strategy_of_their_own) {
    HobbyWorld ecs;
    auto request = a_service();
    request.scheduling_strategy = shapes::SchedulingStrategy::Daemon;
    expect_refused(ecs.ask(create_service, request), "does not support a desired count");
    request.desired_count.reset();
    request.deployment_configuration.emplace().maximum_percent = 200;
    expect_refused(ecs.ask(create_service, request), "does not support values above 100");
    request.deployment_configuration.reset();
    const auto made = *ecs.get(create_service, request).service;
    EXPECT_EQ(made.scheduling_strategy, shapes::SchedulingStrategy::Daemon);
    EXPECT_EQ(made.deployment_configuration->maximum_percent, 100);
    EXPECT_EQ(made.deployment_configuration->minimum_healthy_percent, 0);
    expect_refused(
        ecs.ask(update_service, {.cluster = "hobby", .service = "blog", .desired_count = 2}),
        "does not support a desired count");
    shapes::UpdateServiceRequest constrained{.cluster = "hobby", .service = "blog"};
    constrained.placement_constraints.emplace().emplace_back().type =
        shapes::PlacementConstraintType::DistinctInstance;
    expect_refused(ecs.ask(update_service, constrained),
                   "does not support the placement constraint distinctInstance");
    EXPECT_TRUE(ecs.get(list_services, {.cluster = "hobby",
                                        .scheduling_strategy = shapes::SchedulingStrategy::Replica})
                    .service_arns->empty());
}

TEST(Services, keep_their_circuit_breaker) {
    HobbyWorld ecs;
    auto request = a_service();
    request.deployment_configuration.emplace().deployment_circuit_breaker.emplace() = {true, true};
    ecs.get(create_service, request);
    const auto seen = *ecs.service().deployment_configuration->deployment_circuit_breaker;
    EXPECT_TRUE(seen.enable);
    EXPECT_TRUE(seen.rollback);
}

TEST(Services, scale_without_a_new_deployment) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    const auto made =
        *ecs.get(update_service, {.cluster = "hobby", .service = "blog", .desired_count = 5})
             .service;
    EXPECT_EQ(made.desired_count, 5);
    EXPECT_EQ(made.deployments->size(), 1u);
    EXPECT_EQ(made.deployments->at(0).desired_count, 5);
}

TEST(Services, begin_a_deployment_for_another_definition) {
    HobbyWorld ecs;
    const auto first = *ecs.get(create_service, a_service()).service;
    ecs.get(register_task_definition, a_definition());
    ecs.now += Seconds{60};
    const auto made =
        *ecs.get(update_service,
                 {.cluster = "hobby", .service = *first.service_arn, .task_definition = "blog:2"})
             .service;
    ASSERT_EQ(made.deployments->size(), 2u);
    EXPECT_EQ(made.deployments->at(0).status, "PRIMARY");
    EXPECT_EQ(made.deployments->at(0).task_definition, kArn + "task-definition/blog:2");
    EXPECT_EQ(made.deployments->at(0).created_at, ecs.now);
    EXPECT_EQ(made.deployments->at(1).status, "ACTIVE");
    EXPECT_EQ(made.deployments->at(1).id, first.deployments->at(0).id);
}

TEST(Services, begin_a_deployment_of_the_same_definition_only_when_forced) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    shapes::UpdateServiceRequest request{
        .cluster = "hobby", .service = "blog", .task_definition = "blog:1"};
    EXPECT_EQ(ecs.get(update_service, request).service->deployments->size(), 1u);
    request.force_new_deployment = true;
    EXPECT_EQ(ecs.get(update_service, request).service->deployments->size(), 2u);
}

TEST(Services, that_are_unknown_or_over_are_not_updated) {
    HobbyWorld ecs;
    const shapes::UpdateServiceRequest request{.cluster = "hobby", .service = "blog"};
    expect_error(ecs.ask(update_service, request), errors::kServiceNotFound, "Service not found.");
    ecs.get(create_service, a_service());
    ecs.get(delete_service, {.cluster = "hobby", .service = "blog", .force = true});
    expect_error(ecs.ask(update_service, request), errors::kServiceNotActive,
                 "Service was not ACTIVE.");
}

TEST(Services, are_deleted_at_zero_or_by_force_and_drain) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    expect_error(ecs.ask(delete_service, {.cluster = "hobby", .service = "blog"}),
                 errors::kInvalidParameter,
                 "The service cannot be stopped while it is scaled above 0.");
    ecs.get(update_service, {.cluster = "hobby", .service = "blog", .desired_count = 0});
    const auto gone = ecs.get(delete_service, {.cluster = "hobby", .service = "blog"});
    EXPECT_EQ(gone.service->status, "DRAINING");
    expect_error(ecs.ask(create_service, a_service()), errors::kInvalidParameter,
                 "Unable to Start a service that is still Draining.");
}

TEST(Services, leave_their_name_once_inactive) {
    HobbyWorld ecs;
    ecs.get(create_service, a_service());
    ecs.in_tx([](world::Tx& tx) {
        Service over = *services::find(tx, {"hobby"}, "blog");
        over.status = ServiceStatus::Inactive;
        tx.put(over);
    });
    EXPECT_EQ(ecs.service().status, "INACTIVE");
    EXPECT_TRUE(ecs.service().deployments->empty());
    EXPECT_TRUE(ecs.get(list_services, {.cluster = "hobby"}).service_arns->empty());
    expect_error(ecs.ask(delete_service, {.cluster = "hobby", .service = "blog"}),
                 errors::kServiceNotFound, "Service not found.");
    EXPECT_EQ(ecs.get(create_service, a_service()).service->status, "ACTIVE");
}

TEST(Services, are_described_at_most_ten_at_once_and_missing_ones_are_failures) {
    HobbyWorld ecs;
    const auto made = ecs.get(describe_services, {.cluster = "hobby", .services = {"blog"}});
    EXPECT_EQ(made.failures->at(0).arn, kArn + "service/hobby/blog");
    EXPECT_EQ(made.failures->at(0).reason, "MISSING");
    expect_error(ecs.ask(describe_services, {.cluster = "hobby"}), errors::kInvalidParameter,
                 "Services cannot be empty.");
    const std::vector<std::string> eleven(11, "blog");
    expect_refused(ecs.ask(describe_services, {.cluster = "hobby", .services = eleven}), "10");
}

TEST(Services, are_listed_ten_a_page) {
    HobbyWorld ecs;
    for (char c = 'a'; c < 'a' + 12; ++c)
        ecs.get(create_service, a_service(std::string("blog-") + c));
    const auto first = ecs.get(list_services, {.cluster = "hobby"});
    EXPECT_EQ(first.service_arns->size(), 10u);
    const auto second =
        ecs.get(list_services, {.cluster = "hobby", .next_token = first.next_token});
    EXPECT_EQ(second.service_arns->size(), 2u);
    EXPECT_FALSE(second.next_token);
}

TEST(Services, count_their_tasks_by_deployment) {
    HobbyWorld ecs(1);
    ecs.get(create_service, a_service());
    ecs.in_tx([](world::Tx& tx) {
        const auto& service = *services::find(tx, {"hobby"}, "blog");
        const auto& on = *instances::in_cluster(tx, {"hobby"}).front();
        auto what = task_of(*clusters::find(tx, {"hobby"}), service, services::primary(service),
                            *definitions::find(tx, "blog"));
        Task running = make_task(what, on, tx.random(), kNow);
        running.last_status = TaskStatus::Running;
        tasks::put(tx, running);
        tasks::put(tx, make_task(what, on, tx.random(), kNow));
        running = make_task(what, on, tx.random(), kNow);
        running.last_status = TaskStatus::Running;
        running.desired_status = DesiredStatus::Stopped;
        tasks::put(tx, running);
    });
    const auto seen = ecs.service();
    EXPECT_EQ(seen.running_count, 1);
    EXPECT_EQ(seen.pending_count, 1);
    EXPECT_EQ(seen.deployments->at(0).running_count, 1);
}

}  // namespace
}  // namespace ikada::ecs::testing
