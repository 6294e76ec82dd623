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

constexpr std::string_view kAssume =
    "AssumeRole&RoleSessionName=me&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fdeploy";

TEST(Sts, assume_role_is_not_for_root) {
    EXPECT_EQ(answer_to(kRoot, kAssume), "Roles may not be assumed by root accounts.");
    auto temporary = kRoot;
    temporary.is_temporary = true;
    EXPECT_EQ(answer_to(temporary, kAssume), "Roles may not be assumed by root accounts.");
}

TEST(Sts, assume_role_refuses_an_instance_a_role_that_is_not_there) {
    aws::Caller instance = kRoot;
    instance.arn = "arn:aws:sts::000000000000:assumed-role/ecsInstanceRole/i-1";
    instance.instance_id = "i-1";
    EXPECT_EQ(answer_to(instance, kAssume),
              "User: arn:aws:sts::000000000000:assumed-role/ecsInstanceRole/i-1 is not authorized "
              "to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/deploy");
    EXPECT_EQ(service().find("AssumeRole")->audience, aws::Audience::Everyone);
}

TEST(Sts, assume_role_checks_its_words_first) {
    EXPECT_EQ(
        answer_to(kRoot, "AssumeRole&RoleSessionName=me&RoleArn=arn%3Aaws%3As3%3A%3A%3Aa-bucket"),
        "arn:aws:s3:::a-bucket is invalid");
    EXPECT_EQ(answer_to(kRoot,
                        "AssumeRole&RoleSessionName=a%3Ab&RoleArn=arn%3Aaws%3As3%3A%3A%3Aa-bucket"),
              "1 validation error detected: Value 'a:b' at 'roleSessionName' failed to satisfy "
              "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
    EXPECT_NE(
        answer_to(kRoot, std::string(kAssume) + "&DurationSeconds=899").find("durationSeconds"),
        std::string::npos);
    EXPECT_NE(answer_to(kRoot, "AssumeRole").find("2 validation errors"), std::string::npos);
}

}  // namespace
}  // namespace ikada::sts
