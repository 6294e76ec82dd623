#include "base/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdlib>

#include "base/strings.hpp"

namespace ikada {
namespace {

constexpr std::size_t kSha256Bytes = 32;

std::string secret_of(std::string_view alphabet, int length) {
    // Bytes at or above the largest multiple of the alphabet's size would favour its first letters.
    const auto fair = 256 / alphabet.size() * alphabet.size();
    std::string text;
    while (static_cast<int>(text.size()) < length) {
        unsigned char byte = 0;
        if (RAND_bytes(&byte, 1) != 1) std::abort();  // no entropy: nothing secret can be made
        if (byte < fair) text += alphabet[byte % alphabet.size()];
    }
    return text;
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::string digest(kSha256Bytes, '\0');
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
               EVP_sha256(), nullptr);
    return digest;
}

std::string sha256_hex(std::string_view bytes) { return hex_encode(sha256(bytes)); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::string digest(kSha256Bytes, '\0');
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string secret_token(int length) {
    return secret_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}

std::string secret_key_id(int length) {
    return secret_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);
}

}  // namespace ikada
