// The JSON below was recorded from Docker 20.10.24, shortened to what matters.

#include <gtest/gtest.h>

#include "docker/types.hpp"

namespace ikada::docker {
namespace {

constexpr std::string_view kRunning = R"json({
  "Id":"c10a9acbbb7f","Created":"2026-11-23T00:27:38.420812859Z","Path":"/ikada-sample","Args":[],
  "State":{"Status":"running","Running":true,"OOMKilled":false,"Dead":false,"ExitCode":0,
    "Error":"","StartedAt":"2026-11-23T00:27:38.858783803Z","FinishedAt":"0001-01-01T00:00:00Z",
    "Health":{"Status":"starting","FailingStreak":0,"Log":[]}},
  "Image":"sha256:8eb9","Name":"/nervous_chatelet","HostConfig":{"Binds":null},
  "Config":{"Env":["VERSION=1"],"Cmd":null,"Image":"ikada/sample:1","Labels":{"x":"y"},
    "StopSignal":"SIGINT"},
  "NetworkSettings":{"Bridge":"","Ports":{"8080/tcp":[{"HostIp":"127.0.0.9","HostPort":"33000"}],
    "9090/udp":null},
    "Networks":{"ikada":{"IPAddress":"10.213.128.2"},"none":{"IPAddress":""}}}})json";

TEST(DockerContainer, is_read_from_an_inspection) {
    const auto container = parse_container(kRunning);
    ASSERT_TRUE(container);
    EXPECT_EQ(container->id, "c10a9acbbb7f");
    EXPECT_EQ(container->name, "nervous_chatelet");
    EXPECT_EQ(container->image, "ikada/sample:1");
    EXPECT_EQ(container->state, ContainerState::Running);
    EXPECT_EQ(container->health, Health::Starting);
    EXPECT_EQ(container->stop_signal, "SIGINT");
    EXPECT_EQ(container->labels.at("x"), "y");
}

TEST(DockerContainer, has_the_ports_that_are_published_and_no_others) {
    const auto container = parse_container(kRunning);
    ASSERT_TRUE(container);
    EXPECT_EQ(container->ports, (std::vector<PublishedPort>{{8080, "tcp", "127.0.0.9", 33000}}));
}

TEST(DockerContainer, has_an_address_in_each_network_that_gives_one) {
    const auto container = parse_container(kRunning);
    ASSERT_TRUE(container);
    EXPECT_EQ(container->addresses, std::vector<std::string>{"10.213.128.2"});
}

TEST(DockerContainer, that_never_finished_has_no_finishing_time) {
    const auto container = parse_container(kRunning);
    ASSERT_TRUE(container);
    EXPECT_EQ(container->started_at, parse_iso8601("2026-11-23T00:27:38.858Z"));
    EXPECT_EQ(container->finished_at, std::nullopt);
}

TEST(DockerContainer, that_ended_without_a_known_start_has_exited_though_docker_says_created) {
    const auto container = parse_container(
        R"json({"Id":"a","State":{"Status":"created","ExitCode":137,
        "StartedAt":"0001-01-01T00:00:00Z","FinishedAt":"2026-11-25T01:14:09.53Z"}})json");
    ASSERT_TRUE(container);
    EXPECT_EQ(container->state, ContainerState::Exited);
    EXPECT_EQ(container->exit_code, 137);
}

TEST(DockerContainer, killed_for_its_memory_says_so) {
    const auto container = parse_container(
        R"json({"Id":"a","State":{"Status":"exited","OOMKilled":true,"ExitCode":137}})json");
    ASSERT_TRUE(container);
    EXPECT_EQ(container->state, ContainerState::Exited);
    EXPECT_TRUE(container->oom_killed);
    EXPECT_EQ(container->exit_code, 137);
}

TEST(DockerContainer, without_an_id_is_no_container) {
    EXPECT_FALSE(parse_container(R"json({"message":"No such container: nonesuch"})json"));
    EXPECT_FALSE(parse_container("[1,"));
}

TEST(DockerListing, gives_state_health_and_labels) {
    const auto rows = parse_listing(R"json([{"Id":"c10a","Names":["/nervous_chatelet"],
        "Labels":{"x":"y"},"State":"running","Status":"Up 1 second (health: starting)"},
        {"Id":"d20b","Names":["/b"],"State":"exited","Status":"Exited (1) 2 s ago"}])json");
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(
        (*rows)[0],
        (ContainerRow{
            "c10a", "nervous_chatelet", ContainerState::Running, Health::Starting, {{"x", "y"}}}));
    EXPECT_EQ((*rows)[1].state, ContainerState::Exited);
}

TEST(DockerListing, tells_unhealthy_from_healthy) {
    const auto rows =
        parse_listing(R"json([{"Id":"a","State":"running","Status":"Up 2 s (healthy)"},
        {"Id":"b","State":"running","Status":"Up 2 s (unhealthy)"}])json");
    ASSERT_TRUE(rows);
    EXPECT_EQ((*rows)[0].health, Health::Healthy);
    EXPECT_EQ((*rows)[1].health, Health::Unhealthy);
}

TEST(DockerVolumes, have_driver_and_labels) {
    const auto volumes = parse_volumes(
        R"json({"Volumes":[{"Name":"v","Driver":"local","Labels":{"a":"b"}}],
        "Warnings":null})json");
    ASSERT_TRUE(volumes);
    EXPECT_EQ(*volumes, (std::vector<Volume>{{"v", "local", {{"a", "b"}}}}));
    EXPECT_TRUE(parse_volumes(R"json({"Volumes":null})json"));
}

TEST(DockerEvent, names_the_container_and_what_happened) {
    const auto event = parse_event(
        R"json({"status":"die","id":"c10a","Type":"container","Action":"die",
        "Actor":{"ID":"c10a","Attributes":{"exitCode":"137"}},"time":1795393659})json");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->id, "c10a");
    EXPECT_EQ(event->action, "die");
    EXPECT_EQ(event->time, 1795393659);
}

TEST(DockerPull, fails_with_the_error_in_its_progress) {
    EXPECT_EQ(pull_failure("{\"status\":\"Pulling\"}\r\n{\"error\":\"manifest unknown\"}\r\n"),
              "manifest unknown");
    EXPECT_EQ(pull_failure("{\"status\":\"Pulling\"}\r\n{\"status\":\"Done\"}\r\n"), std::nullopt);
}

TEST(DockerImageReference, splits_off_tag_or_digest) {
    EXPECT_EQ(parse_image_reference("busybox"), (ImageReference{"busybox", "latest"}));
    EXPECT_EQ(parse_image_reference("r:5000/team/app"),
              (ImageReference{"r:5000/team/app", "latest"}));
    EXPECT_EQ(parse_image_reference("r:5000/app:v2"), (ImageReference{"r:5000/app", "v2"}));
    EXPECT_EQ(parse_image_reference("app@sha256:ab"), (ImageReference{"app", "sha256:ab"}));
}

}  // namespace
}  // namespace ikada::docker
