#include "aws/xml_request.hpp"

#include <pugixml.hpp>

#include "aws/text_value.hpp"
#include "aws/utf8.hpp"

namespace ikada::aws {
namespace {

using pugi::xml_node;
using schema::Kind;
using schema::Type;

constexpr std::string_view kKey = "key";  // of a map's entry; the generator refuses other names
constexpr std::string_view kValue = "value";

json::value convert(const Type& type, const xml_node& node);

std::string_view local_name(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_called(const xml_node& node, std::string_view name) {
    return node.type() == pugi::node_element && local_name(node.name()) == name;
}

xml_node find_child(const xml_node& parent, std::string_view name) {
    return parent.find_child([&](const xml_node& child) { return is_called(child, name); });
}

void append_elements(const Type& type, const xml_node& parent, std::string_view name,
                     json::array& to) {
    for (const auto& child : parent.children())
        if (is_called(child, name)) to.push_back(convert(*type.element, child));
}

void append_entries(const Type& type, const xml_node& parent, std::string_view name,
                    json::object& to) {
    for (const auto& child : parent.children()) {
        if (!is_called(child, name)) continue;
        const auto key = find_child(child, kKey);
        const auto value = find_child(child, kValue);
        if (key && value) to[key.text().get()] = convert(*type.element, value);
    }
}

// A list or map whose elements are called `name` and stand in `parent`.
json::value container(const Type& type, const xml_node& parent, std::string_view name) {
    if (type.kind == Kind::Map) {
        json::object entries;
        append_entries(type, parent, name, entries);
        return entries;
    }
    json::array elements;
    append_elements(type, parent, name, elements);
    return elements;
}

const Type& without_optional(const Type& type) {
    return type.kind == Kind::Optional ? *type.element : type;
}

json::value member_of(const schema::Member& member, const xml_node& owner) {
    const auto name = member.xml_name.empty() ? member.name : member.xml_name;
    const Type& type = without_optional(*member.type);
    if (name.starts_with('@')) {
        const auto attribute = owner.find_attribute([&](const pugi::xml_attribute& at) {
            return local_name(at.name()) == local_name(name.substr(1));
        });
        return attribute ? text_to_json(type, attribute.value()) : json::value();
    }
    const auto child = find_child(owner, name);
    if (!child) return {};
    const bool is_flat = type.flattened && (type.kind == Kind::List || type.kind == Kind::Map);
    return is_flat ? container(type, owner, name) : convert(type, child);
}

json::value structure(const Type& type, const xml_node& node) {
    json::object made;
    for (const auto& member : type.members) {
        auto value = member_of(member, node);
        if (!value.is_null()) made[{member.name.data(), member.name.size()}] = std::move(value);
    }
    return made;
}

json::value convert(const Type& type, const xml_node& node) {
    switch (type.kind) {
        case Kind::Structure:
            return structure(type, node);
        case Kind::Optional:
            return convert(*type.element, node);
        case Kind::List:
            return container(type, node, type.element_name);
        case Kind::Map:
            return container(type, node, "entry");
        case Kind::String:
        case Kind::Enum:
        case Kind::Blob:
        case Kind::Integer:
        case Kind::Long:
        case Kind::Double:
        case Kind::Boolean:
        case Kind::Timestamp:
            return text_to_json(type, node.text().get());
    }
    return {};
}

// By way of the tree's own order, without a call for each level.
bool is_too_deep(const xml_node& root) {
    int depth = 0;
    for (xml_node at = root; at;) {
        if (depth > kXmlDepthMax) return true;
        if (at.first_child()) {
            at = at.first_child();
            ++depth;
            continue;
        }
        while (at && at != root && !at.next_sibling()) {
            at = at.parent();
            --depth;
        }
        if (!at || at == root) return false;
        at = at.next_sibling();
    }
    return false;
}

}  // namespace

Result<json::value> xml_to_json(const schema::Type& type, std::string_view document) {
    if (!is_plain_text(document)) return fail(kMalformed, "The body is not UTF-8 text.");
    pugi::xml_document read;
    const auto done = read.load_buffer(document.data(), document.size(), pugi::parse_default,
                                       pugi::encoding_utf8);
    if (!done) return fail(kMalformed, "The body is not XML: {}.", done.description());
    const auto root = read.document_element();
    if (is_too_deep(root))
        return fail(kMalformed, "The body has more than {} levels.", kXmlDepthMax);
    return structure(type, root);
}

}  // namespace ikada::aws
