#include "schema/json_codec.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/strings.hpp"

namespace ikada::schema {
namespace {

// ---- writing

std::uint64_t enum_place(const Type& type, const void* value) {
    std::uint64_t place = 0;  // little-endian: the low bytes are the value
    std::memcpy(&place, value, type.size);
    return place;
}

// RFC 8259, part 7. Bytes beyond ASCII pass as they are: texts were UTF-8 when they came in.
// No function: as its address is passed on, it would be called for every byte.
constexpr auto kNeedsEscape = [](char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
};

void write_escape(char c, std::string& out) {
    if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
    } else if (c == '\n') {
        out += "\\n";
    } else if (c == '\t') {
        out += "\\t";
    } else {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
}

// Appends run by run: every stored record passes here.
void write_text(std::string_view text, std::string& out) {
    out += '"';
    while (true) {
        const auto end = std::find_if(text.begin(), text.end(), kNeedsEscape);
        out.append(text.begin(), end);
        if (end == text.end()) break;
        write_escape(*end, out);
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
    }
    out += '"';
}

void write_value(const Type& type, const void* value, std::string& out);

// JSON has no infinity and no NaN; null is the nearest it has. Of more than 15 digits Boost.JSON
// may read the last wrong: what is written would not be what is read.
void write_double(double value, std::string& out) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    fmt::format_to(std::back_inserter(out), "{:.15g}", value);
}

void write_timestamp(TimePoint time, std::string& out) {
    const auto millis = time.time_since_epoch().count();
    const auto size = millis < 0 ? -millis : millis;
    fmt::format_to(std::back_inserter(out), "{}{}.{:03}", millis < 0 ? "-" : "", size / 1000,
                   size % 1000);
}

void write_enum(const Type& type, const void* value, std::string& out) {
    const auto place = enum_place(type, value);
    write_text(place < type.enum_names.size() ? type.enum_names[place] : std::string_view{}, out);
}

const void* present(const Member& member, const void* owner) {
    const void* at = static_cast<const char*>(owner) + member.offset;
    if (member.type->kind != Kind::Optional) return at;
    return member.type->access->size(at) == 0 ? nullptr : at;
}

void write_structure(const Type& type, const void* value, std::string& out) {
    char before = '{';
    for (const Member& member : type.members) {
        const void* at = present(member, value);
        if (at == nullptr) continue;
        out += before;
        write_text(member.name, out);
        out += ':';
        write_value(*member.type, at, out);
        before = ',';
    }
    if (before == '{') out += '{';
    out += '}';
}

struct Elements {
    const Type& type;
    std::string& out;
    char before;  // the opening bracket, later commas
};

void write_container(const Type& type, const void* value, std::string& out) {
    const bool is_map = type.kind == Kind::Map;
    Elements elements{type, out, is_map ? '{' : '['};
    type.access->visit(
        value,
        [](void* context, std::string_view key, const void* element) {
            auto& [type, out, before] = *static_cast<Elements*>(context);
            out += before;
            before = ',';
            if (type.kind == Kind::Map) {
                write_text(key, out);
                out += ':';
            }
            write_value(*type.element, element, out);
        },
        &elements);
    if (elements.before != ',') out += elements.before;
    out += is_map ? '}' : ']';
}

void write_optional(const Type& type, const void* value, std::string& out) {
    if (type.access->size(value) == 0) {
        out += "null";
        return;
    }
    Elements elements{type, out, 0};
    type.access->visit(
        value,
        [](void* context, std::string_view, const void* element) {
            auto& [type, out, before] = *static_cast<Elements*>(context);
            write_value(*type.element, element, out);
        },
        &elements);
}

template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

void write_value(const Type& type, const void* value, std::string& out) {
    switch (type.kind) {
        case Kind::String:
            return write_text(as<std::string>(value), out);
        case Kind::Integer:
            out += std::to_string(as<int>(value));
            return;
        case Kind::Long:
            out += std::to_string(as<std::int64_t>(value));
            return;
        case Kind::Double:
            return write_double(as<double>(value), out);
        case Kind::Boolean:
            out += as<bool>(value) ? "true" : "false";
            return;
        case Kind::Timestamp:
            return write_timestamp(as<TimePoint>(value), out);
        case Kind::Blob:
            return write_text(base64_encode(as<std::string>(value)), out);
        case Kind::Enum:
            return write_enum(type, value, out);
        case Kind::Structure:
            return write_structure(type, value, out);
        case Kind::Optional:
            return write_optional(type, value, out);
        case Kind::List:
        case Kind::Map:
            return write_container(type, value, out);
    }
}

// ---- reading

// Where the reader stands: a chain on the stack, spelled out only for an error.
struct Place {
    const Place* outer = nullptr;
    std::string_view key = {};
    std::size_t index = 0;
    bool is_index = false;
};

std::string spell(const Place* at) {
    if (at == nullptr) return {};
    const std::string outer = spell(at->outer);
    if (at->is_index) return fmt::format("{}[{}]", outer, at->index);
    return outer.empty() ? std::string(at->key) : fmt::format("{}.{}", outer, at->key);
}

Error expected(const Place* at, std::string_view what) {
    const std::string path = spell(at);
    if (path.empty()) return fail(kMalformed, "expected {}", what);
    return fail(kMalformed, "{}: expected {}", path, what);
}

Status read_value(const Type& type, const json::value& from, void* value, const Place* at);

std::optional<std::int64_t> whole_number(const json::value& from) {
    if (from.is_int64()) return from.get_int64();
    if (from.is_uint64()) {
        const auto wide = from.get_uint64();
        if (wide > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
        return static_cast<std::int64_t>(wide);
    }
    if (!from.is_double()) return {};
    const double wide = from.get_double();
    constexpr double kEdge = 9223372036854775808.0;  // 2^63
    if (!(wide >= -kEdge && wide < kEdge) || wide != std::trunc(wide)) return {};
    return static_cast<std::int64_t>(wide);
}

Status read_integer(const json::value& from, void* value, const Place* at) {
    const auto number = whole_number(from);
    if (!from.is_number()) return expected(at, "a number");
    if (!number || *number < std::numeric_limits<int>::min() ||
        *number > std::numeric_limits<int>::max())
        return expected(at, "a whole number of 32 bits");
    *static_cast<int*>(value) = static_cast<int>(*number);
    return ok();
}

Status read_long(const json::value& from, void* value, const Place* at) {
    if (!from.is_number()) return expected(at, "a number");
    const auto number = whole_number(from);
    if (!number) return expected(at, "a whole number of 64 bits");
    *static_cast<std::int64_t*>(value) = *number;
    return ok();
}

double wide_number(const json::value& from) {
    if (from.is_int64()) return static_cast<double>(from.get_int64());
    if (from.is_uint64()) return static_cast<double>(from.get_uint64());
    return from.get_double();
}

Status read_double(const json::value& from, void* value, const Place* at) {
    if (!from.is_number()) return expected(at, "a number");
    *static_cast<double*>(value) = wide_number(from);
    return ok();
}

Status read_boolean(const json::value& from, void* value, const Place* at) {
    if (!from.is_bool()) return expected(at, "true or false");
    *static_cast<bool*>(value) = from.get_bool();
    return ok();
}

Status read_timestamp(const json::value& from, void* value, const Place* at) {
    constexpr double kYear10000 = 253402300800.0;  // the calendar text form ends there
    if (from.is_string()) {
        const auto time = parse_iso8601(std::string_view(from.get_string()));
        if (!time) return expected(at, "a time as in 2026-11-22T23:55:51Z");
        *static_cast<TimePoint*>(value) = *time;
        return ok();
    }
    if (!from.is_number()) return expected(at, "a time in epoch seconds");
    const double seconds = wide_number(from);
    if (!(std::abs(seconds) < kYear10000)) return expected(at, "a time before the year 10000");
    *static_cast<TimePoint*>(value) = from_epoch_seconds(seconds);
    return ok();
}

Status read_string(const json::value& from, void* value, const Place* at) {
    if (!from.is_string()) return expected(at, "a string");
    *static_cast<std::string*>(value) = std::string_view(from.get_string());
    return ok();
}

Status read_blob(const json::value& from, void* value, const Place* at) {
    if (!from.is_string()) return expected(at, "base64 text");
    auto bytes = base64_decode(std::string_view(from.get_string()));
    if (!bytes) return expected(at, "base64 text");
    *static_cast<std::string*>(value) = *std::move(bytes);
    return ok();
}

Status read_enum(const Type& type, const json::value& from, void* value, const Place* at) {
    if (!from.is_string()) return expected(at, "a string");
    const std::string_view name = from.get_string();
    for (std::uint64_t place = 0; place < type.enum_names.size(); ++place) {
        if (type.enum_names[place] != name) continue;
        std::memcpy(value, &place, type.size);
        return ok();
    }
    return fail(kUnknownName, "{}: {} is no {}", spell(at), name, type.name);
}

Status read_structure(const Type& type, const json::value& from, void* value, const Place* at) {
    if (!from.is_object()) return expected(at, "an object");
    const auto& object = from.get_object();
    for (const Member& member : type.members) {
        const json::value* part = object.if_contains({member.name.data(), member.name.size()});
        if (part == nullptr || part->is_null()) continue;
        const Place inner{at, member.name};
        auto read =
            read_value(*member.type, *part, static_cast<char*>(value) + member.offset, &inner);
        if (!read) return read;
    }
    return ok();
}

Status read_list(const Type& type, const json::value& from, void* value, const Place* at) {
    if (!from.is_array()) return expected(at, "a list");
    std::size_t index = 0;
    for (const json::value& part : from.get_array()) {
        const Place inner{at, {}, index++, true};
        if (part.is_null()) continue;
        auto read = read_value(*type.element, part, type.access->append(value, {}), &inner);
        if (!read) return read;
    }
    return ok();
}

Status read_map(const Type& type, const json::value& from, void* value, const Place* at) {
    if (!from.is_object()) return expected(at, "an object");
    for (const auto& [key, part] : from.get_object()) {
        const Place inner{at, {key.data(), key.size()}};
        if (part.is_null()) continue;
        auto read = read_value(*type.element, part,
                               type.access->append(value, {key.data(), key.size()}), &inner);
        if (!read) return read;
    }
    return ok();
}

Status read_value(const Type& type, const json::value& from, void* value, const Place* at) {
    switch (type.kind) {
        case Kind::String:
            return read_string(from, value, at);
        case Kind::Integer:
            return read_integer(from, value, at);
        case Kind::Long:
            return read_long(from, value, at);
        case Kind::Double:
            return read_double(from, value, at);
        case Kind::Boolean:
            return read_boolean(from, value, at);
        case Kind::Timestamp:
            return read_timestamp(from, value, at);
        case Kind::Blob:
            return read_blob(from, value, at);
        case Kind::Enum:
            return read_enum(type, from, value, at);
        case Kind::Structure:
            return read_structure(type, from, value, at);
        case Kind::Optional:
            if (from.is_null()) return ok();
            return read_value(*type.element, from, type.access->append(value, {}), at);
        case Kind::List:
            return read_list(type, from, value, at);
        case Kind::Map:
            return read_map(type, from, value, at);
    }
    return ok();
}

}  // namespace

std::string to_json(const Type& type, const void* value) {
    std::string out;
    write_value(type, value, out);
    return out;
}

Status from_json(const Type& type, const json::value& from, void* value) {
    return read_value(type, from, value, nullptr);
}

}  // namespace ikada::schema
