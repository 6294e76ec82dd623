#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "aws/protocol.hpp"
#include "aws/testing.hpp"

namespace ikada::aws::testing {
namespace {

Result<PaintRequest> decode(const Service& service, std::string parameters) {
    auto decoded = decode_request(service, kOperations[0], a_query_call(std::move(parameters)));
    if (!decoded) return decoded.error();
    return *std::static_pointer_cast<PaintRequest>(*decoded);
}

std::string refusal(const Service& service, std::string parameters) {
    const auto decoded = decode(service, std::move(parameters));
    return decoded ? "accepted"
                   : fmt::format("{}: {}", decoded.error().kind->code, decoded.error().message);
}

TEST(Query, finds_the_action_of_the_right_version) {
    EXPECT_EQ((*find_operation(kQueryService, a_query_call("")))->name(), "Paint");
    const auto code = [](std::string body) {
        const net::HttpRequest request{"POST", "/", {}, std::move(body), {}};
        const auto found = find_operation(kQueryService, request);
        return found ? "found" : found.error().kind->code;
    };
    EXPECT_EQ(code("Action=Paint&Version=2026-01-01"), "found");
    EXPECT_EQ(code("Action=Paint&Version=2012-01-01"), "InvalidAction");
    EXPECT_EQ(code("Action=Paint"), "InvalidAction");
    EXPECT_EQ(code("Action=Burn&Version=2026-01-01"), "InvalidAction");
    EXPECT_EQ(code("Version=2026-01-01"), "MissingAction");
    EXPECT_EQ(code(""), "MissingAction");
}

TEST(Query, takes_parameters_from_the_url_too) {
    const net::HttpRequest request{
        "GET", "/?Action=Paint&Version=2026-01-01&Name=hall", {}, "", {}};
    ASSERT_TRUE(find_operation(kQueryService, request));
    const auto decoded = decode_request(kQueryService, kOperations[0], request);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(std::static_pointer_cast<PaintRequest>(*decoded)->name, "hall");
}

TEST(Query, decodes_every_kind_of_member) {
    const auto read = decode(
        kQueryService,
        "Name=a+b%2F&Colour=green&Coats=2&Area=5000000000&Price=1.5&Dry=true&"
        "Due=2026-11-22T23%3A55%3A51.5Z&Sample=AAE%3D&Tags.member.1.Key=a&Tags.member.1.Value=b&"
        "Tags.member.2.Key=c&Room.1=x&Room.2=y&Doors.entry.1.key=front&Doors.entry.1.value=1&"
        "Owner.Key=me&Unknown.member.1=z");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->name, "a b/");
    EXPECT_EQ(read->colour, Colour::Green);
    EXPECT_EQ(read->coats, 2);
    EXPECT_EQ(read->area, 5'000'000'000);
    EXPECT_EQ(read->price, 1.5);
    EXPECT_EQ(read->dry, true);
    EXPECT_EQ(to_iso8601(*read->due), "2026-11-22T23:55:51.500Z");
    EXPECT_EQ(read->sample, std::string("\0\1", 2));
    EXPECT_EQ(read->tags, (std::vector<Tag>{{"a", "b"}, {"c", std::nullopt}}));
    EXPECT_EQ(read->rooms, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(read->doors, (std::map<std::string, int>{{"front", 1}}));
    EXPECT_EQ(read->owner, (Tag{"me", std::nullopt}));
}

TEST(Query, ec2_lists_have_no_wrapper) {
    const auto read = decode(kEc2Service, "Name=a&Tags.1.Key=k&Tags.1.Value=v&Room.1=x");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->tags, (std::vector<Tag>{{"k", "v"}}));
    EXPECT_EQ(read->rooms, (std::vector<std::string>{"x"}));
}

TEST(Query, only_the_order_of_list_indexes_counts) {
    const auto read =
        decode(kQueryService, "Name=a&Room.999999999999=last&Room.10=second&Room.2=first");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->rooms, (std::vector<std::string>{"first", "second", "last"}));
}

TEST(Query, an_empty_value_is_an_empty_list) {
    EXPECT_EQ(decode(kQueryService, "Name=a&Tags=")->tags, std::vector<Tag>{});
    EXPECT_FALSE(decode(kQueryService, "Name=a")->tags.has_value());
}

TEST(Query, refuses_what_cannot_be_read) {
    for (const std::string parameters :
         {"Name=%", "Name=%4", "Name=%zz", "Name=%ff", "Name=%00", "Name=%ed%a0%80", "%ff=a",
          "Name=a&Name=b", "Name=a&Room.x=1", "Name=a&Room.-1=1", "Name=a&Room=1",
          "Name=a&Room.99999999999999999999=1", "Name=a&Doors.entry.1.key=x",
          "Name=a&Doors.entry.1.value=1"})
        EXPECT_TRUE(refusal(kQueryService, parameters).starts_with("MalformedQueryString"))
            << parameters << " " << refusal(kQueryService, parameters);
}

TEST(Query, refuses_values_of_a_wrong_kind_as_invalid) {
    for (const std::string parameters :
         {"Coats=two", "Coats=", "Coats=2147483648", "Dry=yes", "Due=now", "Price=much", "Due=nan",
          "Sample=%21", "Colour=blue"})
        EXPECT_TRUE(refusal(kQueryService, "Name=a&" + parameters).starts_with("InvalidThing"))
            << parameters << " " << refusal(kQueryService, "Name=a&" + parameters);
}

TEST(Query, checks_as_the_json_protocol_does) {
    EXPECT_EQ(refusal(kQueryService, "Coats=0"),
              "MissingThing: 2 validation errors detected: Value null at 'name' failed to satisfy "
              "constraint: Member must not be null; Value '0' at 'coats' failed to satisfy "
              "constraint: Member must have value greater than or equal to 1");
    EXPECT_EQ(refusal(kEc2Service, ""),
              "MissingThing: The request must contain the parameter Name");
    EXPECT_EQ(
        refusal(kEc2Service, "Name=a&Coats=10"),
        "InvalidThing: Value (10) for parameter Coats is invalid. Member must have value less "
        "than or equal to 9");
}

TEST(Query, lives_through_floods) {
    std::string many = "Name=a";
    for (int i = 0; i < 100'000; ++i) many += "&Room." + std::to_string(i) + "=x";
    EXPECT_TRUE(refusal(kQueryService, many).starts_with("MalformedQueryString: more than 10000"));
    std::string deep = "Name=a&A";
    for (int i = 0; i < 100'000; ++i) deep += ".1";
    EXPECT_TRUE(refusal(kQueryService, deep + "=x").starts_with("MalformedQueryString"));
    EXPECT_EQ(refusal(kQueryService, "Name=a" + std::string(500'000, '&')), "accepted");
    EXPECT_TRUE(refusal(kQueryService, "Name=a" + std::string(500'000, '='))
                    .starts_with("InvalidThing: 1 validation error"));
}

pugi::xml_document parsed(const net::HttpResponse& response) {
    pugi::xml_document document;
    EXPECT_TRUE(document.load_string(response.body.c_str())) << response.body;
    return document;
}

const PaintRequest kOutput{.name = "<&\"'\r\x01>",
                           .colour = Colour::Green,
                           .coats = 2,
                           .dry = false,
                           .due = TimePoint{Millis{1'700'000'000'000}},
                           .sample = "\x01",
                           .tags = std::vector<Tag>{},
                           .rooms = {{"x", "y"}},
                           .doors = {{{"front", 1}}},
                           .owner = Tag{"me", "too"}};

TEST(Query, answers_in_result_and_metadata_elements) {
    const auto response = encode_response(kQueryService, kOperations[0], &kOutput, "r-1");
    EXPECT_EQ(response.status, 200);
    const auto document = parsed(response);
    const auto root = document.child("PaintResponse");
    EXPECT_STREQ(root.attribute("xmlns").value(), "http://art/doc/");
    EXPECT_STREQ(root.child("ResponseMetadata").child_value("RequestId"), "r-1");
    const auto result = root.child("PaintResult");
    EXPECT_STREQ(result.child_value("Name"), "<&\"'\r\uFFFD>");
    EXPECT_STREQ(result.child_value("Colour"), "green");
    EXPECT_STREQ(result.child_value("Coats"), "2");
    EXPECT_STREQ(result.child_value("Dry"), "false");
    EXPECT_STREQ(result.child_value("Due"), "2023-11-14T22:13:20.000Z");
    EXPECT_STREQ(result.child_value("Sample"), "AQ==");
    EXPECT_TRUE(result.child("tagSet"));
    EXPECT_FALSE(result.child("tagSet").first_child());
    EXPECT_STREQ(result.child_value("Room"), "x");
    EXPECT_STREQ(result.child("Room").next_sibling().child_value(), "y");
    EXPECT_STREQ(result.child("Doors").child("entry").child_value("key"), "front");
    EXPECT_STREQ(result.child("Owner").child_value("Key"), "me");
    EXPECT_FALSE(result.child("Area"));
}

TEST(Query, ec2_answers_without_a_result_element) {
    const auto document = parsed(encode_response(kEc2Service, kOperations[0], &kOutput, "r-1"));
    const auto root = document.child("PaintResponse");
    EXPECT_STREQ(root.child_value("requestId"), "r-1");
    EXPECT_STREQ(root.child_value("Coats"), "2");
}

TEST(Query, errors_say_whose_fault_it_is) {
    const auto document =
        parsed(encode_error(Protocol::Query, fail(kWetPaint, "<wet> & \x02"), "r-1"));
    const auto root = document.child("ErrorResponse");
    EXPECT_STREQ(root.child("Error").child_value("Type"), "Sender");
    EXPECT_STREQ(root.child("Error").child_value("Code"), "WetPaint");
    EXPECT_STREQ(root.child("Error").child_value("Message"), "<wet> & \uFFFD");
    EXPECT_STREQ(root.child_value("RequestId"), "r-1");
    const auto ours =
        parsed(encode_error(Protocol::Query, fail(errors::kInternalFailure, "x"), ""));
    EXPECT_STREQ(ours.child("ErrorResponse").child("Error").child_value("Type"), "Receiver");
}

TEST(Query, ec2_errors_are_a_list) {
    const auto response = encode_error(Protocol::Ec2, fail(kWetPaint, "wet"), "r-1");
    EXPECT_EQ(response.status, 409);
    const auto document = parsed(response);
    const auto root = document.child("Response");
    EXPECT_STREQ(root.child("Errors").child("Error").child_value("Code"), "WetPaint");
    EXPECT_STREQ(root.child_value("RequestID"), "r-1");
}

TEST(Query, is_told_from_json_and_ec2_before_the_service_is_known) {
    EXPECT_EQ(guess_protocol(a_query_call("")), Protocol::Query);
    EXPECT_EQ(guess_protocol(a_json_call("")), Protocol::Json11);
    EXPECT_EQ(
        guess_protocol({"POST", "/", {{"content-type", "application/x-amz-json-1.0"}}, "", {}}),
        Protocol::Json11);
    EXPECT_EQ(guess_protocol({"POST",
                              "/",
                              {{"Authorization",
                                "AWS4-HMAC-SHA256 Credential=A/2026/us-east-1/ec2/aws4_request, "}},
                              "",
                              {}}),
              Protocol::Ec2);
}

}  // namespace
}  // namespace ikada::aws::testing
