#include "aws/protocol_json.hpp"

#include "aws/errors.hpp"
#include "aws/utf8.hpp"
#include "schema/json_codec.hpp"

namespace ikada::aws {
namespace {

constexpr std::string_view kContentType = "application/x-amz-json-1.1";
constexpr std::size_t kShownNameMax = 200;  // characters of an unknown operation's name

net::HttpResponse answer(int status, std::string body, const std::string& request_id) {
    return {status,
            {{"Content-Type", std::string(kContentType)}, {"x-amzn-RequestId", request_id}},
            std::move(body)};
}

// "com.amazonaws.ecs#ClientException" → "ClientException"
std::string bare_code(std::string code) {
    const auto hash = code.rfind('#');
    return hash == std::string::npos ? code : code.substr(hash + 1);
}

}  // namespace

namespace json11 {

Result<const Operation*> find_operation(const Service& service, const net::HttpRequest& request) {
    const auto target = net::find_header(request.headers, "X-Amz-Target");
    if (!target)
        return fail(errors::kUnknownOperation,
                    "The request has no X-Amz-Target header; {} expects {}.<operation>.",
                    service.name, service.target_prefix);
    const auto dot = target->rfind('.');
    const bool ours =
        dot != std::string_view::npos && target->substr(0, dot) == service.target_prefix;
    const auto* operation = ours ? service.find(target->substr(dot + 1)) : nullptr;
    if (operation != nullptr) return operation;
    const auto shown = is_plain_text(*target) ? shorten(*target, kShownNameMax) : "that name";
    return fail(errors::kUnknownOperation, "ikada's {} has no operation {}.", service.name, shown);
}

Result<json::value> read_document(const net::HttpRequest& request) {
    if (request.body.empty()) return json::value(json::object{});
    auto document = json::parse(request.body);
    if (!document) return Error{&errors::kSerialization, document.error().message};
    if (!document->is_object())
        return fail(errors::kSerialization, "The request's body is not a JSON object.");
    return document;
}

net::HttpResponse encode_response(const Operation& operation, const void* response,
                                  const std::string& request_id) {
    return answer(200, schema::to_json(operation.output(), response), request_id);
}

net::HttpResponse encode_error(const Error& error, const std::string& request_id) {
    const json::object body{{"__type", error.kind->code}, {"message", error.message}};
    return answer(error.kind->http_status, json::serialize(body), request_id);
}

}  // namespace json11

net::HttpRequest encode_json_call(std::string_view target_prefix, std::string_view operation,
                                  std::string body) {
    net::HttpRequest call;
    call.method = "POST";
    call.headers = {{"Content-Type", std::string(kContentType)},
                    {"X-Amz-Target", fmt::format("{}.{}", target_prefix, operation)}};
    call.body = std::move(body);
    return call;
}

Error decode_json_error(const net::HttpResponse& response) {
    const auto document = json::parse(response.body);
    const auto code = document ? bare_code(json::text(*document, "__type")) : std::string();
    if (code.empty())
        return fail(kRemote, "HTTP {}: {}", response.status, shorten(response.body, kShownNameMax));
    const auto message = json::text(*document, "message", json::text(*document, "Message"));
    return fail(kRemote, "{}: {}", code, message);
}

bool is_remote(const Error& error, std::string_view code) {
    return error.is(kRemote) && error.message.starts_with(fmt::format("{}:", code));
}

}  // namespace ikada::aws
