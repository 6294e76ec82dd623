#include "server/tls_identity.hpp"

#include <gtest/gtest.h>

#include "os/files.hpp"
#include "os/testing.hpp"

namespace ikada::server {
namespace {

using std::chrono::days;
const TimePoint kNow = *parse_iso8601("2026-11-22T12:00:00Z");

struct TlsIdentityTest : ::testing::Test {
    os::TempFolder folder;
    DataFolder data{folder.path()};
};

TEST_F(TlsIdentityTest, the_authority_is_made_once_and_its_key_is_secret) {
    const auto made = ensure_authority(data, kNow);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(std::filesystem::status(data.authority_key()).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(ensure_authority(data, kNow + days{365})->certificate, made->certificate);
}

TEST_F(TlsIdentityTest, an_authority_near_its_end_is_replaced) {
    const auto made = ensure_authority(data, kNow);
    EXPECT_NE(ensure_authority(data, kNow + days{3600})->certificate, made->certificate);
}

TEST_F(TlsIdentityTest, a_file_that_is_no_certificate_is_named) {
    ASSERT_TRUE(os::write_file(data.authority(), "x"));
    ASSERT_TRUE(os::write_file(data.authority_key(), "x"));
    const auto made = ensure_authority(data, kNow);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("ca.pem"), std::string::npos);
}

TEST_F(TlsIdentityTest, a_certificate_is_renewed_at_half_of_its_time_and_when_clocks_go_back) {
    const auto certificate = *ServerCertificate::make(*ensure_authority(data, kNow), {"a"}, kNow);
    EXPECT_FALSE(*certificate->renew_if_due(kNow + days{44}));
    EXPECT_TRUE(*certificate->renew_if_due(kNow + days{46}));
    EXPECT_FALSE(*certificate->renew_if_due(kNow + days{47}));
    EXPECT_TRUE(*certificate->renew_if_due(kNow - days{400}));
}

TEST(ServerNames, are_the_address_this_machine_and_awss_names_in_the_region) {
    const auto names = server_names("eu-west-1", "10.0.0.7");
    const auto has = [&](const char* name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const auto* name : {"localhost", "127.0.0.1", "10.0.0.7", "*.eu-west-1.amazonaws.com"})
        EXPECT_TRUE(has(name)) << name;
    const auto any = server_names("eu-west-1", "0.0.0.0");
    EXPECT_EQ(std::count(any.begin(), any.end(), "0.0.0.0"), 0);
}

}  // namespace
}  // namespace ikada::server
