#include "client/settings.hpp"

#include <gmock/gmock.h>

#include "client/credential_provider.hpp"

namespace ikada::client {
namespace {

using ::testing::HasSubstr;

constexpr auto kCredentials = R"(
[default]
aws_access_key_id = AKDEFAULT
aws_secret_access_key = secret/default
[ci]
aws_access_key_id=AKCI
aws_secret_access_key=secret # not this
aws_session_token=token
)";
constexpr auto kConfig = R"(
[default]
region = eu-west-1
[profile ci]
region = ap-northeast-1
endpoint_url = http://all:1
services = mine
[profile  tool]
credential_process = /bin/keys --json
[profile sso]
sso_session = work
[services mine]
ecs =
  endpoint_url = http://ecs:2
logs =
    endpoint_url = http://logs:3
)";

struct SettingsTest : ::testing::Test {
    Sources sources{{}, {}, parse_ini(kCredentials), parse_ini(kConfig)};

    Settings resolved() {
        auto settings = resolve_settings(sources);
        EXPECT_TRUE(settings) << settings.error().message;
        return settings ? *settings : Settings{};
    }
    std::string key_id() {
        const auto settings = resolved();
        const auto* keys = std::get_if<aws::Credentials>(&settings.credentials);
        return keys ? keys->access_key_id : "none";
    }
};

TEST_F(SettingsTest, come_from_the_default_profile) {
    EXPECT_EQ(key_id(), "AKDEFAULT");
    EXPECT_EQ(resolved().region, "eu-west-1");
    EXPECT_EQ(resolved().endpoint_url("ecs"), "https://ecs.eu-west-1.amazonaws.com");
}

TEST_F(SettingsTest, prefer_environment_to_files_and_flags_to_both) {
    sources.environment = {{"AWS_ACCESS_KEY_ID", "AKENV"},
                           {"AWS_SECRET_ACCESS_KEY", "s"},
                           {"AWS_REGION", "us-west-2"},
                           {"AWS_PROFILE", "ci"}};
    EXPECT_EQ(key_id(), "AKENV");
    EXPECT_EQ(resolved().region, "us-west-2");
    sources.flags = {.profile = "ci", .region = "sa-east-1", .endpoint_url = "http://flag"};
    EXPECT_EQ(key_id(), "AKCI");
    EXPECT_EQ(resolved().region, "sa-east-1");
    EXPECT_EQ(resolved().endpoint_url("ecs"), "http://flag");
    const auto settings = resolved();
    EXPECT_EQ(std::get<aws::Credentials>(settings.credentials).session_token, "token");
    EXPECT_EQ(std::get<aws::Credentials>(settings.credentials).secret_access_key, "secret");
}

TEST_F(SettingsTest, know_an_endpoint_for_each_service) {
    sources.environment = {{"AWS_PROFILE", "ci"}};
    EXPECT_EQ(resolved().endpoint_url("ecs"), "http://ecs:2");
    EXPECT_EQ(resolved().endpoint_url("logs"), "http://logs:3");
    EXPECT_EQ(resolved().endpoint_url("events"), "http://all:1");
    sources.environment["AWS_ENDPOINT_URL_ECS"] = "http://env-ecs";
    sources.environment["AWS_ENDPOINT_URL"] = "http://env";
    EXPECT_EQ(resolved().endpoint_url("ecs"), "http://env-ecs");
    EXPECT_EQ(resolved().endpoint_url("events"), "http://env");
    sources.environment = {{"AWS_PROFILE", "ci"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}};
    EXPECT_THAT(resolved().endpoint_url("ecs"), HasSubstr("amazonaws.com"));
}

TEST_F(SettingsTest, name_where_keys_are_fetched) {
    sources.environment = {{"AWS_PROFILE", "tool"}, {"AWS_REGION", "us-east-1"}};
    const auto of_process = resolved();
    EXPECT_EQ(std::get<CommandSource>(of_process.credentials).command, "/bin/keys --json");

    sources.credentials.clear();
    sources.environment = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/abc"}};
    const auto of_container = resolved();
    EXPECT_EQ(std::get<EndpointSource>(of_container.credentials).url,
              "http://169.254.170.2/v2/abc");
    sources.environment = {};
    EXPECT_TRUE(std::holds_alternative<InstanceSource>(resolved().credentials));
}

TEST_F(SettingsTest, refuse_what_cannot_be_meant) {
    const auto error_with = [&](Environment environment) {
        sources.environment = std::move(environment);
        const auto settings = resolve_settings(sources);
        return settings ? "none" : settings.error().message;
    };
    EXPECT_THAT(error_with({{"AWS_PROFILE", "nobody"}}), HasSubstr("no profile 'nobody'"));
    EXPECT_THAT(error_with({{"AWS_PROFILE", "sso"}}), HasSubstr("sso_session"));
    EXPECT_THAT(error_with({{"AWS_ACCESS_KEY_ID", "AK"}}), HasSubstr("half a pair"));
    sources.config.clear();
    EXPECT_THAT(error_with({}), HasSubstr("no region"));
    sources.credentials.clear();
    EXPECT_THAT(error_with({{"AWS_EC2_METADATA_DISABLED", "true"}}), HasSubstr("no credentials"));
}

TEST(Keys, are_read_from_processes_and_endpoints) {
    const auto keys =
        parse_keys(R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T",)"
                   R"("Expiration":"2026-11-29T10:00:00Z"})");
    ASSERT_TRUE(keys) << keys.error().message;
    EXPECT_EQ(keys->credentials.session_token, "T");
    EXPECT_EQ(keys->expires_at, parse_iso8601("2026-11-29T10:00:00Z"));
    EXPECT_EQ(parse_keys(R"({"AccessKeyId":"A","SecretAccessKey":"S","Token":"T"})")
                  ->credentials.session_token,
              "T");
    for (const auto* bad : {"", "{}", "[]", R"({"AccessKeyId":"A"})",
                            R"({"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"soon"})"})
        EXPECT_FALSE(parse_keys(bad)) << bad;
}

TEST(Keys, of_a_process_are_asked_for_again_before_they_end) {
    const auto at = [](const char* time) { return *parse_iso8601(time); };
    CredentialProvider provider(
        CommandSource{R"(echo noise >&2; echo '{"AccessKeyId":"A","SecretAccessKey":"'$$'",)"
                      R"("Expiration":"2026-11-29T10:00:00Z"}')"});
    const auto first = provider.get(at("2026-11-29T09:00:00Z"));
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(provider.get(at("2026-11-29T09:54:00Z"))->secret_access_key,
              first->secret_access_key);
    EXPECT_NE(provider.get(at("2026-11-29T09:56:00Z"))->secret_access_key,
              first->secret_access_key);
    CredentialProvider failing(CommandSource{"exit 3"});
    EXPECT_THAT(failing.get({}).error().message, HasSubstr("exit code 3"));
}

}  // namespace
}  // namespace ikada::client
