#include "agent/task_protection.hpp"

#include "agent/testing.hpp"
#include "aws/protocol.hpp"

namespace ikada::agent {
namespace {

using testing::kArn;
using testing::kNoon;

std::string refusal_of(std::string_view body) {
    const auto change = read_protection_change(body);
    return change ? "taken" : change.error().message;
}

TEST(TaskProtectionEndpoint, takes_a_change_with_or_without_its_minutes) {
    const auto plain = read_protection_change(R"({"ProtectionEnabled":false})");
    ASSERT_TRUE(plain);
    EXPECT_FALSE(plain->protection_enabled);
    EXPECT_FALSE(plain->expires_in_minutes);
    const auto timed =
        read_protection_change(R"({"protectionEnabled":true,"ExpiresInMinutes":60})");
    ASSERT_TRUE(timed);
    EXPECT_TRUE(timed->protection_enabled);
    EXPECT_EQ(timed->expires_in_minutes, 60);
}

TEST(TaskProtectionEndpoint, refuses_another_body_in_the_ecs_agents_words) {
    constexpr auto kUndecoded = "UpdateTaskProtection: failed to decode request";
    for (const auto* body : {"", "[]", "true", R"({"ProtectionEnabled":"yes"})",
                             R"({"ProtectionEnabled":true,"Minutes":1})"})
        EXPECT_EQ(refusal_of(body), kUndecoded) << body;
    EXPECT_EQ(refusal_of("{}"), "Invalid request: does not contain 'ProtectionEnabled' field");
}

// The answer's document, with "ARN" for the task's.
std::string shown(const ProtectionAnswer& answer) {
    auto text = json::serialize(answer.document);
    if (const auto arn = text.find(kArn); arn != std::string::npos)
        text.replace(arn, kArn.size(), "ARN");
    return text;
}

TEST(TaskProtectionEndpoint, tells_protection_in_the_documented_shape) {
    const auto held = tell_protection({{kArn, true, kNoon}}, {});
    EXPECT_EQ(held.status, 200);
    EXPECT_EQ(shown(held), R"({"protection":{"ExpirationDate":"1970-01-01T12:00:00.000Z",)"
                           R"("ProtectionEnabled":true,"TaskArn":"ARN"}})");
    EXPECT_EQ(shown(tell_protection({{kArn, false, {}}}, {})),
              R"({"protection":{"ExpirationDate":null,"ProtectionEnabled":false,)"
              R"("TaskArn":"ARN"}})");
}

TEST(TaskProtectionEndpoint, tells_a_failure_without_an_error_status) {
    const auto failed = tell_protection({}, {{kArn, "TASK_NOT_VALID", {}}});
    EXPECT_EQ(failed.status, 200);
    EXPECT_EQ(shown(failed),
              R"({"failure":{"Arn":"ARN","Detail":null,"Reason":"TASK_NOT_VALID"}})");
}

TEST(TaskProtectionEndpoint, tells_the_apis_own_error_and_what_kept_it_from_answering) {
    const auto denied = tell_protection_error(
        kArn, Error{&aws::kRemote, "AccessDeniedException: not: you"}, {400, "r-1"});
    EXPECT_EQ(denied.status, 400);
    EXPECT_EQ(shown(denied), R"({"error":{"Code":"AccessDeniedException","Message":"not: you",)"
                             R"("Arn":"ARN"},"requestID":"r-1"})");
    const auto late = tell_protection_error(kArn, Error{&net::kTimedOut, "late"}, {});
    EXPECT_EQ(late.status, 504);
    EXPECT_EQ(shown(late), R"({"error":{"Code":"RequestCanceled","Message":)"
                           R"("Timed out calling Amazon ECS Task Protection API","Arn":"ARN"}})");
    const auto away = tell_protection_error(kArn, Error{&kIoError, "refused"}, {});
    EXPECT_EQ(away.status, 500);
    EXPECT_EQ(shown(away), R"({"error":{"Code":"RequestError","Message":"refused","Arn":"ARN"}})");
}

}  // namespace
}  // namespace ikada::agent
