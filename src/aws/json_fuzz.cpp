// Bodies of JSON 1.1: decoded or refused, and an answer of the same is JSON.

#include "aws/fuzzing.hpp"
#include "aws/testing.hpp"

namespace ikada::aws {
namespace {

void feed(std::string_view input) {
    const auto& service = testing::kJsonService;
    const auto decoded = fuzzing::feed(service, input);
    if (!decoded.request) return;
    const auto answer = encode_response(service, *decoded.operation, decoded.request.get(), "r");
    fuzzing::insist(static_cast<bool>(json::parse(answer.body)));
}

}  // namespace
}  // namespace ikada::aws

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::aws::feed({reinterpret_cast<const char*>(data), size});
    return 0;
}
