#include "agent/metadata.hpp"

#include "agent/testing.hpp"

namespace ikada::agent::testing {
namespace {

SeenContainers shown() {
    auto container = seen(docker::ContainerState::Running);
    container.image_id = "sha256:abc";
    container.labels = {{"com.amazonaws.ecs.container-name", "app"}};
    container.addresses = {"172.17.0.5"};
    return {{container.id, container}};
}

json::value said(const TaskRecord& task, MetadataVersion version = MetadataVersion::V4) {
    return task_metadata(the_options(), task, shown(), version);
}

TEST(Metadata, names_a_container_so_that_every_agent_knows_whose_it_is) {
    const MetadataId id{"0123456789abcdef", "10.213.0.5", 3};
    EXPECT_EQ(to_text(id), "0123456789abcdef-23261610627");
    EXPECT_EQ(parse_metadata_id(to_text(id)), id);
    EXPECT_EQ(metadata_uri(MetadataVersion::V4, id),
              "http://169.254.170.2/v4/0123456789abcdef-23261610627");
    for (const auto wrong : {"", "abc", "-1", "abc-", "abc-x", "abc--1", "abc-99999999999999"})
        EXPECT_FALSE(parse_metadata_id(wrong)) << wrong;
}

TEST(Metadata, tells_a_container_where_and_what_it_is) {
    auto task = a_task();
    run(task);
    const auto container = at(said(task), "/Containers/0");
    EXPECT_EQ(json::text(container, "DockerId"), "d0c");
    EXPECT_EQ(json::text(container, "Name"), "app");
    EXPECT_EQ(json::text(container, "Image"), "app:1");
    EXPECT_EQ(json::text(container, "ImageID"), "sha256:abc");
    EXPECT_EQ(json::text(container, "KnownStatus"), "RUNNING");
    EXPECT_EQ(json::text(container, "DesiredStatus"), "RUNNING");
    EXPECT_EQ(json::text(container, "Type"), "NORMAL");
    EXPECT_EQ(json::text(container, "LogDriver"), "json-file");
    EXPECT_EQ(at(container, "/Networks/0/NetworkMode").as_string(), "bridge");
    EXPECT_EQ(at(container, "/Networks/0/IPv4Addresses/0").as_string(), "172.17.0.5");
    EXPECT_EQ(at(container, "/Ports/0/HostPort").as_int64(), 32768);
    EXPECT_EQ(at(container, "/Ports/0/HostIp").as_string(), "127.0.0.9");
    EXPECT_EQ(at(container, "/Labels/com.amazonaws.ecs.container-name").as_string(), "app");
}

TEST(Metadata, tells_a_task_who_it_is) {
    auto task = a_task();
    const auto document = said(task);
    EXPECT_EQ(json::text(document, "TaskARN"), kArn);
    EXPECT_EQ(json::text(document, "Cluster"), "hobby");
    EXPECT_EQ(json::text(document, "Family"), "web");
    EXPECT_EQ(json::text(document, "Revision"), "3");
    EXPECT_EQ(json::text(document, "LaunchType"), "EC2");
    EXPECT_EQ(json::text(document, "KnownStatus"), "NONE");
    run(task);
    EXPECT_EQ(json::text(said(task), "KnownStatus"), "RUNNING");
}

TEST(Metadata, version_3_has_no_members_of_version_4) {
    auto task = a_task();
    run(task);
    const auto document = said(task, MetadataVersion::V3);
    EXPECT_EQ(json::find(document, "LaunchType"), nullptr);
    EXPECT_EQ(json::find(at(document, "/Containers/0"), "LogDriver"), nullptr);
    EXPECT_EQ(json::find(at(document, "/Containers/0/Ports/0"), "HostIp"), nullptr);
}

TEST(Metadata, finds_a_task_by_its_id) {
    AgentState state;
    state.tasks.emplace(kArn, a_task());
    EXPECT_NE(find_task(state, "0123456789abcdef"), nullptr);
    EXPECT_EQ(find_task(state, "fedcba9876543210"), nullptr);
}

}  // namespace
}  // namespace ikada::agent::testing
