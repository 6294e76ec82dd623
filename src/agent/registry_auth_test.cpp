#include "agent/registry_auth.hpp"

#include "agent/testing.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

json::value decoded(const std::string& header) {
    return testing::parsed(base64_decode(header).value_or(""));
}

TEST(RegistryAuth, of_type_docker_names_user_and_password) {
    const auto auth = parse_registry_auth(
        "docker", R"({"registry.test:5000":{"username":"me","password":"pw","email":"e"}})");
    ASSERT_TRUE(auth) << auth.error().message;
    const auto header = decoded(auth_for(*auth, "registry.test:5000/team/app:v2"));
    EXPECT_EQ(json::text(header, "username"), "me");
    EXPECT_EQ(json::text(header, "password"), "pw");
    EXPECT_EQ(json::text(header, "serveraddress"), "registry.test:5000");
    EXPECT_EQ(auth_for(*auth, "other.test/app"), "");
}

TEST(RegistryAuth, of_type_dockercfg_has_them_in_one) {
    const std::string hub = R"("https://index.docker.io/v1/":{"auth":"bWU6cHc6MQ=="})";
    for (const auto& data : {"{" + hub + "}", R"({"auths":{)" + hub + "}}"}) {
        const auto auth = parse_registry_auth("dockercfg", data);
        ASSERT_TRUE(auth) << auth.error().message;
        EXPECT_EQ(json::text(decoded(auth_for(*auth, "busybox")), "username"), "me");
        EXPECT_EQ(json::text(decoded(auth_for(*auth, "team/app")), "password"), "pw:1");
    }
}

TEST(RegistryAuth, that_is_not_understood_is_refused_without_telling_secrets) {
    EXPECT_TRUE(parse_registry_auth("", ""));
    for (const auto& [type, data] : std::vector<std::pair<std::string, std::string>>{
             {"keychain", "{}"},
             {"docker", "hunter2"},
             {"docker", R"({"r":{"password":"hunter2"}})"},
             {"dockercfg", R"({"r":{"auth":"hunter2"}})"}}) {
        const auto auth = parse_registry_auth(type, data);
        ASSERT_FALSE(auth);
        EXPECT_EQ(auth.error().message.find("hunter2"), std::string::npos);
    }
}

TEST(RegistryAuth, finds_the_registry_in_an_images_name) {
    EXPECT_EQ(registry_of("busybox:1"), "docker.io");
    EXPECT_EQ(registry_of("team/app"), "docker.io");
    EXPECT_EQ(registry_of("localhost/app"), "localhost");
    EXPECT_EQ(registry_of("r:5000/app"), "r:5000");
}

}  // namespace
}  // namespace ikada::agent
