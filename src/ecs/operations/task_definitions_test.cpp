#include "ecs/definition_controller.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

Result<shapes::RegisterTaskDefinitionResponse> register_container(
    const shapes::ContainerDefinition& container) {
    TestWorld ecs;
    auto request = a_definition();
    request.container_definitions = {container};
    return ecs.ask(register_task_definition, request);
}

TEST(TaskDefinitions, come_back_with_what_ecs_fills_in) {
    TestWorld ecs;
    const auto made = ecs.get(register_task_definition, a_definition()).task_definition;
    EXPECT_EQ(made->task_definition_arn, kArn + "task-definition/blog:1");
    EXPECT_EQ(made->revision, 1);
    EXPECT_EQ(made->status, shapes::TaskDefinitionStatus::Active);
    EXPECT_EQ(made->compatibilities->size(), 2u);
    EXPECT_EQ(made->registered_at, kNow);
    const auto& container = made->container_definitions->at(0);
    EXPECT_EQ(container.cpu, 0);
    EXPECT_EQ(container.essential, true);
    EXPECT_TRUE(container.environment && container.environment->empty());
    EXPECT_EQ(container.port_mappings->at(0).host_port, 0);
    EXPECT_EQ(container.port_mappings->at(0).protocol, shapes::TransportProtocol::Tcp);
}

TEST(TaskDefinitions, never_use_a_revision_twice) {
    TestWorld ecs;
    ecs.get(register_task_definition, a_definition());
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    const auto made = ecs.get(register_task_definition, a_definition());
    EXPECT_EQ(made.task_definition->revision, 2);
}

TEST(TaskDefinitions, are_found_by_family_revision_and_arn) {
    TestWorld ecs;
    for (int i = 0; i < 11; ++i) ecs.get(register_task_definition, a_definition());
    const auto found = [&](std::string name) {
        return *ecs.get(describe_task_definition, {.task_definition = std::move(name)})
                    .task_definition->revision;
    };
    EXPECT_EQ(found("blog"), 11);
    EXPECT_EQ(found("blog:2"), 2);
    EXPECT_EQ(found(kArn + "task-definition/blog:10"), 10);
    for (const char* name : {"blog:12", "nothing", "blog:x", "blog:99999999999"})
        expect_error(ecs.ask(describe_task_definition, {.task_definition = name}), errors::kClient,
                     "Unable to describe task definition.");
}

TEST(TaskDefinitions, stay_readable_when_deregistered_but_are_not_the_familys_latest) {
    HobbyWorld ecs;
    ecs.get(register_task_definition, a_definition());
    ecs.get(deregister_task_definition, {.task_definition = "blog:2"});
    const auto old = ecs.get(describe_task_definition, {.task_definition = "blog:2"});
    EXPECT_EQ(old.task_definition->status, shapes::TaskDefinitionStatus::Inactive);
    EXPECT_EQ(old.task_definition->deregistered_at, kNow);
    const auto latest = ecs.get(describe_task_definition, {.task_definition = "blog"});
    EXPECT_EQ(latest.task_definition->revision, 1);
    expect_refused(ecs.ask(deregister_task_definition, {.task_definition = "blog:2"}),
                   "The specified task definition is inactive.");
}

TEST(TaskDefinitions, are_listed_by_number_both_ways_in_pages) {
    TestWorld ecs;
    for (int i = 0; i < 11; ++i) ecs.get(register_task_definition, a_definition());
    ecs.get(register_task_definition, a_definition("blog-two"));
    auto page =
        ecs.get(list_task_definitions,
                {.family_prefix = "blog", .sort = shapes::SortOrder::Desc, .max_results = 3});
    EXPECT_EQ(page.task_definition_arns->at(1), kArn + "task-definition/blog:10");
    ecs.get(deregister_task_definition, {.task_definition = "blog:8"});
    page = ecs.get(
        list_task_definitions,
        {.family_prefix = "blog", .sort = shapes::SortOrder::Desc, .next_token = page.next_token});
    EXPECT_EQ(page.task_definition_arns->size(), 7u);
    EXPECT_EQ(page.task_definition_arns->at(0), kArn + "task-definition/blog:7");
    EXPECT_EQ(ecs.get(list_task_definitions, {.family_prefix = ""}).task_definition_arns->size(),
              11u);
    EXPECT_EQ(ecs.get(list_task_definitions, {.status = shapes::TaskDefinitionStatus::Inactive})
                  .task_definition_arns->size(),
              1u);
}

TEST(TaskDefinitions, families_are_listed_by_prefix_and_by_whether_a_revision_is_active) {
    TestWorld ecs;
    for (const char* family : {"blog", "blog-two", "feed"})
        ecs.get(register_task_definition, a_definition(family));
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    const auto of = [&](const shapes::ListTaskDefinitionFamiliesRequest& request) {
        return *ecs.get(list_task_definition_families, request).families;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(of({.family_prefix = "blog"}), (Names{"blog", "blog-two"}));
    EXPECT_EQ(of({.status = shapes::TaskDefinitionFamilyStatus::Active}),
              (Names{"blog-two", "feed"}));
    EXPECT_EQ(of({.status = shapes::TaskDefinitionFamilyStatus::Inactive}), (Names{"blog"}));
}

TEST(TaskDefinitions, need_memory_somewhere) {
    auto container = a_container();
    container.memory = std::nullopt;
    expect_error(register_container(container), errors::kClient,
                 "Invalid setting for container 'app'. At least one of 'memory' or "
                 "'memoryReservation' must be specified.");
    TestWorld ecs;
    auto request = a_definition();
    request.container_definitions = {container};
    request.memory = "128";
    EXPECT_TRUE(ecs.ask(register_task_definition, request));
}

TEST(TaskDefinitions, need_sensible_sizes_and_names) {
    auto small = a_container();
    small.memory = 4;
    expect_refused(register_container(small), "'memory' must be at least 6 MiB");
    auto reserved = a_container();
    reserved.memory_reservation = 64;
    expect_refused(register_container(reserved), "'memory' must be greater than");
    auto nameless = a_container("");
    expect_refused(register_container(nameless), "Container.name should not be null or empty.");
    auto imageless = a_container();
    imageless.image = "";
    expect_error(register_container(imageless), errors::kClient,
                 "Container.image should not be null or empty.");
    auto optional = a_container();
    optional.essential = false;
    expect_error(register_container(optional), errors::kClient,
                 "Task definition doesn't have any essential container.");
}

TEST(TaskDefinitions, map_each_host_port_once) {
    auto container = a_container();
    container.port_mappings = {{.container_port = 80, .host_port = 80},
                               {.container_port = 81, .host_port = 80}};
    expect_error(register_container(container), errors::kClient,
                 "TCP host port '80' is mapped multiple times in task.");
    container.port_mappings = {
        {.container_port = 53, .host_port = 53},
        {.container_port = 53, .host_port = 53, .protocol = shapes::TransportProtocol::Udp}};
    EXPECT_TRUE(register_container(container));
    container.port_mappings->front().container_port = 70000;
    expect_error(register_container(container), errors::kClient,
                 "Invalid 'containerPort' setting for container 'app'.");
}

TEST(TaskDefinitions, map_a_container_port_to_several_host_ports) {
    auto container = a_container();
    container.port_mappings = {{.container_port = 80, .host_port = 8080},
                               {.container_port = 80, .host_port = 8081},
                               {.container_port = 80},
                               {.container_port = 80}};
    EXPECT_TRUE(register_container(container));
}

TEST(TaskDefinitions, refuse_by_name_what_ikada_does_not_honour) {
    auto secret = a_container();
    secret.secrets.emplace(1);
    expect_refused(register_container(secret), "'secrets'");
    auto logs = a_container();
    logs.log_configuration.emplace().log_driver = shapes::LogDriver::Awslogs;
    expect_refused(register_container(logs), "awslogs");
    logs.log_configuration->log_driver = shapes::LogDriver::Local;
    EXPECT_TRUE(register_container(logs));

    TestWorld ecs;
    auto request = a_definition();
    request.task_role_arn = "arn:aws:iam::000000000000:role/task";
    expect_refused(ecs.ask(register_task_definition, request), "'taskRoleArn'");
}

TEST(TaskDefinitions, are_deleted_once_they_are_inactive) {
    TestWorld ecs;
    ecs.get(register_task_definition, a_definition());
    auto answer = ecs.get(delete_task_definitions, {.task_definitions = {"blog:1", "blog:2"}});
    ASSERT_EQ(answer.failures->size(), 2u);
    EXPECT_EQ(answer.failures->at(0).reason,
              "The specified task definition is still in ACTIVE status. Please deregister the "
              "target and try again.");
    EXPECT_EQ(answer.failures->at(1).arn, kArn + "task-definition/blog:2");
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    answer = ecs.get(delete_task_definitions, {.task_definitions = {"blog:1"}});
    EXPECT_EQ(answer.task_definitions->at(0).status,
              shapes::TaskDefinitionStatus::DeleteInProgress);
    const auto listed =
        ecs.get(list_task_definitions, {.status = shapes::TaskDefinitionStatus::DeleteInProgress});
    EXPECT_EQ(listed.task_definition_arns->size(), 1u);
}

TEST(TaskDefinitions, that_are_deleted_stay_until_their_last_task_has_stopped) {
    HobbyWorld ecs(1);
    const auto task = *ecs.run().task_arn;
    ecs.get(deregister_task_definition, {.task_definition = "blog:1"});
    ecs.get(delete_task_definitions, {.task_definitions = {"blog:1"}});
    const auto is_there = [&] {
        ecs.in_tx([&](world::Tx& tx) {
            DefinitionController().run(tx, kArn + "task-definition/blog:1", kNow);
        });
        return ecs.in_tx([&](world::Tx& tx) { return definitions::find(tx, "blog:1") != nullptr; });
    };
    EXPECT_TRUE(is_there());
    expect_error(ecs.ask(run_task, {.cluster = "hobby", .task_definition = "blog:1"}),
                 errors::kInvalidParameter, "TaskDefinition is inactive");
    ecs.report(task, "STOPPED", {a_report("STOPPED", 0)});
    EXPECT_FALSE(is_there());
    EXPECT_EQ(ecs.get(register_task_definition, a_definition()).task_definition->revision, 2);
}

TEST(TaskDefinitions, give_their_tags_when_asked) {
    TestWorld ecs;
    auto request = a_definition();
    request.tags = {{{"team", "web"}}};
    ecs.get(register_task_definition, request);
    EXPECT_FALSE(ecs.get(describe_task_definition, {.task_definition = "blog"}).tags);
    const auto tagged =
        ecs.get(describe_task_definition,
                {.task_definition = "blog", .include = {{shapes::TaskDefinitionField::Tags}}});
    EXPECT_EQ(tagged.tags->at(0).value, "web");
}

}  // namespace
}  // namespace ikada::ecs::testing
