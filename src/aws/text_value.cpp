#include "aws/text_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/strings.hpp"

namespace ikada::aws {
namespace {

using schema::Kind;

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

json::value number(bool takes_real, std::string_view text) {
    if (const auto whole = parse_int(text)) return *whole;
    const auto real = parse_double(text);
    return takes_real && real ? json::value(*real) : json::value(text);
}

json::value boolean(std::string_view text) {
    if (equals_ignoring_case(text, "true")) return true;
    if (equals_ignoring_case(text, "false")) return false;
    return json::value(text);
}

// "Sun, 22 Nov 2026 23:55:51 GMT" as "2026-11-22T23:55:51Z".
std::optional<std::string> iso8601_of(std::string_view http_date) {
    const auto words = split(http_date, ' ');
    if (words.size() != 6 || words[5] != "GMT") return std::nullopt;
    const auto month = std::find(kMonths.begin(), kMonths.end(), words[2]);
    if (month == kMonths.end()) return std::nullopt;
    return fmt::format("{}-{:02}-{}T{}Z", words[3], month - kMonths.begin() + 1, words[1],
                       words[4]);
}

json::value timestamp(std::string_view text) {
    if (parse_iso8601(text)) return json::value(text);
    const auto date = iso8601_of(text);
    return date && parse_iso8601(*date) ? json::value(*date) : number(true, text);
}

}  // namespace

json::value text_to_json(const schema::Type& type, std::string_view text) {
    switch (type.kind) {
        case Kind::Integer:
        case Kind::Long:
            return number(false, text);
        case Kind::Double:
            return number(true, text);
        case Kind::Boolean:
            return boolean(text);
        case Kind::Timestamp:
            return timestamp(text);
        case Kind::Optional:
            return text_to_json(*type.element, text);
        case Kind::String:
        case Kind::Enum:
        case Kind::Blob:
        case Kind::Structure:
        case Kind::List:
        case Kind::Map:
            return json::value(text);
    }
    return json::value(text);
}

Value value_of(const schema::Member& member, const void* owner) {
    const Value value{member.type, static_cast<const char*>(owner) + member.offset};
    if (value.type->kind != Kind::Optional) return value;
    const void* inner = nullptr;
    value.type->access->visit(
        value.at,
        [](void* context, std::string_view, const void* element) {
            *static_cast<const void**>(context) = element;
        },
        &inner);
    return {value.type->element, inner};
}

std::string value_to_text(const schema::Type& type, const void* value) {
    switch (type.kind) {
        case Kind::String:
            return *static_cast<const std::string*>(value);
        case Kind::Integer:
            return std::to_string(*static_cast<const int*>(value));
        case Kind::Long:
            return std::to_string(*static_cast<const std::int64_t*>(value));
        case Kind::Double:
            return fmt::format("{}", *static_cast<const double*>(value));
        case Kind::Boolean:
            return *static_cast<const bool*>(value) ? "true" : "false";
        case Kind::Timestamp:
            return to_http_date(*static_cast<const TimePoint*>(value));
        case Kind::Blob:
            return base64_encode(*static_cast<const std::string*>(value));
        case Kind::Enum: {
            std::uint64_t place = 0;  // little-endian: the low bytes are the value
            std::memcpy(&place, value, type.size);
            return place < type.enum_names.size() ? std::string(type.enum_names[place]) : "";
        }
        case Kind::Structure:
        case Kind::Optional:
        case Kind::List:
        case Kind::Map:
            return {};
    }
    return {};
}

std::string to_http_date(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss<Seconds> clock{std::chrono::floor<Seconds>(time - day)};
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday{day}.c_encoding()],
        static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
        clock.seconds().count());
}

}  // namespace ikada::aws
