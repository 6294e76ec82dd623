// Requests of the REST protocols.

#include <algorithm>

#include "aws/errors.hpp"
#include "aws/protocol_rest.hpp"
#include "aws/rest_uri.hpp"
#include "aws/text_value.hpp"
#include "aws/utf8.hpp"
#include "aws/xml_request.hpp"
#include "base/strings.hpp"

namespace ikada::aws::rest {
namespace {

using schema::Kind;
using schema::Location;
using schema::Placement;
using schema::Type;

constexpr ErrorKind kNoSuchPath{"UnknownOperationException", 404};
constexpr std::size_t kShownPathMax = 200;    // characters of an unknown path
constexpr std::size_t kParametersMax = 1000;  // ours, of one query

const ErrorKind& malformed_in(const Service& service) {
    return service.protocol == Protocol::RestJson ? errors::kSerialization
                                                  : errors::kMalformedInput;
}

const Type& plain(const Type& type) { return type.kind == Kind::Optional ? *type.element : type; }

boost::json::string_view key(std::string_view name) { return {name.data(), name.size()}; }

// ---- the body

Result<json::value> parse_body(const Service& service, const Type& type, const std::string& body) {
    auto parsed =
        service.protocol == Protocol::RestJson ? json::parse(body) : xml_to_json(type, body);
    if (!parsed) return Error{&malformed_in(service), parsed.error().message};
    if (!parsed->is_object())
        return fail(malformed_in(service), "The request's body is not a JSON object.");
    return parsed;
}

// A body that is one member: a structure in the protocol's own form, or bytes as they are.
Result<json::value> read_payload(const Service& service, const Type& type,
                                 const std::string& body) {
    if (type.kind == Kind::Structure) return parse_body(service, type, body);
    if (type.kind == Kind::Blob) return json::value(base64_encode(body));
    if (is_plain_text(body)) return json::value(body);
    return fail(malformed_in(service), "The request's body is not UTF-8 text.");
}

Result<json::object> read_body(const Service& service, const Operation& operation,
                               const std::string& body) {
    const auto& binding = binding_of(service, operation);
    const auto payload = std::find_if(
        binding.input.begin(), binding.input.end(),
        [](const Placement& placement) { return placement.location == Location::Payload; });
    if (body.empty()) return json::object{};
    if (payload == binding.input.end()) {
        auto members = parse_body(service, operation.input(), body);
        if (!members) return members.error();
        return members->get_object();
    }
    const auto* member = find_member(operation.input(), payload->member);
    auto value = read_payload(service, plain(*member->type), body);
    if (!value) return value.error();
    json::object made;
    made[key(member->name)] = *std::move(value);
    return made;
}

// ---- the query

using Parameters = std::vector<std::pair<std::string, std::string>>;

Result<Parameters> parameters_of(const Service& service, const net::HttpRequest& request) {
    Parameters made;
    for (const auto part : split(request.query(), '&')) {
        if (part.empty()) continue;
        const auto equals = part.find('=');
        auto name = uri_decode(part.substr(0, equals), true);
        auto value = uri_decode(
            equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1), true);
        if (!name || !value || !is_plain_text(*name) || !is_plain_text(*value))
            return fail(malformed_in(service), "The query is not percent-encoded UTF-8 text.");
        if (made.size() >= kParametersMax)
            return fail(malformed_in(service), "The query has more than {} parameters.",
                        kParametersMax);
        made.emplace_back(*std::move(name), *std::move(value));
    }
    return made;
}

json::value list_of_parameters(const Type& element, const Parameters& parameters,
                               std::string_view name) {
    json::array values;
    for (const auto& [given, value] : parameters)
        if (given == name) values.push_back(text_to_json(element, value));
    return values.empty() ? json::value() : json::value(std::move(values));
}

// All parameters that no other member takes.
json::value rest_of_parameters(const Type& map, const Parameters& parameters,
                               std::span<const Placement> input) {
    json::object made;
    for (const auto& parameter : parameters) {
        const auto& name = parameter.first;
        const bool taken = std::any_of(input.begin(), input.end(), [&](const Placement& other) {
            return other.location == Location::Query && other.name == name;
        });
        if (taken || made.contains(name)) continue;
        made[name] = plain(*map.element).kind == Kind::List
                         ? list_of_parameters(*plain(*map.element).element, parameters, name)
                         : text_to_json(*map.element, parameter.second);
    }
    return made;
}

json::value query_value(const Type& type, const Placement& placement, const Parameters& parameters,
                        std::span<const Placement> input) {
    if (type.kind == Kind::Map) return rest_of_parameters(type, parameters, input);
    if (type.kind == Kind::List)
        return list_of_parameters(*type.element, parameters, placement.name);
    for (const auto& [name, value] : parameters)
        if (name == placement.name) return text_to_json(type, value);
    return {};
}

// ---- headers

json::value header_value(const Type& type, const Placement& placement,
                         const net::Headers& headers) {
    const auto text = net::find_header(headers, placement.name);
    if (!text || !is_plain_text(*text)) return {};
    if (type.kind != Kind::List) return text_to_json(type, trim(*text));
    json::array values;
    for (const auto part : split(*text, ','))
        values.push_back(text_to_json(*type.element, trim(part)));
    return values;
}

json::value headers_value(const Type& type, const Placement& placement,
                          const net::Headers& headers) {
    json::object made;
    const auto prefix = to_lower(placement.name);
    for (const auto& header : headers) {
        const bool ours = to_lower(header.name).starts_with(prefix);
        if (ours && is_plain_text(header.name) && is_plain_text(header.value))
            made[header.name.substr(prefix.size())] = text_to_json(*type.element, header.value);
    }
    return made;
}

// ---- all together

struct Source {
    const net::HttpRequest& request;
    const Parameters& parameters;
    const UriMatch& match;
    std::span<const Placement> input;
};

json::value placed_value(const Source& from, const Placement& placement, const Type& type) {
    switch (placement.location) {
        case Location::Uri: {
            const auto label = from.match.labels.find(placement.name);
            return label == from.match.labels.end() ? json::value()
                                                    : text_to_json(type, label->second);
        }
        case Location::Query:
            return query_value(type, placement, from.parameters, from.input);
        case Location::Header:
            return header_value(type, placement, from.request.headers);
        case Location::Headers:
            return headers_value(type, placement, from.request.headers);
        case Location::StatusCode:
        case Location::Payload:
            return {};
    }
    return {};
}

}  // namespace

const schema::HttpBinding& binding_of(const Service& service, const Operation& operation) {
    const auto at = std::find_if(
        service.bindings.begin(), service.bindings.end(),
        [&](const schema::HttpBinding& binding) { return binding.operation == operation.name(); });
    if (at == service.bindings.end()) std::abort();  // a table of ours is incomplete
    return *at;
}

const schema::Member* find_member(const Type& type, std::string_view name) {
    for (const auto& member : type.members)
        if (member.name == name) return &member;
    return nullptr;
}

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request) {
    const Operation* found = nullptr;
    int literals = -1;
    for (const auto& binding : service.bindings) {
        const auto match = match_uri(binding, request);
        if (!match || match->literals <= literals) continue;
        found = service.find(binding.operation);
        literals = match->literals;
    }
    if (found != nullptr) return found;
    const auto path = request.path();
    return fail(kNoSuchPath, "ikada's {} has no operation {} {}.", service.name, request.method,
                is_plain_text(path) ? shorten(path, kShownPathMax) : "at that path");
}

Result<json::value> read_document(const Service& service, const Operation& operation,
                                  const net::HttpRequest& request) {
    const auto& binding = binding_of(service, operation);
    const auto match = match_uri(binding, request);
    if (!match) return fail(kNoSuchPath, "The path is not one of {}.", operation.name());
    for (const auto& [name, label] : match->labels)
        if (!is_plain_text(label))
            return fail(malformed_in(service), "{} in the path is not UTF-8 text.", name);
    const auto parameters = parameters_of(service, request);
    if (!parameters) return parameters.error();
    auto document = read_body(service, operation, request.body);
    if (!document) return document.error();

    const Source source{request, *parameters, *match, binding.input};
    for (const auto& placement : binding.input) {
        if (placement.location == Location::Payload) continue;
        const auto* member = find_member(operation.input(), placement.member);
        auto value = placed_value(source, placement, plain(*member->type));
        document->erase(key(member->name));  // a body may not speak for the path
        if (!value.is_null()) (*document)[key(member->name)] = std::move(value);
    }
    return json::value(*std::move(document));
}

}  // namespace ikada::aws::rest
