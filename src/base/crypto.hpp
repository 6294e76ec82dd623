#pragma once
// Digests and secrets, over OpenSSL. Safe from any thread.

#include <string>
#include <string_view>

namespace ikada {

// 32 raw bytes.
std::string sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
// HMAC-SHA-256 (RFC 2104), 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);
// `length` characters of [A-Za-z0-9] from the system's secure generator.
std::string secret_token(int length);
// `length` characters of [A-Z2-7], the alphabet of access key ids.
std::string secret_key_id(int length);

}  // namespace ikada
