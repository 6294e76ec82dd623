#include "ecs/payload.hpp"

#include "base/json.hpp"
#include "ecs/new_task.hpp"
#include "ecs/overrides.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

// A definition and a task of it.
struct Sent {
    TaskDefinition definition;
    Task task;

    explicit Sent(const shapes::ContainerDefinition& container, std::string overrides = "{}") {
        Cluster cluster;
        cluster.name = {"hobby"};
        cluster.arn = kArn + "cluster/hobby";
        definition.family = "blog";
        definition.revision = 3;
        definition.body.container_definitions = {container};
        ContainerInstance on;
        on.ec2_instance_id = "i-1";
        Random random(1);
        task = make_task({cluster, definition, "family:blog", "", std::move(overrides)}, on, random,
                         kNow);
    }
    json::value read() const { return *json::parse(acs_task_payload(task, definition)); }
    json::value container() const { return json::list(read(), "containers").at(0); }
    json::value docker(std::string_view part) const {
        const auto docker_config = container().at("dockerConfig");
        return *json::parse(json::text(docker_config, part));
    }
};

TEST(Payload, names_the_task_and_says_what_is_wanted) {
    Sent sent(a_container());
    const auto read = sent.read();
    EXPECT_EQ(json::text(read, "arn"), sent.task.arn);
    EXPECT_EQ(json::text(read, "family"), "blog");
    EXPECT_EQ(json::text(read, "version"), "3");
    EXPECT_EQ(json::text(read, "desiredStatus"), "RUNNING");
    EXPECT_EQ(json::text(read, "networkMode"), "bridge");
    sent.task.stop_sent = true;
    EXPECT_EQ(json::text(sent.read(), "desiredStatus"), "STOPPED");
}

TEST(Payload, says_what_agents_take_for_false_when_it_is_absent) {
    const auto container = Sent(a_container()).container();
    EXPECT_TRUE(json::boolean(container, "essential"));
    EXPECT_EQ(json::integer(container, "memory"), 64);
    const auto& mapping = json::list(container, "portMappings").at(0);
    EXPECT_EQ(json::integer(mapping, "containerPort"), 8080);
    EXPECT_EQ(json::integer(mapping, "hostPort", -1), 0);
    EXPECT_EQ(json::text(mapping, "protocol"), "tcp");
}

TEST(Payload, merges_overrides) {
    auto container = a_container();
    container.environment = {{{"COLOUR", "red"}, {"SIZE", "s"}}};
    container.command = {{"serve"}};
    const Sent sent(container, R"({"containerOverrides": [{"name": "app", "command": ["migrate"],
        "memory": 96, "environment": [{"name": "COLOUR", "value": "blue"}]}]})");
    const auto read = sent.container();
    EXPECT_EQ(json::list(read, "command").at(0).as_string(), "migrate");
    EXPECT_EQ(json::integer(read, "memory"), 96);
    const auto& environment = read.at("environment");
    EXPECT_EQ(json::text(environment, "COLOUR"), "blue");
    EXPECT_EQ(json::text(environment, "SIZE"), "s");
}

TEST(Payload, speaks_dockers_words_for_the_rest) {
    auto container = a_container();
    container.user = "nobody";
    container.docker_labels.emplace()["a"] = "b";
    container.memory_reservation = 32;
    container.readonly_root_filesystem = true;
    container.ulimits.emplace(1).front() = {shapes::UlimitName::Nofile, 10, 20};
    container.log_configuration.emplace().log_driver = shapes::LogDriver::JsonFile;
    container.log_configuration->options.emplace()["max-size"] = "1m";
    container.health_check.emplace().command = {"CMD-SHELL", "true"};
    const Sent sent(container);
    const auto config = sent.docker("config");
    EXPECT_EQ(json::text(config, "User"), "nobody");
    EXPECT_EQ(json::text(config.at("Labels"), "a"), "b");
    EXPECT_EQ(json::integer(config.at("Healthcheck"), "Interval"), 30'000'000'000);
    EXPECT_EQ(json::text(sent.container(), "healthCheckType"), "docker");
    const auto host = sent.docker("hostConfig");
    EXPECT_EQ(json::text(host, "NetworkMode"), "bridge");
    EXPECT_TRUE(json::boolean(host, "ReadonlyRootfs"));
    EXPECT_EQ(json::integer(host, "MemoryReservation"), 32 * 1024 * 1024);
    EXPECT_EQ(json::text(json::list(host, "Ulimits").at(0), "Name"), "nofile");
    EXPECT_EQ(json::text(host.at("LogConfig"), "Type"), "json-file");
    EXPECT_EQ(json::text(host.at("LogConfig").at("Config"), "max-size"), "1m");
}

// Of two containers that share what tasks can share.
shapes::TaskDefinition a_pair() {
    shapes::TaskDefinition body;
    auto worker = a_container("worker");
    worker.depends_on = {{{"app", shapes::ContainerCondition::Healthy}}};
    worker.links = {{"app:web"}};
    worker.volumes_from = {{{.source_container = "app", .read_only = true}}};
    worker.mount_points = {{{.source_volume = "data", .container_path = "/data", .read_only = {}}}};
    body.container_definitions = {a_container(), worker};
    body.volumes.emplace(3);
    body.volumes->at(0).name = "data";
    body.volumes->at(1).name = "etc";
    body.volumes->at(1).host.emplace().source_path = "/etc";
    body.volumes->at(2).name = "kept";
    body.volumes->at(2).docker_volume_configuration.emplace().scope = shapes::Scope::Shared;
    return body;
}

TEST(Payload, tells_whom_a_container_waits_for_and_what_it_mounts) {
    Sent sent(a_container());
    sent.definition.body = a_pair();
    const auto read = sent.read();
    const auto& worker = json::list(read, "containers").at(1);
    const auto& dependency = json::list(worker, "dependsOn").at(0);
    EXPECT_EQ(json::text(dependency, "containerName"), "app");
    EXPECT_EQ(json::text(dependency, "condition"), "HEALTHY");
    EXPECT_EQ(json::list(worker, "links").at(0).as_string(), "app:web");
    EXPECT_EQ(json::text(json::list(worker, "volumesFrom").at(0), "sourceContainer"), "app");
    EXPECT_TRUE(json::boolean(json::list(worker, "volumesFrom").at(0), "readOnly"));
    const auto& mount = json::list(worker, "mountPoints").at(0);
    EXPECT_EQ(json::text(mount, "sourceVolume"), "data");
    EXPECT_EQ(json::text(mount, "containerPath"), "/data");
}

TEST(Payload, carries_volumes_of_the_host_with_their_key_though_it_is_empty) {
    Sent sent(a_container());
    sent.definition.body = a_pair();
    const auto read = sent.read();
    const auto& volumes = json::list(read, "volumes");
    EXPECT_EQ(json::text(volumes.at(0), "type"), "host");
    EXPECT_TRUE(volumes.at(0).at("host").as_object().empty());
    EXPECT_EQ(json::text(volumes.at(1).at("host"), "sourcePath"), "/etc");
    EXPECT_EQ(json::text(volumes.at(2), "type"), "docker");
    EXPECT_EQ(json::text(volumes.at(2).at("dockerVolumeConfiguration"), "scope"), "shared");
}

TEST(Payload, speaks_dockers_words_for_what_a_container_asks_of_the_kernel) {
    auto container = a_container();
    auto& asked = container.linux_parameters.emplace();
    asked.capabilities.emplace().add = {{"NET_ADMIN"}};
    asked.devices.emplace(1).front().host_path = "/dev/fuse";
    asked.init_process_enabled = true;
    asked.shared_memory_size = 32;
    asked.tmpfs = {{{.container_path = "/tmp", .size = 16, .mount_options = {{"noexec"}}}}};
    asked.max_swap = 64;
    asked.swappiness = 10;
    const auto host = Sent(container).docker("hostConfig");
    EXPECT_EQ(json::list(host, "CapAdd").at(0).as_string(), "NET_ADMIN");
    const auto& device = json::list(host, "Devices").at(0);
    EXPECT_EQ(json::text(device, "PathInContainer"), "/dev/fuse");
    EXPECT_EQ(json::text(device, "CgroupPermissions"), "rwm");
    EXPECT_TRUE(json::boolean(host, "Init"));
    EXPECT_EQ(json::integer(host, "ShmSize"), 32 * 1024 * 1024);
    EXPECT_EQ(json::text(host.at("Tmpfs"), "/tmp"), "noexec,size=16m");
    EXPECT_EQ(json::integer(host, "MemorySwap"), 128 * 1024 * 1024);
    EXPECT_EQ(json::integer(host, "MemorySwappiness"), 10);
}

TEST(Payload, names_the_namespaces_that_a_task_shares_with_its_host) {
    Sent sent(a_container());
    sent.definition.body.network_mode = shapes::NetworkMode::Host;
    sent.definition.body.pid_mode = shapes::PidMode::Host;
    sent.definition.body.ipc_mode = shapes::IpcMode::None;
    EXPECT_EQ(json::text(sent.read(), "networkMode"), "host");
    EXPECT_EQ(json::text(sent.read(), "pidMode"), "host");
    const auto host = sent.docker("hostConfig");
    EXPECT_EQ(json::text(host, "NetworkMode"), "host");
    EXPECT_EQ(json::text(host, "PidMode"), "host");
    EXPECT_EQ(json::text(host, "IpcMode"), "none");
}

TEST(Payload, carries_the_address_of_a_task_that_has_its_own) {
    Sent sent(a_container());
    sent.definition.body.network_mode = shapes::NetworkMode::Awsvpc;
    sent.task.network_interface = NetworkInterface{.id = "eni-1",
                                                   .attachment_id = "0-1",
                                                   .subnet_id = "subnet-1",
                                                   .private_ip = "10.213.8.4",
                                                   .mac_address = "02:42:0a:d5:08:04",
                                                   .private_dns_name = {},
                                                   .subnet_gateway = "10.213.0.1/20"};
    const auto read = sent.read();
    EXPECT_EQ(json::text(read, "networkMode"), "awsvpc");
    const auto& interface = json::list(read, "elasticNetworkInterfaces").at(0);
    EXPECT_EQ(json::text(interface, "ec2Id"), "eni-1");
    EXPECT_EQ(json::text(interface, "attachmentArn"), kArn + "attachment/0-1");
    EXPECT_EQ(json::text(interface, "macAddress"), "02:42:0a:d5:08:04");
    EXPECT_EQ(json::text(interface, "subnetGatewayIpv4Address"), "10.213.0.1/20");
    const auto& address = json::list(interface, "ipv4Addresses").at(0);
    EXPECT_EQ(json::text(address, "privateAddress"), "10.213.8.4");
    EXPECT_TRUE(json::boolean(address, "primary"));
}

TEST(Payload, leaves_the_limits_of_a_task_to_all_its_containers_together) {
    Sent sent(a_container());
    sent.definition.body = a_pair();
    sent.definition.body.cpu = "512";
    sent.definition.body.memory = "1024";
    sent.definition.body.container_definitions->at(1).memory = std::nullopt;
    const auto read = sent.read();
    EXPECT_EQ(json::integer(read, "memory"), 1024);
    const auto& worker = json::list(read, "containers").at(1);
    EXPECT_EQ(json::integer(worker, "cpu", -1), 0);
    EXPECT_FALSE(worker.as_object().contains("memory"));
}

TEST(Payload, gives_a_task_sized_as_a_whole_to_its_container) {
    auto container = a_container();
    container.memory = std::nullopt;
    Sent sent(container);
    sent.definition.body.cpu = ".5 vCPU";
    sent.definition.body.memory = "1 GB";
    const auto read = sent.read();
    EXPECT_EQ(read.at("cpu").as_double(), 0.5);
    EXPECT_EQ(json::integer(read, "memory"), 1024);
    EXPECT_EQ(json::integer(sent.container(), "cpu"), 512);
    EXPECT_EQ(json::integer(sent.container(), "memory"), 1024);
}

}  // namespace
}  // namespace ikada::ecs::testing
