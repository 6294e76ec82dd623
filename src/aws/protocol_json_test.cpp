#include <gtest/gtest.h>

#include "aws/protocol.hpp"
#include "aws/testing.hpp"
#include "base/json.hpp"
#include "schema/json_codec.hpp"

namespace ikada::aws::testing {
namespace {

Result<PaintRequest> decode(std::string body) {
    auto decoded = decode_request(kJsonService, kOperations[0], a_json_call(std::move(body)));
    if (!decoded) return decoded.error();
    return *std::static_pointer_cast<PaintRequest>(*decoded);
}

std::string refusal(std::string body) {
    const auto decoded = decode(std::move(body));
    return decoded ? "accepted"
                   : fmt::format("{}: {}", decoded.error().kind->code, decoded.error().message);
}

TEST(Json11, finds_the_operation_that_the_target_names) {
    EXPECT_EQ((*find_operation(kJsonService, a_json_call("{}")))->name(), "Paint");
    const auto code = [](const net::HttpRequest& request) {
        const auto found = find_operation(kJsonService, request);
        return found ? "found" : found.error().kind->code;
    };
    EXPECT_EQ(code(a_json_call("{}", "Destroy")), "UnknownOperationException");
    EXPECT_EQ(code(a_json_call("{}", "")), "UnknownOperationException");
    EXPECT_EQ(code({"POST", "/", {{"X-Amz-Target", "Other.Paint"}}, "", {}}),
              "UnknownOperationException");
    EXPECT_EQ(code({"POST", "/", {{"X-Amz-Target", "\xff"}}, "", {}}), "UnknownOperationException");
    EXPECT_EQ(code({"POST", "/", {}, "", {}}), "UnknownOperationException");
}

TEST(Json11, decodes_every_kind_of_member) {
    const auto read = decode(R"({"Name":"hall","Colour":"green","Coats":2,"Area":5000000000,
        "Price":1.5,"Dry":true,"Due":1700000000.25,"Sample":"AAE=","Unknown":{"x":[null]},
        "Tags":[{"Key":"a","Value":"b"},{"Key":"c"}],"Rooms":["x","y"],"Doors":{"front":1}})");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->colour, Colour::Green);
    EXPECT_EQ(read->coats, 2);
    EXPECT_EQ(read->area, 5'000'000'000);
    EXPECT_EQ(read->price, 1.5);
    EXPECT_EQ(read->dry, true);
    EXPECT_EQ(read->due, TimePoint{Millis{1'700'000'000'250}});
    EXPECT_EQ(read->sample, std::string("\0\1", 2));
    EXPECT_EQ(read->tags, (std::vector<Tag>{{"a", "b"}, {"c", std::nullopt}}));
    EXPECT_EQ(read->doors, (std::map<std::string, int>{{"front", 1}}));
    EXPECT_FALSE(read->owner);
}

TEST(Json11, names_every_check_that_fails_in_the_services_words) {
    EXPECT_EQ(refusal("{}"),
              "MissingThing: 1 validation error detected: Value null at 'name' failed to satisfy "
              "constraint: Member must not be null");
    EXPECT_EQ(
        refusal(R"({"Name":"toolong","Colour":"blue","Coats":10})"),
        "InvalidThing: 3 validation errors detected: Value 'toolong' at 'name' failed to "
        "satisfy constraint: Member must have length less than or equal to 5; Value 'blue' at "
        "'colour' failed to satisfy constraint: Member must satisfy enum value set: [red, "
        "green]; Value '10' at 'coats' failed to satisfy constraint: Member must have value "
        "less than or equal to 9");
    EXPECT_EQ(refusal(R"({"Name":"a","Tags":[{"Key":"a"},{"Value":"b"}]})"),
              "MissingThing: 1 validation error detected: Value null at 'tags.2.member.key' failed "
              "to satisfy constraint: Member must not be null");
    EXPECT_NE(refusal(R"({"Name":"a","Tags":[{"Key":"a"},{"Key":"b"},{"Key":"c"},{"Key":"d"}]})")
                  .find("at 'tags' failed to satisfy constraint: Member must have length less than "
                        "or equal to 3"),
              std::string::npos);
}

TEST(Json11, counts_length_in_characters) {
    EXPECT_EQ(refusal(R"({"Name":"木木木木木"})"), "accepted");
    EXPECT_NE(refusal(R"({"Name":"木木木木木木"})"), "accepted");
    EXPECT_NE(refusal(R"({"Name":""})"), "accepted");
}

TEST(Json11, an_error_names_few_of_many_violations_and_little_of_a_long_value) {
    std::string body = R"({"Name":")" + std::string(500'000, 'x') + R"(","Tags":[)";
    for (int i = 0; i < 50'000; ++i) body += "{},";
    const auto text = refusal(body + "{}]}");
    EXPECT_NE(text.find("10 validation errors"), std::string::npos);
    EXPECT_LT(text.size(), 3'000U);
}

TEST(Json11, refuses_a_broken_body_as_a_serialization_error) {
    const std::string whole = R"({"Name":"hall","Tags":[{"Key":"a"}]})";
    for (std::size_t length = 1; length < whole.size(); ++length)
        EXPECT_TRUE(refusal(whole.substr(0, length)).starts_with("SerializationException"));
    for (const std::string body :
         {"[]", "null", "\"x\"", "{}x", R"({"Name":1})", R"({"Name":"a","Coats":"2"})",
          R"({"Name":"a","Tags":{}})", R"({"Name":"a","Doors":{"x":99999999999}})",
          "{\"Name\":\"\xff\"}", "{\"Name\":\"\xed\xa0\x80\"}"})
        EXPECT_TRUE(refusal(body).starts_with("SerializationException")) << body;
    EXPECT_TRUE(refusal(std::string("{\"Name\":\"a\0\"}", 13)).starts_with("SerializationExc"));
}

TEST(Json11, refuses_nesting_deeper_than_64_levels) {
    const auto nested = [](int levels) {
        return R"({"Name":"a","X":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    EXPECT_EQ(refusal(nested(60)), "accepted");
    EXPECT_TRUE(refusal(nested(65)).starts_with("SerializationException"));
    EXPECT_TRUE(refusal(nested(500'000)).starts_with("SerializationException"));
}

TEST(Json11, takes_an_empty_body_for_no_members) {
    EXPECT_TRUE(refusal("").starts_with("MissingThing"));
}

TEST(Json11, answers_with_the_output_and_the_request_id) {
    const PaintRequest output{.name = "hall", .coats = 2};
    const auto response = encode_response(kJsonService, kOperations[0], &output, "r-1");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"Name":"hall","Coats":2})");
    EXPECT_EQ(net::find_header(response.headers, "x-amzn-requestid"), "r-1");
    EXPECT_EQ(net::find_header(response.headers, "content-type"), "application/x-amz-json-1.1");
}

TEST(Json11, an_error_carries_its_type_message_and_status) {
    const auto response = encode_error(Protocol::Json11, fail(kWetPaint, "is \"wet\""), "r-1");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.body, R"({"__type":"WetPaint","message":"is \"wet\""})");
    EXPECT_EQ(decode_json_error(response).message, "WetPaint: is \"wet\"");
    EXPECT_TRUE(decode_json_error(response).is(kRemote));
}

TEST(Json11, an_error_that_is_no_json_is_still_an_error) {
    EXPECT_EQ(decode_json_error({502, {}, "<html>"}).message, "HTTP 502: <html>");
    EXPECT_EQ(decode_json_error({500, {}, "{}"}).message, "HTTP 500: {}");
    EXPECT_EQ(decode_json_error({400, {}, R"({"__type":"com.x#Oops","Message":"no"})"}).message,
              "Oops: no");
}

TEST(Json11, a_client_sends_what_the_server_reads) {
    const PaintRequest sent{.name = "hall", .colour = Colour::Green, .tags = {{{"k", "v"}}}};
    const auto call = encode_json_call("Art_20260101", "Paint", schema::to_json(kPaint, &sent));
    ASSERT_TRUE(find_operation(kJsonService, call));
    const auto decoded = decode_request(kJsonService, kOperations[0], call);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*std::static_pointer_cast<PaintRequest>(*decoded), sent);
}

}  // namespace
}  // namespace ikada::aws::testing
