#include "aws/paging.hpp"

#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr std::size_t kChecksumBytes = 4;  // tells our tokens from other base64, guards no secret

std::string checksum(std::string_view key) { return sha256(key).substr(0, kChecksumBytes); }

}  // namespace

std::string make_page_token(std::string_view next_key) {
    return base64_encode(checksum(next_key) + std::string(next_key));
}

std::optional<std::string> read_page_token(std::string_view token) {
    const auto bytes = base64_decode(token);
    if (!bytes || bytes->size() < kChecksumBytes) return std::nullopt;
    std::string key = bytes->substr(kChecksumBytes);
    if (!bytes->starts_with(checksum(key))) return std::nullopt;
    return key;
}

}  // namespace ikada::aws
