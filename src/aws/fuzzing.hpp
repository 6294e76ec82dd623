#pragma once
// What fuzz programs of the wire layer and of the services share.

#include <cstdlib>
#include <string>
#include <string_view>

#include "aws/protocol.hpp"
#include "base/json.hpp"
#include "base/strings.hpp"
#include "schema/json_codec.hpp"

namespace ikada::aws::fuzzing {

inline void insist(bool holds) {
    if (!holds) std::abort();  // libFuzzer keeps the input
}

inline net::HttpRequest request_for(const Service& service, const Operation& operation,
                                    std::string_view input) {
    net::HttpRequest request{.method = "POST", .target = "/", .headers = {}, .body = {}};
    if (service.protocol == Protocol::Json11) {
        request.headers = {
            {"X-Amz-Target", fmt::format("{}.{}", service.target_prefix, operation.name())}};
        request.body = input;
    } else {
        request.body =
            fmt::format("Action={}&Version={}&{}", operation.name(), service.api_version, input);
    }
    return request;
}

// "METHOD target", header lines, an empty line, the body.
inline net::HttpRequest read_request(std::string_view input) {
    const auto end = input.find("\n\n");
    net::HttpRequest request;
    if (end != input.npos) request.body = input.substr(end + 2);
    bool first = true;
    for (const auto line : split(input.substr(0, end), '\n')) {
        const auto mark = line.find(first ? ' ' : ':');
        const auto value = mark == line.npos ? std::string_view{} : trim(line.substr(mark + 1));
        const std::string name(line.substr(0, mark));
        if (first) {
            request.method = name;
            request.target = value;
        } else {
            request.headers.push_back({name, std::string(value)});
        }
        first = false;
    }
    return request;
}

// What was decoded has one form, and that form is read again as the same.
inline void insist_on_round_trip(const schema::Type& type, const Operation& operation,
                                 const void* decoded) {
    const auto text = schema::to_json(type, decoded);
    const auto document = json::parse(text);
    insist(static_cast<bool>(document));
    const auto again = operation.make_request();
    insist(static_cast<bool>(schema::from_json(type, *document, again.get())));
    insist(schema::to_json(type, again.get()) == text);
}

// The input's first byte chooses the operation, the rest is the request's body. Whatever comes is
// decoded or refused with a text that its protocol can carry.
//   Returns the operation and the typed request, if there is one.
struct Decoded {
    const Operation* operation = nullptr;
    std::shared_ptr<void> request = nullptr;
};
inline Decoded feed(const Service& service, std::string_view input) {
    if (input.empty() || service.operations.empty()) return {};
    const auto place = static_cast<unsigned char>(input[0]) % service.operations.size();
    const auto request = request_for(service, service.operations[place], input.substr(1));
    const auto operation = find_operation(service, request);
    if (!operation) return {};  // a form may hold another Action
    auto decoded = decode_request(service, **operation, request);
    if (!decoded) {
        insist(!encode_error(service.protocol, decoded.error(), "r").body.empty());
        return {};
    }
    insist_on_round_trip((*operation)->input(), **operation, decoded->get());
    return {*operation, *std::move(decoded)};
}

}  // namespace ikada::aws::fuzzing
