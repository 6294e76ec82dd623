#include "schema/json_codec.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ikada::schema {
namespace {

enum class Colour { Red, Green };
constexpr auto kColourNames =
    std::to_array<EnumName<Colour>>({{Colour::Red, "RED"}, {Colour::Green, "GREEN"}});
constexpr const auto& names_of(Colour) { return kColourNames; }

struct Part {
    std::string name;
    std::optional<int> size;
    bool operator==(const Part&) const = default;
};
IKADA_DESCRIBE(Part, name, size)

struct Whole {
    std::string text;
    int integer{};
    std::int64_t wide{};
    double real{};
    bool flag{};
    TimePoint at{};
    Colour colour{};
    std::optional<Colour> second_colour;
    std::vector<Part> parts;
    std::map<std::string, std::vector<int>> numbers;
    std::optional<std::vector<std::string>> words;
    std::optional<Part> part;
    Id<struct WholeTag> id;
    bool operator==(const Whole&) const = default;
};
IKADA_DESCRIBE(Whole, text, integer, wide, real, flag, at, colour, second_colour, parts, numbers,
               words, part, id)

struct Bytes {
    std::string raw;
};
constexpr Member kBytesMembers[] = {{"raw", 0, &kBlob}};
constexpr Type kBytesType{.kind = Kind::Structure, .name = "Bytes", .members = kBytesMembers};
const Type& describe(const Bytes*) { return kBytesType; }

Whole a_full_one() {
    Whole whole;
    whole.text = "line\n\"quoted\" \\ \t \x01 é 木";
    whole.integer = std::numeric_limits<int>::min();
    whole.wide = std::numeric_limits<std::int64_t>::max();
    whole.real = 0.1;
    whole.flag = true;
    whole.at = TimePoint{Millis{1'700'000'000'123}};
    whole.colour = Colour::Green;
    whole.second_colour = Colour::Red;
    whole.parts = {{"a", 1}, {"b", std::nullopt}};
    whole.numbers = {{"none", {}}, {"some", {3, 2, 1}}};
    whole.words = {""};
    whole.part = Part{"c", 0};
    whole.id = {"w-1"};
    return whole;
}

std::string message_of(std::string_view text) {
    const auto read = from_json<Whole>(text);
    return read ? "ok" : read.error().message;
}

TEST(JsonCodec, reads_back_what_it_wrote) {
    const auto read = from_json<Whole>(to_json(a_full_one()));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, a_full_one());
}

TEST(JsonCodec, leaves_absent_members_out_and_keeps_empty_lists) {
    EXPECT_EQ(to_json(Part{"a", std::nullopt}), R"({"name":"a"})");
    Whole whole;
    whole.words.emplace();
    EXPECT_NE(to_json(whole).find(R"("parts":[],"numbers":{},"words":[])"), std::string::npos);
}

TEST(JsonCodec, writes_times_as_epoch_seconds_with_three_decimals) {
    Whole whole;
    whole.at = TimePoint{Millis{1'700'000'000'005}};
    EXPECT_NE(to_json(whole).find(R"("at":1700000000.005,)"), std::string::npos);
}

TEST(JsonCodec, escapes_control_characters) {
    const std::string with_nul("a\0b", 3);
    EXPECT_EQ(to_json(Part{with_nul, {}}), "{\"name\":\"a\\u0000b\"}");
    EXPECT_EQ(from_json<Part>(to_json(Part{with_nul, {}}))->name, with_nul);
}

TEST(JsonCodec, carries_raw_bytes_as_base64) {
    const std::string raw("\xff\x00z", 3);
    EXPECT_EQ(to_json(Bytes{raw}), R"({"raw":"/wB6"})");
    EXPECT_EQ(from_json<Bytes>(R"({"raw":"/wB6"})")->raw, raw);
    EXPECT_EQ(from_json<Bytes>(R"({"raw":"!"})").error().message, "raw: expected base64 text");
}

TEST(JsonCodec, ignores_unknown_members_and_nulls) {
    const auto read = from_json<Part>(R"({"name":null,"size":null,"colour":{"deep":[1]}})");
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, Part{});
}

TEST(JsonCodec, reads_the_doubles_that_it_wrote) {
    for (const double value : {0.1, 1.7777777777797777, 1.0 / 3, 1e300 / 3, -2.5e-300, 1e15, 5.0}) {
        Whole whole;
        whole.real = value;
        const auto again = from_json<Whole>(to_json(whole));
        ASSERT_TRUE(again);
        EXPECT_EQ(to_json(*again), to_json(whole));
    }
}

TEST(JsonCodec, takes_an_integral_double_for_an_integer) {
    EXPECT_EQ(from_json<Part>(R"({"size":7.0})")->size, 7);
    EXPECT_FALSE(from_json<Part>(R"({"size":7.5})"));
}

TEST(JsonCodec, refuses_numbers_that_do_not_fit) {
    EXPECT_EQ(message_of(R"({"integer":2147483648})"),
              "integer: expected a whole number of 32 bits");
    EXPECT_EQ(message_of(R"({"wide":9223372036854775808})"),
              "wide: expected a whole number of 64 bits");
    EXPECT_EQ(message_of(R"({"wide":1e300})"), "wide: expected a whole number of 64 bits");
    EXPECT_EQ(message_of(R"({"at":1e300})"), "at: expected a time before the year 10000");
}

TEST(JsonCodec, names_the_path_of_what_it_cannot_read) {
    EXPECT_EQ(message_of(R"({"parts":[{"name":"a"},{"size":"x"}]})"),
              "parts[1].size: expected a number");
    EXPECT_EQ(message_of(R"({"numbers":{"k":[1,true]}})"), "numbers.k[1]: expected a number");
    EXPECT_EQ(message_of("[]"), "expected an object");
}

TEST(JsonCodec, tells_an_unknown_enum_name_from_a_wrong_type) {
    EXPECT_TRUE(from_json<Whole>(R"({"colour":"BLUE"})").error().is(kUnknownName));
    EXPECT_TRUE(from_json<Whole>(R"({"colour":1})").error().is(kMalformed));
}

TEST(JsonCodec, refuses_documents_that_are_truncated_or_too_deep) {
    const std::string text = to_json(a_full_one());
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_FALSE(from_json<Whole>(std::string_view(text).substr(0, length)));
    EXPECT_FALSE(from_json<Whole>(std::string(100'000, '[')));
}

}  // namespace
}  // namespace ikada::schema
