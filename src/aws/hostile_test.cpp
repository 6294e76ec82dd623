// Requests damaged at random: whatever comes, it is decoded or refused in its protocol's shape, and
// what was decoded can be encoded again. The seeds are fixed, so a failure repeats.

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "aws/protocol.hpp"
#include "aws/testing.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace ikada::aws::testing {
namespace {

constexpr int kRounds = 5'000;

const std::string kJson =
    R"({"Name":"hall","Colour":"green","Coats":2,"Area":5000000000,"Price":1.5e3,"Dry":true,)"
    R"("Due":1700000000.25,"Sample":"AAE=","Tags":[{"Key":"a","Value":"\u00e9\n"},{"Key":"c"}],)"
    R"("Rooms":["x","y"],"Doors":{"front":1},"Owner":{"Key":"me"}})";
const std::string kForm =
    "Name=a+b%2F&Colour=green&Coats=2&Area=5000000000&Price=1.5&Dry=true&"
    "Due=2026-11-22T23%3A55%3A51.5Z&Sample=AAE%3D&Tags.member.1.Key=a&Tags.member.1.Value=%C3%A9&"
    "Room.1=x&Room.2=y&Doors.entry.1.key=front&Doors.entry.1.value=1&Owner.Key=me&Tags.2.Key=z";

void damage(std::string& text, Random& random) {
    const auto place = [&] {
        return static_cast<std::size_t>(random.below(static_cast<std::int64_t>(text.size()) + 1));
    };
    constexpr auto kTricky =  // with the NUL at its end
        std::to_array("{}[]\":,.&=%+0123456789eE-\\u\xff\xed\xa0 ntf<");
    const auto length = static_cast<std::size_t>(1 + random.below(8));
    switch (random.below(4)) {
        case 0:
            text.erase(std::min(place(), text.size()), length);
            break;
        case 1:
            text.insert(place(), text.substr(place(), length));
            break;
        case 2:
            text.resize(place());
            break;
        default:
            text.insert(place(), 1,
                        kTricky[static_cast<std::size_t>(
                            random.below(static_cast<std::int64_t>(kTricky.size())))]);
    }
}

bool well_formed(const Service& service, const net::HttpResponse& response) {
    if (service.protocol == Protocol::Json11) return static_cast<bool>(json::parse(response.body));
    return static_cast<bool>(pugi::xml_document().load_string(response.body.c_str()));
}

bool is_a_clients_fault(const Error& error) {
    return error.is(kBad) || error.is(kMissing) || error.is(errors::kSerialization) ||
           error.is(errors::kMalformedQueryString);
}

void try_damaged(const Service& service, const std::string& whole) {
    const bool is_json = service.protocol == Protocol::Json11;
    Random random(7);
    for (int round = 0; round < kRounds; ++round) {
        std::string body = whole;
        for (auto left = 1 + random.below(4); left > 0; --left) damage(body, random);
        const auto request = is_json ? a_json_call(body) : a_query_call(body);
        const auto decoded = decode_request(service, kOperations[0], request);
        ASSERT_TRUE(decoded || is_a_clients_fault(decoded.error())) << body;
        const auto response = decoded
                                  ? encode_response(service, kOperations[0], decoded->get(), "r")
                                  : encode_error(service.protocol, decoded.error(), "r");
        ASSERT_TRUE(well_formed(service, response)) << body << "\n" << response.body;
    }
}

TEST(Hostile, damaged_json_is_decoded_or_refused) { try_damaged(kJsonService, kJson); }
TEST(Hostile, damaged_query_forms_are_decoded_or_refused) { try_damaged(kQueryService, kForm); }
TEST(Hostile, damaged_ec2_forms_are_decoded_or_refused) { try_damaged(kEc2Service, kForm); }

TEST(Hostile, random_bytes_are_refused) {
    Random random(11);
    for (int round = 0; round < kRounds; ++round) {
        std::string body;
        for (auto left = random.below(200); left > 0; --left)
            body += static_cast<char>(random.below(256));
        for (const auto* service : {&kJsonService, &kQueryService, &kEc2Service}) {
            const net::HttpRequest request{"POST", "/?" + body, {{"X-Amz-Target", body}}, body, {}};
            EXPECT_FALSE(find_operation(*service, request));
            EXPECT_FALSE(decode_request(*service, kOperations[0], request));
        }
    }
}

}  // namespace
}  // namespace ikada::aws::testing
