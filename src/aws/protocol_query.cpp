#include "aws/protocol_query.hpp"

#include "aws/errors.hpp"
#include "aws/query_request.hpp"
#include "aws/utf8.hpp"
#include "aws/xml_response.hpp"

namespace ikada::aws::query {
namespace {

constexpr std::string_view kProlog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::size_t kShownNameMax = 200;  // characters of an unknown action's name

// Parameters come in the body, in the URL, or in both.
std::string parameters(const net::HttpRequest& request) {
    std::string all = request.body;
    if (!request.query().empty()) {
        if (!all.empty()) all += '&';
        all += request.query();
    }
    return all;
}

net::HttpResponse answer(int status, std::string body, const std::string& request_id) {
    return {status,
            {{"Content-Type", "text/xml;charset=UTF-8"}, {"x-amzn-RequestId", request_id}},
            std::move(body)};
}

std::string escaped(std::string_view text) {
    std::string out;
    write_xml_text(text, out);
    return out;
}

std::string error_body(const Error& error, const std::string& request_id) {
    const std::string_view side = error.kind->http_status >= 500 ? "Receiver" : "Sender";
    return fmt::format(
        "{}<ErrorResponse><Error><Type>{}</Type><Code>{}</Code><Message>{}</Message></Error>"
        "<RequestId>{}</RequestId></ErrorResponse>",
        kProlog, side, error.kind->code, escaped(error.message), request_id);
}

std::string ec2_error_body(const Error& error, const std::string& request_id) {
    return fmt::format(
        "{}<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors>"
        "<RequestID>{}</RequestID></Response>",
        kProlog, error.kind->code, escaped(error.message), request_id);
}

}  // namespace

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request) {
    const auto form = parameters(request);
    const auto action = find_in_form(form, "Action");
    if (!action) return fail(errors::kMissingAction, "The request has no Action parameter.");
    const auto version = find_in_form(form, "Version");
    const auto* operation = service.find(*action);
    if (operation != nullptr && version == service.api_version) return operation;
    if (service.protocol == Protocol::Ec2 && operation == nullptr)
        return fail(errors::kInvalidAction,
                    "The action {} is not valid for this web service: ikada does not have it.",
                    shorten(*action, kShownNameMax));
    return fail(errors::kInvalidAction, "Could not find operation {} for version {}",
                shorten(*action, kShownNameMax),
                shorten(version.value_or("NO_VERSION_SPECIFIED"), kShownNameMax));
}

Result<json::value> read_document(const Service& service, const Operation& operation,
                                  const net::HttpRequest& request) {
    const auto form = parse_form(parameters(request));
    if (!form) return Error{&errors::kMalformedQueryString, form.error().message};
    auto document = query_to_json(service.protocol, operation.input(), *form);
    if (!document) return Error{&errors::kMalformedQueryString, document.error().message};
    return document;
}

net::HttpResponse encode_response(const Service& service, const Operation& operation,
                                  const void* response, const std::string& request_id) {
    const auto name = operation.name();
    std::string body(kProlog);
    fmt::format_to(std::back_inserter(body), "<{}Response xmlns=\"{}\">", name,
                   service.xml_namespace);
    if (service.protocol == Protocol::Ec2) {
        fmt::format_to(std::back_inserter(body), "<requestId>{}</requestId>", request_id);
        write_xml_members(operation.output(), response, body);
    } else {
        fmt::format_to(std::back_inserter(body), "<{}Result>", name);
        write_xml_members(operation.output(), response, body);
        fmt::format_to(std::back_inserter(body),
                       "</{}Result><ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata>",
                       name, request_id);
    }
    fmt::format_to(std::back_inserter(body), "</{}Response>", name);
    return answer(200, std::move(body), request_id);
}

net::HttpResponse encode_error(Protocol protocol, const Error& error,
                               const std::string& request_id) {
    return answer(error.kind->http_status,
                  protocol == Protocol::Ec2 ? ec2_error_body(error, request_id)
                                            : error_body(error, request_id),
                  request_id);
}

}  // namespace ikada::aws::query
