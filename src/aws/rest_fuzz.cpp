// REST requests: found or not, decoded or refused; an answer of the same is JSON or XML.
// Input: a line "METHOD target", header lines, an empty line, the body.

#include <pugixml.hpp>

#include "aws/fuzzing.hpp"
#include "aws/testing.hpp"

namespace ikada::aws {
namespace {

bool is_well_formed(const Service& service, const std::string& body) {
    if (body.empty()) return true;
    if (service.protocol == Protocol::RestJson) return static_cast<bool>(json::parse(body));
    return static_cast<bool>(pugi::xml_document().load_string(body.c_str()));
}

void feed(const Service& service, const net::HttpRequest& request) {
    const auto operation = find_operation(service, request);
    if (!operation) return fuzzing::insist(operation.error().kind->http_status == 404);
    const auto decoded = decode_request(service, **operation, request);
    const auto answer = decoded ? encode_response(service, **operation, decoded->get(), "r")
                                : encode_error(service.protocol, decoded.error(), "r");
    fuzzing::insist(is_well_formed(service, answer.body));
}

void feed_both(std::string_view input) {
    const auto request = fuzzing::read_request(input);
    feed(testing::kRestJsonService, request);
    feed(testing::kRestXmlService, request);
}

}  // namespace
}  // namespace ikada::aws

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::aws::feed_both({reinterpret_cast<const char*>(data), size});
    return 0;
}
