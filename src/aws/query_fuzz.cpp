// Forms of the query and ec2 protocols: decoded or refused, and an answer of the same is XML.

#include <pugixml.hpp>

#include "aws/fuzzing.hpp"
#include "aws/testing.hpp"

namespace ikada::aws {
namespace {

void feed_both(std::string_view input) {
    for (const auto* service : {&testing::kQueryService, &testing::kEc2Service}) {
        const auto decoded = fuzzing::feed(*service, input);
        if (!decoded.request) continue;
        const auto answer =
            encode_response(*service, *decoded.operation, decoded.request.get(), "r");
        fuzzing::insist(static_cast<bool>(pugi::xml_document().load_string(answer.body.c_str())));
    }
}

}  // namespace
}  // namespace ikada::aws

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::aws::feed_both({reinterpret_cast<const char*>(data), size});
    return 0;
}
