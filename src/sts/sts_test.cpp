#include <gtest/gtest.h>

#include "aws/protocol.hpp"
#include "sts/api.hpp"
#include "sts/shapes.hpp"
#include "world/core.hpp"

namespace ikada::sts {
namespace {

// Runs one call through decoding, the operation and encoding.
std::string answer_to(const aws::Caller& caller) {
    const net::HttpRequest request{
        "POST", "/", {}, "Action=GetCallerIdentity&Version=2011-06-15", {}};
    const auto operation = aws::find_operation(service(), request);
    EXPECT_TRUE(operation);
    const auto typed = aws::decode_request(service(), **operation, request);
    EXPECT_TRUE(typed);

    world::World world;
    Random random(1);
    world::Tx tx(world, random);
    const aws::Installation installation;
    const auto response =
        (*operation)->execute(tx, typed->get(), {installation, caller, "r-1", TimePoint{}});
    EXPECT_TRUE(response);
    return aws::encode_response(service(), **operation, response->get(), "r-1").body;
}

TEST(Sts, has_every_operation_that_its_list_names) {
    for (const auto name : shapes::kOperationNames)
        EXPECT_NE(service().find(name), nullptr) << name;
    EXPECT_EQ(service().operations.size(), shapes::kOperationNames.size());
}

TEST(Sts, get_caller_identity_says_who_signed) {
    const auto body = answer_to({"AKIA", "arn:aws:iam::000000000000:root", "000000000000", {}});
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

}  // namespace
}  // namespace ikada::sts
