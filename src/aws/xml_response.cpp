#include "aws/xml_response.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "aws/text_value.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

using schema::Kind;
using schema::Type;

template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

void open(std::string_view name, std::string& out) {
    out += '<';
    out += name;
    out += '>';
}

void close(std::string_view name, std::string& out) {
    out += "</";
    out += name;
    out += '>';
}

void write_content(const Type& type, const void* value, std::string& out);

// A structure's members that are attributes of its element.
void write_attributes(const Type& type, const void* value, std::string& out) {
    for (const auto& member : type.members) {
        if (!member.xml_name.starts_with('@')) continue;
        const auto [of, at] = value_of(member, value);
        if (at == nullptr) continue;
        out += fmt::format(" {}=\"", member.xml_name.substr(1));
        write_content(*of, at, out);
        out += '"';
    }
}

void write_element(std::string_view name, const Type& type, const void* value, std::string& out) {
    out += '<';
    out += name;
    if (type.kind == Kind::Structure) write_attributes(type, value, out);
    out += '>';
    write_content(type, value, out);
    close(name, out);
}

struct Elements {
    const Type& type;
    std::string_view name;
    std::string& out;
};

void write_element_of_map(const Elements& to, std::string_view key, const void* element) {
    open(to.name, to.out);
    open("key", to.out);
    write_xml_text(key, to.out);
    close("key", to.out);
    write_element("value", *to.type.element, element, to.out);
    close(to.name, to.out);
}

// The elements of a list or map, each under `name`.
void write_elements(std::string_view name, const Type& type, const void* value, std::string& out) {
    Elements elements{type, name, out};
    type.access->visit(
        value,
        [](void* context, std::string_view key, const void* element) {
            const auto& to = *static_cast<const Elements*>(context);
            if (to.type.kind == Kind::Map) return write_element_of_map(to, key, element);
            write_element(to.name, *to.type.element, element, to.out);
        },
        &elements);
}

void write_member(std::string_view name, const Type& type, const void* value, std::string& out) {
    if (type.flattened) return write_elements(name, type, value, out);
    write_element(name, type, value, out);
}

struct OptionalMember {
    const Type& type;
    std::string_view name;
    std::string& out;
};

void write_optional(std::string_view name, const Type& type, const void* value, std::string& out) {
    OptionalMember member{type, name, out};
    type.access->visit(
        value,
        [](void* context, std::string_view, const void* element) {
            const auto& to = *static_cast<const OptionalMember*>(context);
            write_member(to.name, *to.type.element, element, to.out);
        },
        &member);
}

void write_enum(const Type& type, const void* value, std::string& out) {
    std::uint64_t place = 0;  // little-endian: the low bytes are the value
    std::memcpy(&place, value, type.size);
    if (place < type.enum_names.size()) write_xml_text(type.enum_names[place], out);
}

void write_double(double value, std::string& out) {
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value > 0 ? "Infinity" : "-Infinity";
    } else {
        fmt::format_to(std::back_inserter(out), "{}", value);
    }
}

void write_content(const Type& type, const void* value, std::string& out) {
    switch (type.kind) {
        case Kind::String:
            return write_xml_text(as<std::string>(value), out);
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
            out += to_iso8601(as<TimePoint>(value));
            return;
        case Kind::Blob:
            out += base64_encode(as<std::string>(value));
            return;
        case Kind::Enum:
            return write_enum(type, value, out);
        case Kind::Structure:
            return write_xml_members(type, value, out);
        case Kind::Optional:
            return write_optional("value", type, value, out);
        case Kind::List:
            return write_elements(type.element_name, type, value, out);
        case Kind::Map:
            return write_elements("entry", type, value, out);
    }
}

std::string_view entity(char c) {
    if (c == '&') return "&amp;";
    if (c == '<') return "&lt;";
    if (c == '>') return "&gt;";
    if (c == '"') return "&quot;";
    if (c == '\'') return "&apos;";
    if (c == '\r') return "&#13;";  // a parser would make it a line feed
    const bool blank = c == '\t' || c == '\n';
    if (static_cast<unsigned char>(c) < 0x20 && !blank) return "\xEF\xBF\xBD";  // U+FFFD
    return {};
}

}  // namespace

void write_xml_text(std::string_view text, std::string& out) {
    for (const char c : text) {
        const auto replaced = entity(c);
        if (replaced.empty())
            out += c;
        else
            out += replaced;
    }
}

void write_xml_members(const schema::Type& type, const void* value, std::string& out) {
    for (const auto& member : type.members) write_xml_member(member, value, out);
}

void write_xml_member(const schema::Member& member, const void* owner, std::string& out) {
    const auto name = member.xml_name.empty() ? member.name : member.xml_name;
    if (name.starts_with('@')) return;
    const void* at = static_cast<const char*>(owner) + member.offset;
    if (member.type->kind == Kind::Optional)
        write_optional(name, *member.type, at, out);
    else
        write_member(name, *member.type, at, out);
}

}  // namespace ikada::aws
