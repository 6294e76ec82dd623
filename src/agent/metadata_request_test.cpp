#include "agent/metadata_request.hpp"

#include "agent/container_config.hpp"
#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

const MetadataId kId{"0123456789abcdef", "10.213.0.5", 3};
const std::string kName = "0123456789abcdef-23261610627";

TEST(MetadataRequest, names_a_container_so_that_every_agent_knows_whose_it_is) {
    EXPECT_EQ(to_text(kId), kName);
    EXPECT_EQ(parse_metadata_id(kName), kId);
    EXPECT_EQ(to_text({"a", "0.0.0.0", 1}), "a-0000000001");
    for (const auto* wrong :
         {"", "abc", "-1", "abc-", "abc-x", "abc-999999999999", "abc-99999999999999999999"})
        EXPECT_FALSE(parse_metadata_id(wrong)) << wrong;
}

TEST(MetadataRequest, is_read_from_the_paths_of_versions_3_and_4) {
    using Topic = MetadataTopic;
    const std::pair<const char*, Topic> topics[] = {{"", Topic::Container},
                                                    {"/", Topic::Container},
                                                    {"/task", Topic::Task},
                                                    {"/taskWithTags", Topic::TaskWithTags},
                                                    {"/stats", Topic::Stats},
                                                    {"/task/stats", Topic::TaskStats},
                                                    {"/task/stats/", Topic::TaskStats},
                                                    {"/associations/x", Topic::Associations}};
    for (const auto& [path, topic] : topics) {
        EXPECT_EQ(parse_metadata_path("/v3/" + kName + path),
                  (MetadataRequest{MetadataVersion::V3, topic, kId, {}}));
        EXPECT_EQ(parse_metadata_path("/v4/" + kName + path),
                  (MetadataRequest{MetadataVersion::V4, topic, kId, {}}));
    }
}

TEST(MetadataRequest, is_read_from_the_paths_of_version_2) {
    using Topic = MetadataTopic;
    const std::tuple<const char*, Topic, const char*> topics[] = {
        {"/v2/metadata", Topic::Task, ""},
        {"/v2/metadata/", Topic::Task, ""},
        {"/v2/metadataWithTags", Topic::TaskWithTags, ""},
        {"/v2/metadata/d0c", Topic::Container, "d0c"},
        {"/v2/stats", Topic::TaskStats, ""},
        {"/v2/stats/d0c", Topic::Stats, "d0c"}};
    for (const auto& [path, topic, docker_id] : topics)
        EXPECT_EQ(parse_metadata_path(path),
                  (MetadataRequest{MetadataVersion::V2, topic, {}, docker_id}));
}

TEST(MetadataRequest, is_read_from_the_path_of_task_protection) {
    EXPECT_EQ(parse_metadata_path("/api/" + kName + "/task-protection/v1/state"),
              (MetadataRequest{MetadataVersion::V4, MetadataTopic::Protection, kId, {}}));
}

TEST(MetadataRequest, is_nothing_else) {
    for (const auto& path :
         {std::string("/"), std::string(""), std::string("/v4"), std::string("/v4/"),
          std::string("/v4/unknown"), "/v5/" + kName, "/api/" + kName, "/v4/" + kName + "/tasks",
          std::string("/v2/task"), std::string("/v2/credentials/x")})
        EXPECT_FALSE(parse_metadata_path(path)) << path;
}

TEST(MetadataRequest, is_made_from_variables_that_only_stand_where_it_is_answered) {
    const auto task = testing::a_task();
    const auto options = testing::the_options();
    EXPECT_TRUE(metadata_variables(options, task.spec, 0, "").empty());
    const auto variables = metadata_variables(options, task.spec, 0, "http://169.254.170.2");
    const auto& uri = variables.at("ECS_CONTAINER_METADATA_URI_V4");
    EXPECT_EQ(uri, "http://169.254.170.2/v4/0123456789abcdef-272730424448");
    EXPECT_EQ(variables.at("ECS_CONTAINER_METADATA_URI"),
              "http://169.254.170.2/v3/0123456789abcdef-272730424448");
    const auto asked = parse_metadata_path(uri.substr(uri.find("/v4")));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->id, (MetadataId{"0123456789abcdef", options.address, 0}));
    const auto config = docker_config(options, task, 0, "http://169.254.170.2");
    EXPECT_NE(config.find("ECS_CONTAINER_METADATA_URI_V4=" + uri), std::string::npos);
    EXPECT_EQ(docker_config(options, task, 0).find("METADATA"), std::string::npos);
}

}  // namespace
}  // namespace ikada::agent
