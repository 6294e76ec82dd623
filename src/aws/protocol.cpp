#include "aws/protocol.hpp"

#include "aws/checks.hpp"
#include "aws/errors.hpp"
#include "aws/protocol_json.hpp"
#include "aws/protocol_query.hpp"
#include "aws/protocol_rest.hpp"
#include "schema/json_codec.hpp"

namespace ikada::aws {
namespace {

// Whose values have kinds of their own: a clash is seen before the service looks. The texts of
// forms and of XML clash only with what the service expects of them.
bool has_kinds(Protocol protocol) {
    return protocol == Protocol::Json11 || protocol == Protocol::RestJson;
}

Result<json::value> read_document(const Service& service, const Operation& operation,
                                  const net::HttpRequest& request) {
    switch (service.protocol) {
        case Protocol::Json11:
            return json11::read_document(request);
        case Protocol::Query:
        case Protocol::Ec2:
            return query::read_document(service, operation, request);
        case Protocol::RestJson:
        case Protocol::RestXml:
            return rest::read_document(service, operation, request);
    }
    return json::value();
}

// A value of a wrong kind.
Error misread(const Service& service, const Error& error) {
    if (error.is(schema::kUnknownName) || !has_kinds(service.protocol))
        return Error{&service.invalid_parameter, error.message};
    return Error{&errors::kSerialization, error.message};
}

}  // namespace

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request) {
    switch (service.protocol) {
        case Protocol::Json11:
            return json11::find_operation(service, request);
        case Protocol::Query:
        case Protocol::Ec2:
            return query::find_operation(service, request);
        case Protocol::RestJson:
        case Protocol::RestXml:
            return rest::find_operation(service, request);
    }
    return nullptr;
}

Result<std::shared_ptr<void>> decode_request(const Service& service, const Operation& operation,
                                             const net::HttpRequest& request) {
    const auto document = read_document(service, operation, request);
    if (!document) return document.error();
    auto typed = operation.make_request();
    const auto read = schema::from_json(operation.input(), *document, typed.get());
    if (!read && !read.error().is(schema::kUnknownName)) return misread(service, read.error());
    const auto checked = check_request(service, operation.input(), *document);
    if (!checked) return checked.error();
    if (!read) return misread(service, read.error());
    return typed;
}

net::HttpResponse encode_response(const Service& service, const Operation& operation,
                                  const void* response, const std::string& request_id) {
    switch (service.protocol) {
        case Protocol::Json11:
            return json11::encode_response(operation, response, request_id);
        case Protocol::Query:
        case Protocol::Ec2:
            return query::encode_response(service, operation, response, request_id);
        case Protocol::RestJson:
        case Protocol::RestXml:
            return rest::encode_response(service, operation, response, request_id);
    }
    return {};
}

net::HttpResponse encode_error(Protocol protocol, const Error& error,
                               const std::string& request_id) {
    switch (protocol) {
        case Protocol::Json11:
            return json11::encode_error(error, request_id);
        case Protocol::Query:
        case Protocol::Ec2:
            return query::encode_error(protocol, error, request_id);
        case Protocol::RestJson:
        case Protocol::RestXml:
            return rest::encode_error(protocol, error, request_id);
    }
    return {};
}

Protocol guess_protocol(const net::HttpRequest& request) {
    if (net::find_header(request.headers, "X-Amz-Target")) return Protocol::Json11;
    const auto type = net::find_header(request.headers, "Content-Type").value_or("");
    if (type.starts_with("application/x-amz-json")) return Protocol::Json11;
    const auto authorization = net::find_header(request.headers, "Authorization").value_or("");
    if (authorization.find("/ec2/aws4_request") != std::string_view::npos) return Protocol::Ec2;
    // An unsigned call names no service, but EC2's API version is nobody else's.
    if (request.body.find("Version=2016-11-15") != std::string::npos) return Protocol::Ec2;
    return Protocol::Query;
}

}  // namespace ikada::aws
