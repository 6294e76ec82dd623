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
