#include "agent/metadata.hpp"

#include "agent/container_config.hpp"
#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::at;
using testing::kArn;
using testing::kOne;
using testing::parsed;
using testing::run;
using testing::the_options;

AgentState a_state() {
    AgentState state;
    state.cluster = "hobby";
    state.availability_zone = "us-east-1a";
    state.vpc_id = "vpc-1";
    return state;
}

SeenContainers shown() {
    auto container = testing::seen(docker::ContainerState::Running);
    container.image_id = "sha256:abc";
    container.labels = {{"com.amazonaws.ecs.container-name", "app"}};
    container.addresses = {"172.17.0.5"};
    return {{container.id, container}};
}

json::value said(const TaskRecord& task, MetadataVersion version = MetadataVersion::V4) {
    return task_metadata(a_state(), task, shown(), version);
}

TaskRecord described(const std::string& members, const std::string& containers = kOne) {
    const auto text = testing::payload(containers, members);
    auto spec = parse_task(parsed(text));
    EXPECT_TRUE(spec) << spec.error().message;
    return make_record(*spec, text);
}

const std::string kOwnAddress =
    R"("networkMode":"awsvpc","serviceName":"web","cpu":0.5,"memory":128,
    "elasticNetworkInterfaces":[{"attachmentArn":"att","macAddress":"02:42:0a:d5:08:04",
      "ipv4Addresses":[{"privateAddress":"10.213.8.4","primary":true}],
      "privateDnsName":"ip-10-213-8-4.ec2.internal","subnetGatewayIpv4Address":"10.213.0.1/20"}])";

TEST(Metadata, tells_a_container_where_and_what_it_is) {
    auto task = a_task();
    run(task);
    const auto container = at(said(task), "/Containers/0");
    EXPECT_EQ(container, container_metadata(task, 0, shown(), MetadataVersion::V4));
    EXPECT_EQ(container, parsed(R"json({
        "DockerId":"d0c","Name":"app","DockerName":"ecs-web-3-app-0123456789abcdef",
        "Image":"app:1","ImageID":"sha256:abc",
        "Labels":{"com.amazonaws.ecs.container-name":"app"},
        "DesiredStatus":"RUNNING","KnownStatus":"RUNNING","Limits":{"CPU":0,"Memory":0},
        "StartedAt":"1970-01-01T12:00:00.000Z","Type":"NORMAL",
        "Networks":[{"NetworkMode":"bridge","IPv4Addresses":["172.17.0.5"]}],
        "Ports":[{"ContainerPort":80,"Protocol":"tcp","HostPort":32768,"HostIp":"127.0.0.9"}],
        "LogDriver":"json-file","LogOptions":{}})json"));
}

TEST(Metadata, tells_a_task_who_it_is) {
    auto task = a_task();
    EXPECT_EQ(json::text(said(task), "KnownStatus"), "NONE");
    run(task);
    task.pull_started_at = testing::kNoon;
    auto document = said(task);
    document.get_object().erase("Containers");
    EXPECT_EQ(document, parsed(R"json({
        "Cluster":"hobby","TaskARN":")json" +
                               kArn + R"json(","Family":"web","Revision":"3",
        "DesiredStatus":"RUNNING","KnownStatus":"RUNNING",
        "PullStartedAt":"1970-01-01T12:00:00.000Z",
        "AvailabilityZone":"us-east-1a","VPCID":"vpc-1","LaunchType":"EC2"})json"));
}

TEST(Metadata, tells_a_task_its_service_its_limits_and_its_own_network) {
    const auto task = described(kOwnAddress);
    const auto document = said(task);
    EXPECT_EQ(json::text(document, "ServiceName"), "web");
    EXPECT_EQ(at(document, "/Limits"), parsed(R"({"CPU":0.5,"Memory":128})"));
    EXPECT_EQ(at(document, "/Containers/0/Networks/0"), parsed(R"json({
        "NetworkMode":"awsvpc","IPv4Addresses":["10.213.8.4"],"AttachmentIndex":0,
        "MACAddress":"02:42:0a:d5:08:04","IPv4SubnetCIDRBlock":"10.213.0.0/20",
        "PrivateDNSName":"ip-10-213-8-4.ec2.internal",
        "SubnetGatewayIpv4Address":"10.213.0.1/20"})json"));
    EXPECT_EQ(at(document, "/Containers/1/Type"), json::value("CNI_PAUSE"));
}

TEST(Metadata, version_3_has_no_members_of_version_4) {
    auto task = described(kOwnAddress);
    run(task);
    const auto document = said(task, MetadataVersion::V3);
    for (const auto* name : {"LaunchType", "VPCID", "ServiceName"})
        EXPECT_EQ(json::find(document, name), nullptr) << name;
    const auto container = at(document, "/Containers/0");
    for (const auto* name : {"LogDriver", "LogOptions", "ContainerARN"})
        EXPECT_EQ(json::find(container, name), nullptr) << name;
    EXPECT_EQ(at(container, "/Networks/0"),
              parsed(R"({"NetworkMode":"awsvpc","IPv4Addresses":["10.213.8.4"]})"));
    EXPECT_EQ(json::find(at(container, "/Ports/0"), "HostIp"), nullptr);
}

TEST(Metadata, shows_the_end_of_a_container_and_that_its_task_is_to_stop) {
    auto task = a_task();
    run(task);
    auto ended = testing::seen_exited(3);
    ended.finished_at = testing::kNoon + Seconds{9};
    apply(task, testing::looked(ended), testing::kNoon);
    const auto container = at(said(task), "/Containers/0");
    EXPECT_EQ(at(container, "/ExitCode"), json::value(3));
    EXPECT_EQ(json::text(container, "FinishedAt"), "1970-01-01T12:00:09.000Z");
    EXPECT_EQ(json::text(container, "KnownStatus"), "STOPPED");
    EXPECT_EQ(json::text(said(task), "DesiredStatus"), "STOPPED");
}

TEST(Metadata, tells_of_health_what_is_checked) {
    const std::string checked =
        R"({"name":"app","image":"app:1","containerArn":"arn:of:app","healthCheckType":"docker"})";
    auto task = described(R"("desiredStatus":"RUNNING")", checked);
    task.containers[0].health = docker::Health::Healthy;
    task.containers[0].health_since = testing::kNoon;
    const auto container = at(said(task), "/Containers/0");
    EXPECT_EQ(at(container, "/Health"),
              parsed(R"({"status":"HEALTHY","statusSince":"1970-01-01T12:00:00.000Z"})"));
    EXPECT_EQ(json::text(container, "ContainerARN"), "arn:of:app");
}

TEST(Metadata, finds_tasks_by_id_and_address_and_containers_by_dockers_id) {
    auto state = a_state();
    state.tasks.emplace(kArn, described(kOwnAddress));
    EXPECT_NE(find_task(state, "0123456789abcdef"), nullptr);
    EXPECT_EQ(find_task(state, "fedcba9876543210"), nullptr);
    EXPECT_NE(find_task_at(state, "10.213.8.4"), nullptr);
    EXPECT_EQ(find_task_at(state, "10.213.8.5"), nullptr);
    auto& task = state.tasks.at(kArn);
    task.containers[1].docker_id = "0123456789abcdef";
    EXPECT_EQ(find_container(task, "0123456789ab"), 1u);
    EXPECT_EQ(find_container(task, "0123456789ff"), std::nullopt);
    EXPECT_EQ(find_container(task, "0123"), std::nullopt);
    task.stopped_at = testing::kNoon;
    EXPECT_EQ(find_task_at(state, "10.213.8.4"), nullptr) << "its address may be another's";
}

}  // namespace
}  // namespace ikada::agent
