// What travels outside of the body, without a gateway around it.

#include <gtest/gtest.h>

#include "aws/protocol.hpp"
#include "aws/testing.hpp"
#include "aws/text_value.hpp"
#include "aws/xml_request.hpp"
#include "aws/xml_response.hpp"

namespace ikada::aws::testing {
namespace {

Result<PaintRequest> decoded(const Service& service, const net::HttpRequest& request) {
    const auto operation = find_operation(service, request);
    if (!operation) return operation.error();
    auto typed = decode_request(service, **operation, request);
    if (!typed) return typed.error();
    return *std::static_pointer_cast<PaintRequest>(*typed);
}

const net::Headers kHeaders{{"X-Due", "Sun, 22 Nov 2026 23:55:51 GMT"}, {"x-door-front", "2"}};
const TimePoint kDue = *parse_iso8601("2026-11-22T23:55:51Z");

TEST(Rest, a_request_is_gathered_from_path_query_headers_and_body) {
    const auto paint = decoded(kRestJsonService, {"POST",
                                                  "/rooms/hall?coats=2&room=a&room=b%26c",
                                                  kHeaders,
                                                  R"({"Colour":"green","Tags":[{"Key":"k"}]})",
                                                  {}});
    ASSERT_TRUE(paint) << paint.error().message;
    EXPECT_EQ(paint->name, "hall");
    EXPECT_EQ(paint->coats, 2);
    EXPECT_EQ(paint->rooms, (std::vector<std::string>{"a", "b&c"}));
    EXPECT_EQ(paint->due, kDue);
    EXPECT_EQ(paint->doors, (std::map<std::string, int>{{"front", 2}}));
    EXPECT_EQ(paint->colour, Colour::Green);
    EXPECT_EQ(paint->tags, (std::vector<Tag>{{"k", {}}}));
}

TEST(Rest, the_same_with_a_body_of_xml) {
    const auto paint = decoded(
        kRestXmlService,
        {"POST",
         "/rooms/hall?coats=2",
         kHeaders,
         "<?xml version=\"1.0\"?><x:Paint xmlns:x=\"http://art/doc/\"><x:Colour>red</x:Colour>"
         "<tagSet><member><Key>k</Key><Value>a &amp; b</Value></member></tagSet>"
         "<Dry>true</Dry><Price>1.5</Price><Owner><Key>me</Key></Owner></x:Paint>",
         {}});
    ASSERT_TRUE(paint) << paint.error().message;
    EXPECT_EQ(paint->colour, Colour::Red);
    EXPECT_EQ(paint->tags, (std::vector<Tag>{{"k", "a & b"}}));
    EXPECT_EQ(paint->dry, true);
    EXPECT_EQ(paint->price, 1.5);
    EXPECT_EQ(paint->owner, (Tag{"me", {}}));
    EXPECT_EQ(paint->due, kDue);
}

TEST(Rest, an_answer_says_in_headers_what_its_table_places_there) {
    PaintRequest paint{.name = "hall", .colour = Colour::Red, .due = kDue, .doors = {{{"a", 1}}}};
    const auto json = encode_response(kRestJsonService, kOperations[0], &paint, "r-1");
    EXPECT_EQ(json.status, 201);
    EXPECT_EQ(json.body, R"({"Name":"hall","Colour":"red"})");
    EXPECT_EQ(net::find_header(json.headers, "X-Due"), kHeaders[0].value);
    EXPECT_EQ(net::find_header(json.headers, "X-Door-a"), "1");
    const auto xml = encode_response(kRestXmlService, kOperations[0], &paint, "r-1");
    EXPECT_TRUE(xml.body.ends_with(
        "<PaintRequest xmlns=\"http://art/doc/\"><Name>hall</Name><Colour>red</Colour>"
        "</PaintRequest>"))
        << xml.body;
}

// ---- attributes

struct Grantee {
    std::string kind{};
    std::optional<std::string> name{};
};
constexpr std::array<Member, 2> kGranteeMembers{{
    {.name = "Type",
     .offset = offsetof(Grantee, kind),
     .type = &schema::kString,
     .xml_name = "@xsi:type"},
    {.name = "Name", .offset = offsetof(Grantee, name), .type = &kMaybeString},
}};
constexpr Type kGrantee{.kind = Kind::Structure, .name = "Grantee", .members = kGranteeMembers};
struct Grant {
    Grantee grantee{};
};
constexpr std::array<Member, 1> kGrantMembers{
    {{.name = "Grantee", .offset = offsetof(Grant, grantee), .type = &kGrantee}}};
constexpr Type kGrant{.kind = Kind::Structure, .name = "Grant", .members = kGrantMembers};

TEST(Xml, attributes_are_written_and_read) {
    const Grant grant{{"a \"b\"", "x"}};
    std::string text;
    write_xml_members(kGrant, &grant, text);
    EXPECT_EQ(text, "<Grantee xsi:type=\"a &quot;b&quot;\"><Name>x</Name></Grantee>");
    const auto read = xml_to_json(kGrant, "<Grant xmlns:xsi=\"u\">" + text + "</Grant>");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(json::serialize(*read), R"({"Grantee":{"Type":"a \"b\"","Name":"x"}})");
}

TEST(TextValue, times_come_in_three_forms_and_nothing_else_is_one) {
    for (const auto* text : {"2026-11-22T23:55:51Z", "Sun, 22 Nov 2026 23:55:51 GMT"})
        EXPECT_EQ(text_to_json(schema::kTimestamp, text).as_string(),
                  std::string_view("2026-11-22T23:55:51Z"));
    EXPECT_EQ(text_to_json(schema::kTimestamp, "1700000000"), json::value(1700000000));
    for (const auto* text : {"Sun, 32 Nov 2026 23:55:51 GMT", "22 Nov 2026", "soon"})
        EXPECT_EQ(text_to_json(schema::kTimestamp, text), json::value(text));
    EXPECT_EQ(to_http_date(kDue), kHeaders[0].value);
}

}  // namespace
}  // namespace ikada::aws::testing
