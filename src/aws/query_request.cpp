#include "aws/query_request.hpp"

#include <algorithm>
#include <vector>

#include "aws/text_value.hpp"
#include "aws/utf8.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

using schema::Kind;
using schema::Type;

Result<json::value> convert(Protocol protocol, const Type& type, const FormNode& node);

// The parts of an indexed node in the order of their indexes.
Result<std::vector<const FormNode*>> in_order(const FormNode& node) {
    std::vector<std::pair<std::int64_t, const FormNode*>> indexed;
    for (const auto& [name, part] : node.parts) {
        const auto index = parse_int(name);
        if (!index || *index < 0)
            return fail(kMalformed, "expected a number for the list index {}", shorten(name, 100));
        indexed.emplace_back(*index, &part);
    }
    std::sort(indexed.begin(), indexed.end());
    std::vector<const FormNode*> ordered;
    for (const auto& [index, part] : indexed) ordered.push_back(part);
    return ordered;
}

// Where a list's or map's indexed elements are; null for an empty one ("Names=").
const FormNode* elements_of(Protocol protocol, const Type& type, const FormNode& node) {
    if (type.flattened || protocol == Protocol::Ec2) return &node;
    return node.find(type.kind == Kind::Map ? "entry" : type.element_name);
}

Result<json::value> list(Protocol protocol, const Type& type, const FormNode& node) {
    json::array made;
    if (node.value && !node.value->empty()) return fail(kMalformed, "expected a list");
    const FormNode* elements = elements_of(protocol, type, node);
    if (elements == nullptr) return json::value(std::move(made));
    const auto ordered = in_order(*elements);
    if (!ordered) return ordered.error();
    for (const FormNode* part : *ordered) {
        auto element = convert(protocol, *type.element, *part);
        if (!element) return element.error();
        made.push_back(*std::move(element));
    }
    return json::value(std::move(made));
}

Result<json::value> map(Protocol protocol, const Type& type, const FormNode& node) {
    json::object made;
    const FormNode* entries = elements_of(protocol, type, node);
    if (entries == nullptr) return json::value(std::move(made));
    const auto ordered = in_order(*entries);
    if (!ordered) return ordered.error();
    for (const FormNode* entry : *ordered) {
        const FormNode* key = entry->find("key");
        const FormNode* content = entry->find("value");
        if (key == nullptr || !key->value || content == nullptr)
            return fail(kMalformed, "a map entry needs both key and value");
        auto element = convert(protocol, *type.element, *content);
        if (!element) return element.error();
        made[*key->value] = *std::move(element);
    }
    return json::value(std::move(made));
}

Result<json::value> structure(Protocol protocol, const Type& type, const FormNode& node) {
    json::object made;
    for (const auto& member : type.members) {
        const auto name = member.query_name.empty() ? member.name : member.query_name;
        const FormNode* part = node.find(name);
        if (part == nullptr) continue;
        auto value = convert(protocol, *member.type, *part);
        if (!value) return fail(kMalformed, "{}: {}", name, value.error().message);
        if (!value->is_null()) made[{member.name.data(), member.name.size()}] = *std::move(value);
    }
    return json::value(std::move(made));
}

Result<json::value> convert(Protocol protocol, const Type& type, const FormNode& node) {
    switch (type.kind) {
        case Kind::String:
        case Kind::Enum:
        case Kind::Blob:
        case Kind::Integer:
        case Kind::Long:
        case Kind::Double:
        case Kind::Boolean:
        case Kind::Timestamp:
            return node.value ? text_to_json(type, *node.value) : json::value();
        case Kind::Structure:
            return structure(protocol, type, node);
        case Kind::Optional:
            return convert(protocol, *type.element, node);
        case Kind::List:
            return list(protocol, type, node);
        case Kind::Map:
            return map(protocol, type, node);
    }
    return json::value();
}

}  // namespace

Result<json::value> query_to_json(Protocol protocol, const schema::Type& type,
                                  const FormNode& form) {
    return structure(protocol, type, form);
}

}  // namespace ikada::aws
