// Signatures: whatever stands in the headers is refused or verified, and what we sign we accept.
// Input: "METHOD target" and header lines, an empty line, the body.

#include "aws/fuzzing.hpp"
#include "aws/sigv4.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr TimePoint kNow{Millis{1'764'000'000'000}};
constexpr std::string_view kKeyId = "AKIAFUZZ";
constexpr std::string_view kSecret = "secret";
constexpr std::string_view kRegion = "us-east-1";

// Headers that a signer writes, or that change what is accepted, must be its own.
bool is_the_signers(const net::Header& header) {
    const auto name = to_lower(header.name);
    return name == "host" || name == "authorization" || name.starts_with("x-amz-");
}

void insist_that_ours_is_accepted(net::HttpRequest request, const KeyRing& keys) {
    std::erase_if(request.headers, is_the_signers);
    if (request.query().find("X-Amz-") != std::string_view::npos) return;
    request.headers.push_back({"Host", "localhost"});
    sign(request, {std::string(kKeyId), std::string(kSecret), ""}, {std::string(kRegion), "ecs"},
         kNow);
    fuzzing::insist(static_cast<bool>(verify(request, keys, kRegion, kNow)));
}

void feed(std::string_view input) {
    static KeyRing keys;
    keys.put(std::string(kKeyId), {std::string(kSecret), {}});
    const auto request = fuzzing::read_request(input);
    const auto verified = verify(request, keys, kRegion, kNow);
    if (!verified)
        for (const auto protocol : {Protocol::Json11, Protocol::Query, Protocol::Ec2})
            fuzzing::insist(!encode_error(protocol, verified.error(), "r").body.empty());
    insist_that_ours_is_accepted(request, keys);
}

}  // namespace
}  // namespace ikada::aws

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::aws::feed({reinterpret_cast<const char*>(data), size});
    return 0;
}
