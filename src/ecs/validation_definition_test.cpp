#include "ecs/testing.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs::testing {
namespace {

using Request = shapes::RegisterTaskDefinitionRequest;

// Containers "app", which is essential, and "helper", which is not.
Request a_pair() {
    auto made = a_definition();
    made.container_definitions.push_back(a_container("helper"));
    made.container_definitions[1].essential = false;
    return made;
}
Request with(const shapes::ContainerDefinition& container) {
    auto made = a_definition();
    made.container_definitions = {container};
    return made;
}
void expect_valid(const Request& request) {
    const auto checked = check_task_definition(request);
    EXPECT_TRUE(checked) << checked.error().message;
}
void expect_invalid(const Request& request, std::string_view what) {
    const auto checked = check_task_definition(request);
    ASSERT_FALSE(checked) << "should have been refused: " << what;
    EXPECT_EQ(checked.error().kind->code, "ClientException");
    EXPECT_NE(checked.error().message.find(what), std::string::npos) << checked.error().message;
}

TEST(Definition, may_have_several_containers_with_names_of_their_own) {
    auto request = a_pair();
    expect_valid(request);
    request.container_definitions[1].name = "app";
    expect_invalid(request, "'app' is used twice");
    request = a_definition();
    for (int i = 0; i < 10; ++i)
        request.container_definitions.push_back(a_container("c" + std::to_string(i)));
    expect_invalid(request, "at most 10 containers");
    request.container_definitions.clear();
    expect_invalid(request, "Container list cannot be empty.");
}

TEST(Definition, is_at_most_64_KiB_long) {
    auto request = a_definition();
    request.container_definitions[0].command = {{std::string(70'000, 'x')}};
    expect_invalid(request, "Max allowed length is '65536' bytes.");
}

TEST(Definition, lets_containers_wait_for_each_other) {
    auto request = a_pair();
    auto& app = request.container_definitions[0];
    app.depends_on = {{{"helper", shapes::ContainerCondition::Success}}};
    expect_valid(request);
    app.depends_on->front().condition = shapes::ContainerCondition::Healthy;
    expect_invalid(request, "must have a health check");
    request.container_definitions[1].health_check.emplace().command = {"CMD", "true"};
    expect_valid(request);
}

TEST(Definition, lets_nobody_wait_for_the_end_of_an_essential_container) {
    auto request = a_pair();
    auto& helper = request.container_definitions[1];
    helper.depends_on = {{{"app", shapes::ContainerCondition::Complete}}};
    expect_invalid(request,
                   "A dependency container with SUCCESS or COMPLETE condition cannot be an "
                   "essential container");
    helper.depends_on->front().condition = shapes::ContainerCondition::Start;
    expect_valid(request);
}

TEST(Definition, lets_nobody_wait_for_itself_or_for_somebody_unknown) {
    auto request = a_pair();
    auto& app = request.container_definitions[0];
    app.depends_on = {{{"app", shapes::ContainerCondition::Start}}};
    expect_invalid(request, "must not name the container itself");
    app.depends_on = {{{"nobody", shapes::ContainerCondition::Start}}};
    expect_invalid(request, "'dependsOn' names 'nobody'");
    app.depends_on = std::nullopt;
    app.links = {{"nobody:db"}};
    expect_invalid(request, "'links' names 'nobody'");
    app.links = std::nullopt;
    app.volumes_from = {{{.source_container = "nobody", .read_only = {}}}};
    expect_invalid(request, "'volumesFrom' names 'nobody'");
}

TEST(Definition, lets_nobody_wait_in_a_circle) {
    auto request = a_pair();
    request.container_definitions.push_back(a_container("third"));
    request.container_definitions[0].depends_on = {{{"helper", shapes::ContainerCondition::Start}}};
    request.container_definitions[1].links = {{"third"}};
    expect_valid(request);
    request.container_definitions[2].volumes_from = {
        {{.source_container = "app", .read_only = {}}}};
    expect_invalid(request, "form a cycle: app, helper, third.");
}

TEST(Definition, mounts_volumes_that_it_has) {
    auto request = a_definition();
    auto& app = request.container_definitions[0];
    app.mount_points = {{{.source_volume = "data", .container_path = "/data", .read_only = {}}}};
    expect_invalid(request, "Unknown volume 'data'.");
    request.volumes.emplace(1).front().name = "data";
    expect_valid(request);
    app.mount_points->push_back(app.mount_points->front());
    expect_invalid(request, "Two volumes are mounted at '/data'.");
    app.mount_points = {{{.source_volume = "data", .container_path = {}, .read_only = {}}}};
    expect_invalid(request, "'containerPath' must be an absolute path");
}

TEST(Definition, has_volumes_of_the_host_or_of_docker) {
    auto request = a_definition();
    auto& volume = request.volumes.emplace(1).front();
    expect_invalid(request, "Volume name should not be null or empty.");
    volume.name = "data";
    volume.host.emplace().source_path = "";
    expect_invalid(request, "host.sourcePath should not be blank.");
    volume.host->source_path = "/srv";
    expect_valid(request);
    volume.docker_volume_configuration.emplace().autoprovision = true;
    expect_invalid(request, "exclude each other");
    volume.host = std::nullopt;
    expect_invalid(request, "'autoprovision' is only for volumes of scope 'shared'");
    volume.docker_volume_configuration->scope = shapes::Scope::Shared;
    expect_valid(request);
    request.volumes->push_back(volume);
    expect_invalid(request, "'data' is used twice");
    request.volumes->back().name = "more";
    request.volumes->back().efs_volume_configuration.emplace();
    expect_invalid(request, "efsVolumeConfiguration");
}

TEST(Definition, has_matching_ports_where_containers_have_no_network_of_their_own) {
    auto request = a_definition();
    auto& mapping = request.container_definitions[0].port_mappings->front();
    mapping.host_port = 80;
    for (const auto mode : {shapes::NetworkMode::Host, shapes::NetworkMode::Awsvpc}) {
        request.network_mode = mode;
        expect_invalid(request, "the host ports and container ports in port mappings must match.");
    }
    mapping.host_port = 8080;
    expect_valid(request);
    mapping.host_port = std::nullopt;
    expect_valid(request);
    request.network_mode = shapes::NetworkMode::None;
    expect_invalid(request, "'portMappings' is not supported when networkMode=none.");
}

TEST(Definition, maps_a_port_once_among_containers_that_share_a_network) {
    auto request = a_pair();
    expect_valid(request);
    request.network_mode = shapes::NetworkMode::Awsvpc;
    expect_invalid(request, "TCP host port '8080' is mapped multiple times in task.");
}

TEST(Definition, links_and_names_hosts_only_where_docker_can) {
    auto request = a_pair();
    request.network_mode = shapes::NetworkMode::Host;
    request.container_definitions[1].port_mappings = std::nullopt;
    request.container_definitions[0].links = {{"helper"}};
    expect_invalid(request, "'links' is not supported when networkMode=host.");
    request.container_definitions[0].links = std::nullopt;
    request.container_definitions[0].hostname = "web";
    request.network_mode = shapes::NetworkMode::Awsvpc;
    expect_invalid(request, "'hostname' is not supported when networkMode=awsvpc.");
}

TEST(Definition, reserves_no_more_than_the_task_has) {
    auto request = a_pair();
    request.memory = "100";
    expect_invalid(request, "its containers reserve 128 MiB of 100");
    request.memory = "1 GB";
    request.cpu = "256";
    for (auto& each : request.container_definitions) each.cpu = 200;
    expect_invalid(request, "its containers reserve 400 CPU units of 256");
    request.cpu = ".5 vCPU";
    expect_valid(request);
    for (const auto* wrong : {"64", "none", "-1", "9999999999"}) {
        request.cpu = wrong;
        expect_invalid(request, "Invalid 'cpu' setting for task");
    }
}

TEST(Definition, asks_of_the_kernel_what_ecs_knows) {
    auto container = a_container();
    auto& asked = container.linux_parameters.emplace();
    asked.capabilities.emplace().add = {{"SYS_PTRACE"}};
    asked.tmpfs = {{{.container_path = "/tmp", .size = 16, .mount_options = {{"mode=755"}}}}};
    expect_valid(with(container));
    asked.capabilities->drop = {{"FLY"}};
    expect_invalid(with(container), "'FLY' is no Linux capability");
    asked.capabilities = std::nullopt;
    asked.tmpfs->front().mount_options = {{"fast"}};
    expect_invalid(with(container), "'fast' is no mount option");
    asked.tmpfs->front() = {.container_path = "tmp", .size = 16, .mount_options = {}};
    expect_invalid(with(container), "must have an absolute path");
    asked = {};
    asked.swappiness = 101;
    expect_invalid(with(container), "'swappiness' must be from 0 to 100.");
    asked = {};
    asked.devices.emplace(1).front().host_path = "fuse";
    expect_invalid(with(container), "The device 'fuse'");
}

TEST(Definition, sets_only_kernel_parameters_that_are_a_containers_own) {
    auto container = a_container();
    container.system_controls = {{{"net.core.somaxconn", "1024"}}};
    expect_valid(with(container));
    auto request = with(container);
    request.network_mode = shapes::NetworkMode::Host;
    expect_invalid(request, "is not supported when networkMode=host.");
    container.system_controls = {{{"vm.swappiness", "1"}}};
    expect_invalid(with(container), "'vm.swappiness' is not namespaced");
}

TEST(Definition, keeps_soft_limits_under_hard_ones) {
    auto container = a_container();
    container.ulimits = {{{shapes::UlimitName::Nofile, 1024, 4096}}};
    expect_valid(with(container));
    container.ulimits->push_back(container.ulimits->front());
    expect_invalid(with(container), "'nofile' is set twice");
    container.ulimits = {{{shapes::UlimitName::Core, 2, 1}}};
    expect_invalid(with(container), "a soft limit up to its hard limit");
    container.ulimits = {{{shapes::UlimitName::Core, -1, -1}}};
    expect_valid(with(container));
}

TEST(Definition, checks_health_within_ecs_bounds) {
    auto container = a_container();
    auto& check = container.health_check.emplace();
    check.command = {"true"};
    expect_invalid(with(container), "must begin with CMD or CMD-SHELL");
    check.command = {"CMD-SHELL", "true"};
    expect_valid(with(container));
    check.interval = 4;
    expect_invalid(with(container), "The health check's interval must be from 5 to 300.");
    check.interval = std::nullopt;
    check.retries = 11;
    expect_invalid(with(container), "The health check's retries must be from 1 to 10.");
}

TEST(Definition, refuses_by_name_what_ikada_does_not_do) {
    auto request = a_definition();
    for (const auto mode : {shapes::PidMode::Task, shapes::PidMode::Host}) {
        request.pid_mode = mode;
        expect_valid(request);
    }
    request.ephemeral_storage.emplace();
    expect_invalid(request, "'ephemeralStorage'");
}

}  // namespace
}  // namespace ikada::ecs::testing
