// Answers of the REST protocols.

#include <algorithm>

#include "aws/protocol_query.hpp"
#include "aws/protocol_rest.hpp"
#include "aws/text_value.hpp"
#include "aws/xml_response.hpp"
#include "schema/json_codec.hpp"

namespace ikada::aws::rest {
namespace {

using schema::Kind;
using schema::Location;
using schema::Placement;
using schema::Type;

constexpr std::string_view kProlog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kXml = "text/xml";

const Placement* placement_of(const schema::HttpBinding& binding, std::string_view member) {
    const auto at =
        std::find_if(binding.output.begin(), binding.output.end(),
                     [&](const Placement& placement) { return placement.member == member; });
    return at == binding.output.end() ? nullptr : &*at;
}

// ---- headers and status

std::string list_text(const Value& list) {
    struct Context {
        const Type& element;
        std::string text;
    } context{*list.type->element, {}};
    list.type->access->visit(
        list.at,
        [](void* opaque, std::string_view, const void* element) {
            auto& [type, text] = *static_cast<Context*>(opaque);
            if (!text.empty()) text += ", ";
            text += value_to_text(type, element);
        },
        &context);
    return context.text;
}

void add_prefixed(const Value& map, std::string_view prefix, net::Headers& headers) {
    struct Context {
        const Type& element;
        std::string_view prefix;
        net::Headers& headers;
    } context{*map.type->element, prefix, headers};
    map.type->access->visit(
        map.at,
        [](void* opaque, std::string_view key, const void* element) {
            auto& [type, before, to] = *static_cast<Context*>(opaque);
            to.push_back({fmt::format("{}{}", before, key), value_to_text(type, element)});
        },
        &context);
}

void place(const Placement& placement, const Value& value, net::HttpResponse& response) {
    switch (placement.location) {
        case Location::Header:
            response.headers.push_back(
                {std::string(placement.name), value.type->kind == Kind::List
                                                  ? list_text(value)
                                                  : value_to_text(*value.type, value.at)});
            return;
        case Location::Headers:
            return add_prefixed(value, placement.name, response.headers);
        case Location::StatusCode:
            response.status = *static_cast<const int*>(value.at);
            return;
        case Location::Uri:
        case Location::Query:
        case Location::Payload:
            return;
    }
}

// ---- the body

// One element with a structure's members, but those that stand elsewhere.
std::string xml_body(const Service& service, std::string_view root, const Value& value,
                     const schema::HttpBinding* binding) {
    std::string body(kProlog);
    body += fmt::format("<{} xmlns=\"{}\">", root, service.xml_namespace);
    for (const auto& member : value.type->members)
        if (binding == nullptr || placement_of(*binding, member.name) == nullptr)
            write_xml_member(member, value.at, body);
    body += fmt::format("</{}>", root);
    return body;
}

std::string json_body(const Value& value, const schema::HttpBinding& binding) {
    std::string body = "{";
    for (const auto& member : value.type->members) {
        const auto part = value_of(member, value.at);
        if (part.at == nullptr || placement_of(binding, member.name) != nullptr) continue;
        if (body.size() > 1) body += ',';
        body += fmt::format("\"{}\":", member.name);
        body += schema::to_json(*part.type, part.at);
    }
    return body + "}";
}

struct Body {
    std::string_view content_type;
    std::string text;
};

Body payload_body(const Service& service, const Placement& placement, const Value& value) {
    const bool is_xml = service.protocol == Protocol::RestXml;
    if (value.at == nullptr) return {is_xml ? kXml : kJson, ""};
    if (value.type->kind == Kind::Blob)
        return {"application/octet-stream", *static_cast<const std::string*>(value.at)};
    if (value.type->kind != Kind::Structure)
        return {"text/plain", value_to_text(*value.type, value.at)};
    if (!is_xml) return {kJson, schema::to_json(*value.type, value.at)};
    return {kXml, xml_body(service, placement.name, value, nullptr)};
}

Body body_of(const Service& service, const Operation& operation, const void* response) {
    const auto& binding = binding_of(service, operation);
    const Type& type = operation.output();
    for (const auto& placement : binding.output)
        if (placement.location == Location::Payload)
            return payload_body(service, placement,
                                value_of(*find_member(type, placement.member), response));
    const bool is_xml = service.protocol == Protocol::RestXml;
    if (binding.output.size() == type.members.size()) return {is_xml ? kXml : kJson, ""};
    if (is_xml) return {kXml, xml_body(service, type.name, {&type, response}, &binding)};
    return {kJson, json_body({&type, response}, binding)};
}

}  // namespace

net::HttpResponse encode_response(const Service& service, const Operation& operation,
                                  const void* response, const std::string& request_id) {
    const auto& binding = binding_of(service, operation);
    auto [content_type, text] = body_of(service, operation, response);
    net::HttpResponse made{.status = binding.status, .headers = {}, .body = std::move(text)};
    for (const auto& placement : binding.output) {
        const auto value = value_of(*find_member(operation.output(), placement.member), response);
        if (value.at != nullptr) place(placement, value, made);
    }
    if (!made.body.empty() && !net::find_header(made.headers, "Content-Type"))
        made.headers.push_back({"Content-Type", std::string(content_type)});
    made.headers.push_back({"x-amzn-RequestId", request_id});
    return made;
}

net::HttpResponse encode_error(Protocol protocol, const Error& error,
                               const std::string& request_id) {
    if (protocol == Protocol::RestXml) return query::encode_error(protocol, error, request_id);
    return {error.kind->http_status,
            {{"Content-Type", std::string(kJson)},
             {"x-amzn-ErrorType", std::string(error.kind->code)},
             {"x-amzn-RequestId", request_id}},
            json::serialize(json::object{{"message", error.message}})};
}

}  // namespace ikada::aws::rest
