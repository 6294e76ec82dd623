#include "aws/checks.hpp"

#include <cmath>

#include "aws/utf8.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

using schema::Kind;
using schema::Type;

constexpr std::size_t kShownValueMax = 100;  // characters of a refused value in the message

// Where the check stands: a chain on the stack, spelled out only for a violation.
struct Place {
    const Place* outer = nullptr;
    std::string_view key = {};
    std::size_t index = 0;  // from 1; 0: `key` counts
};

struct Violation {
    bool missing;
    std::string path;
    std::string value;
    std::string rule;
};

struct Check {
    std::vector<Violation> violations;
    bool full() const { return violations.size() >= kViolationsMax; }
};

// As the services spell it: "containerDefinitions.1.member.name", first letters lower.
std::string spell(const Place* at) {
    if (at == nullptr) return {};
    std::string outer = spell(at->outer);
    if (at->index > 0) return fmt::format("{}.{}.member", outer, at->index);
    std::string key(at->key);
    if (!key.empty() && key[0] >= 'A' && key[0] <= 'Z')
        key[0] = static_cast<char>(key[0] - 'A' + 'a');
    return outer.empty() ? key : outer + "." + key;
}

std::string shown_value(const json::value& value) {
    const auto* text = value.if_string();
    return shorten(text ? std::string(std::string_view(*text)) : json::serialize(value),
                   kShownValueMax);
}

void refuse(Check& check, const Place* at, const json::value& value, std::string rule) {
    check.violations.push_back({false, spell(at), shown_value(value), std::move(rule)});
}

void check_value(Check& check, const Type& type, const json::value& value, const Place* at);

std::size_t length_of(const json::value& value) {
    if (const auto* text = value.if_string()) return count_characters(std::string_view(*text));
    if (const auto* items = value.if_array()) return items->size();
    return value.is_object() ? value.get_object().size() : 0;
}

void check_length(Check& check, const Type& type, const json::value& value, const Place* at) {
    const auto size = static_cast<std::int64_t>(length_of(value));
    if (size < type.limits.min)
        refuse(check, at, value,
               fmt::format("Member must have length greater than or equal to {}", type.limits.min));
    if (size > type.limits.max)
        refuse(check, at, value,
               fmt::format("Member must have length less than or equal to {}", type.limits.max));
}

void check_number(Check& check, const Type& type, const json::value& value, const Place* at) {
    const double number = value.is_int64()    ? static_cast<double>(value.get_int64())
                          : value.is_uint64() ? static_cast<double>(value.get_uint64())
                                              : value.get_double();
    if (number < static_cast<double>(type.limits.min))
        refuse(check, at, value,
               fmt::format("Member must have value greater than or equal to {}", type.limits.min));
    if (number > static_cast<double>(type.limits.max))
        refuse(check, at, value,
               fmt::format("Member must have value less than or equal to {}", type.limits.max));
}

void check_enum(Check& check, const Type& type, const json::value& value, const Place* at) {
    const auto* text = value.if_string();
    if (text == nullptr) return;
    for (const auto name : type.enum_names)
        if (name == std::string_view(*text)) return;
    refuse(check, at, value,
           fmt::format("Member must satisfy enum value set: [{}]",
                       fmt::join(type.enum_names.begin(), type.enum_names.end(), ", ")));
}

void check_structure(Check& check, const Type& type, const json::value& value, const Place* at) {
    if (!value.is_object()) return;
    for (const auto& member : type.members) {
        if (check.full()) return;
        const Place inner{at, member.name};
        const auto* part = json::find(value, member.name);
        if (part != nullptr && !part->is_null())
            check_value(check, *member.type, *part, &inner);
        else if (member.required)
            check.violations.push_back({true, spell(&inner), "", "Member must not be null"});
    }
}

void check_list(Check& check, const Type& type, const json::value& value, const Place* at) {
    if (!value.is_array()) return;
    check_length(check, type, value, at);
    std::size_t index = 0;
    for (const auto& part : value.get_array()) {
        const Place inner{at, {}, ++index};
        if (check.full()) return;
        if (!part.is_null()) check_value(check, *type.element, part, &inner);
    }
}

void check_map(Check& check, const Type& type, const json::value& value, const Place* at) {
    if (!value.is_object()) return;
    check_length(check, type, value, at);
    for (const auto& [key, part] : value.get_object()) {
        const Place inner{at, {key.data(), key.size()}};
        if (check.full()) return;
        if (!part.is_null()) check_value(check, *type.element, part, &inner);
    }
}

void check_value(Check& check, const Type& type, const json::value& value, const Place* at) {
    switch (type.kind) {
        case Kind::String:
            if (value.is_string()) check_length(check, type, value, at);
            return;
        case Kind::Integer:
        case Kind::Long:
        case Kind::Double:
            if (value.is_number()) check_number(check, type, value, at);
            return;
        case Kind::Enum:
            return check_enum(check, type, value, at);
        case Kind::Structure:
            return check_structure(check, type, value, at);
        case Kind::Optional:
            return check_value(check, *type.element, value, at);
        case Kind::List:
            return check_list(check, type, value, at);
        case Kind::Map:
            return check_map(check, type, value, at);
        case Kind::Boolean:
        case Kind::Timestamp:
        case Kind::Blob:
            return;
    }
}

// EC2 names one parameter, the way the client spelled it.
std::string ec2_text(const Violation& first) {
    std::string path = first.path;
    if (!path.empty() && path[0] >= 'a' && path[0] <= 'z')
        path[0] = static_cast<char>(path[0] - 'a' + 'A');
    if (first.missing) return fmt::format("The request must contain the parameter {}", path);
    return fmt::format("Value ({}) for parameter {} is invalid. {}", first.value, path, first.rule);
}

std::string text_of(const std::vector<Violation>& violations) {
    std::vector<std::string> parts;
    for (const auto& violation : violations)
        parts.push_back(fmt::format(
            "Value {} at '{}' failed to satisfy constraint: {}",
            violation.missing ? std::string("null") : fmt::format("'{}'", violation.value),
            violation.path, violation.rule));
    return fmt::format("{} validation error{} detected: {}", parts.size(),
                       parts.size() == 1 ? "" : "s", join(parts, "; "));
}

}  // namespace

Status check_request(const Service& service, const schema::Type& type, const json::value& request) {
    Check check;
    check_structure(check, type, request, nullptr);
    if (check.violations.empty()) return ok();
    const Violation& first = check.violations.front();
    const auto& kind = first.missing ? service.missing_parameter : service.invalid_parameter;
    return Error{&kind,
                 service.protocol == Protocol::Ec2 ? ec2_text(first) : text_of(check.violations)};
}

}  // namespace ikada::aws
