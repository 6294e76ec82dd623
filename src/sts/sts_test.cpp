#include <gtest/gtest.h>

#include "aws/protocol.hpp"
#include "iam/api.hpp"
#include "sts/api.hpp"
#include "sts/shapes.hpp"
#include "world/core.hpp"

namespace ikada::sts {
namespace {

// Runs one call through decoding, the operation and encoding; an error gives its code and text.
std::string answer_to(const aws::Caller& caller, std::string_view action = "GetCallerIdentity") {
    const net::HttpRequest request{
        "POST", "/", {}, fmt::format("Action={}&Version=2011-06-15", action), {}};
    const auto operation = aws::find_operation(service(), request);
    if (!operation) return operation.error().message;
    const auto typed = aws::decode_request(service(), **operation, request);
    if (!typed) return typed.error().message;

    world::World world;
    iam::register_records(world);
    Random random(1);
    world::Tx tx(world, random);
    const aws::Installation installation;
    const auto response =
        (*operation)->execute(tx, typed->get(), {installation, caller, "r-1", TimePoint{}});
    if (!response) return response.error().message;
    return aws::encode_response(service(), **operation, response->get(), "r-1").body;
}

const aws::Caller kRoot{"AKIA", "arn:aws:iam::000000000000:root", "000000000000", {}};

TEST(Sts, has_every_operation_that_its_list_names) {
    for (const auto name : shapes::kOperationNames)
        EXPECT_NE(service().find(name), nullptr) << name;
    EXPECT_EQ(service().operations.size(), shapes::kOperationNames.size());
}

TEST(Sts, get_caller_identity_says_who_signed) {
    const auto body = answer_to(kRoot);
    EXPECT_NE(body.find("<GetCallerIdentityResponse "
                        "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                        "<GetCallerIdentityResult><UserId>000000000000</UserId>"
                        "<Account>000000000000</Account>"
                        "<Arn>arn:aws:iam::000000000000:root</Arn></GetCallerIdentityResult>"
                        "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
                        "</GetCallerIdentityResponse>"),
              std::string::npos)
        << body;
}

TEST(Sts, instances_may_ask_too) {
    EXPECT_EQ(service().find("GetCallerIdentity")->audience, aws::Audience::Everyone);
}

TEST(Sts, get_session_token_gives_a_root_at_most_an_hour) {
    const auto body = answer_to(kRoot, "GetSessionToken&DurationSeconds=129600");
    EXPECT_NE(body.find("<AccessKeyId>ASIA"), std::string::npos) << body;
    EXPECT_NE(body.find("<Expiration>1970-01-01T01:00:00.000Z</Expiration>"), std::string::npos);
    EXPECT_NE(answer_to(kRoot, "GetSessionToken&DurationSeconds=900").find("T00:15:00.000Z"),
              std::string::npos);
}

TEST(Sts, get_session_token_is_refused_to_sessions_and_with_mfa) {
    auto temporary = kRoot;
    temporary.is_temporary = true;
    EXPECT_EQ(answer_to(temporary, "GetSessionToken"),
              "Cannot call GetSessionToken with session credentials");
    EXPECT_NE(answer_to(kRoot, "GetSessionToken&SerialNumber=123456789&TokenCode=123456")
                  .find("no MFA devices"),
              std::string::npos);
    EXPECT_NE(answer_to(kRoot, "GetSessionToken&DurationSeconds=899").find("durationSeconds"),
              std::string::npos);
}

TEST(Sts, assume_role_is_refused_by_name) {
    EXPECT_NE(answer_to(kRoot, "AssumeRole").find("AssumeRole"), std::string::npos);
}

}  // namespace
}  // namespace ikada::sts
