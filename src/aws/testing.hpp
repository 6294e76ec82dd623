#pragma once
// For tests of the wire layer: a small service with one operation, in the form the generator gives.

#include <string>

#include "aws/errors.hpp"
#include "aws/operation.hpp"
#include "net/http.hpp"
#include "schema/describe.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace ikada::aws::testing {

enum class Colour : std::uint8_t { Red, Green };
inline constexpr std::array<std::string_view, 2> kColours{"red", "green"};

struct Tag {
    std::string key{};
    std::optional<std::string> value{};
    bool operator==(const Tag&) const = default;
};

struct PaintRequest {
    std::string name{};
    std::optional<Colour> colour{};
    std::optional<int> coats{};
    std::optional<std::int64_t> area{};
    std::optional<double> price{};
    std::optional<bool> dry{};
    std::optional<TimePoint> due{};
    std::optional<std::string> sample{};
    std::optional<std::vector<Tag>> tags{};
    std::optional<std::vector<std::string>> rooms{};
    std::optional<std::map<std::string, int>> doors{};
    std::optional<Tag> owner{};
    bool operator==(const PaintRequest&) const = default;
};

using schema::Kind;
using schema::Member;
using schema::Type;

inline constexpr Type kName{.kind = Kind::String, .name = "Name", .limits = {.min = 1, .max = 5}};
inline constexpr Type kColour{
    .kind = Kind::Enum, .name = "Colour", .size = sizeof(Colour), .enum_names = kColours};
inline constexpr Type kCoats{
    .kind = Kind::Integer, .name = "Coats", .limits = {.min = 1, .max = 9}};
inline constexpr Type kMaybeString = schema::optional_of<std::string>(schema::kString);
inline constexpr Type kMaybeColour = schema::optional_of<Colour>(kColour);
inline constexpr Type kMaybeCoats = schema::optional_of<int>(kCoats);
inline constexpr Type kMaybeLong = schema::optional_of<std::int64_t>(schema::kLong);
inline constexpr Type kMaybeDouble = schema::optional_of<double>(schema::kDouble);
inline constexpr Type kMaybeBoolean = schema::optional_of<bool>(schema::kBoolean);
inline constexpr Type kMaybeTime = schema::optional_of<TimePoint>(schema::kTimestamp);
inline constexpr Type kMaybeBlob = schema::optional_of<std::string>(schema::kBlob);

inline constexpr std::array<Member, 2> kTagMembers{{
    {.name = "Key", .offset = offsetof(Tag, key), .type = &kName, .required = true},
    {.name = "Value", .offset = offsetof(Tag, value), .type = &kMaybeString},
}};
inline constexpr Type kTag{.kind = Kind::Structure, .name = "Tag", .members = kTagMembers};
inline constexpr Type kMaybeTag = schema::optional_of<Tag>(kTag);
inline constexpr Type kTags{.kind = Kind::List,
                            .name = "Tags",
                            .element = &kTag,
                            .access = &schema::ListAccess<Tag>::kAccess,
                            .limits = {.max = 3}};
inline constexpr Type kMaybeTags = schema::optional_of<std::vector<Tag>>(kTags);
inline constexpr Type kRooms{.kind = Kind::List,
                             .name = "Rooms",
                             .element = &schema::kString,
                             .access = &schema::ListAccess<std::string>::kAccess,
                             .element_name = "item",
                             .flattened = true};
inline constexpr Type kMaybeRooms = schema::optional_of<std::vector<std::string>>(kRooms);
inline constexpr Type kDoors{.kind = Kind::Map,
                             .name = "Doors",
                             .element = &schema::kInteger,
                             .access = &schema::MapAccess<int>::kAccess};
inline constexpr Type kMaybeDoors = schema::optional_of<std::map<std::string, int>>(kDoors);

inline constexpr std::array<Member, 12> kPaintMembers{{
    {.name = "Name", .offset = offsetof(PaintRequest, name), .type = &kName, .required = true},
    {.name = "Colour", .offset = offsetof(PaintRequest, colour), .type = &kMaybeColour},
    {.name = "Coats", .offset = offsetof(PaintRequest, coats), .type = &kMaybeCoats},
    {.name = "Area", .offset = offsetof(PaintRequest, area), .type = &kMaybeLong},
    {.name = "Price", .offset = offsetof(PaintRequest, price), .type = &kMaybeDouble},
    {.name = "Dry", .offset = offsetof(PaintRequest, dry), .type = &kMaybeBoolean},
    {.name = "Due", .offset = offsetof(PaintRequest, due), .type = &kMaybeTime},
    {.name = "Sample", .offset = offsetof(PaintRequest, sample), .type = &kMaybeBlob},
    {.name = "Tags",
     .offset = offsetof(PaintRequest, tags),
     .type = &kMaybeTags,
     .xml_name = "tagSet"},
    {.name = "Rooms",
     .offset = offsetof(PaintRequest, rooms),
     .type = &kMaybeRooms,
     .query_name = "Room",
     .xml_name = "Room"},
    {.name = "Doors", .offset = offsetof(PaintRequest, doors), .type = &kMaybeDoors},
    {.name = "Owner", .offset = offsetof(PaintRequest, owner), .type = &kMaybeTag},
}};
inline constexpr Type kPaint{
    .kind = Kind::Structure, .name = "PaintRequest", .members = kPaintMembers};
inline const Type& describe(const PaintRequest*) { return kPaint; }

// Answers what it was asked; the name "wet" is refused.
inline constexpr ErrorKind kWetPaint{"WetPaint", 409};
inline Result<PaintRequest> paint(world::Tx&, const PaintRequest& request, const Call&) {
    if (request.name == "wet") return fail(kWetPaint, "Paint <{}> is wet.", request.name);
    return request;
}

inline constexpr ErrorKind kBad{"InvalidThing", 400};
inline constexpr ErrorKind kMissing{"MissingThing", 400};
inline constexpr std::array kOperations{
    operation<paint>("art:Paint"),
    operation<paint>("art:Report", Audience::Instances),
};

inline constexpr Service kJsonService{.name = "art",
                                      .protocol = Protocol::Json11,
                                      .target_prefix = "Art_20260101",
                                      .api_version = {},
                                      .xml_namespace = {},
                                      .operations = kOperations,
                                      .invalid_parameter = kBad,
                                      .missing_parameter = kMissing};
inline constexpr Service kQueryService{.name = "artq",
                                       .protocol = Protocol::Query,
                                       .target_prefix = {},
                                       .api_version = "2026-01-01",
                                       .xml_namespace = "http://art/doc/",
                                       .operations = kOperations,
                                       .invalid_parameter = kBad,
                                       .missing_parameter = kMissing};
inline constexpr Service kEc2Service{.name = "ec2",
                                     .protocol = Protocol::Ec2,
                                     .target_prefix = {},
                                     .api_version = "2026-01-01",
                                     .xml_namespace = "http://art/doc/",
                                     .operations = kOperations,
                                     .invalid_parameter = kBad,
                                     .missing_parameter = kMissing};

// The same by REST: name in the path, coats and rooms in the query, a time and the rest of the
// headers.
inline constexpr std::array<schema::Placement, 5> kPaintPlacements{{
    {"Name", schema::Location::Uri, "Name"},
    {"Coats", schema::Location::Query, "coats"},
    {"Rooms", schema::Location::Query, "room"},
    {"Due", schema::Location::Header, "X-Due"},
    {"Doors", schema::Location::Headers, "X-Door-"},
}};
inline constexpr std::array<schema::Placement, 2> kPaintAnswerPlacements{{
    {"Due", schema::Location::Header, "X-Due"},
    {"Doors", schema::Location::Headers, "X-Door-"},
}};
inline constexpr std::array<schema::HttpBinding, 2> kBindings{{
    {"Paint", "POST", "/rooms/{Name}", 201, kPaintPlacements, kPaintAnswerPlacements},
    {"Report", "PUT", "/rooms/{Name+}?report", 200, kPaintPlacements, {}},
}};
inline constexpr Service kRestJsonService{.name = "artr",
                                          .protocol = Protocol::RestJson,
                                          .target_prefix = {},
                                          .api_version = {},
                                          .xml_namespace = {},
                                          .operations = kOperations,
                                          .invalid_parameter = kBad,
                                          .missing_parameter = kMissing,
                                          .bindings = kBindings};
inline constexpr Service kRestXmlService{.name = "artx",
                                         .protocol = Protocol::RestXml,
                                         .target_prefix = {},
                                         .api_version = {},
                                         .xml_namespace = "http://art/doc/",
                                         .operations = kOperations,
                                         .invalid_parameter = kBad,
                                         .missing_parameter = kMissing,
                                         .bindings = kBindings};

inline net::HttpRequest a_json_call(std::string body, std::string operation = "Paint") {
    return {"POST",
            "/",
            {{"Host", "localhost"}, {"X-Amz-Target", "Art_20260101." + operation}},
            std::move(body),
            "10.0.0.9"};
}
inline net::HttpRequest a_query_call(std::string parameters, std::string action = "Paint") {
    return {"POST",
            "/",
            {{"Host", "localhost"}, {"Content-Type", "application/x-www-form-urlencoded"}},
            "Action=" + action + "&Version=2026-01-01&" + parameters,
            "10.0.0.9"};
}

}  // namespace ikada::aws::testing

#pragma GCC diagnostic pop
