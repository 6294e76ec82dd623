#include "agent/pause_image.hpp"

#include <cstring>
#include <numeric>

#include "agent/pause_program.hpp"
#include "base/crypto.hpp"

namespace ikada::agent {
namespace {

constexpr std::size_t kTarBlock = 512;
constexpr std::size_t kTagChars = 12;

// POSIX ustar: texts end with NUL, numbers are octal.
struct TarHeader {
    char name[100], mode[8], owner[8], group[8], size[12], modified[12], checksum[8], type;
    char link[100], magic[6], version[2], owner_name[32], group_name[32], major[8], minor[8];
    char prefix[155], rest[12];
};
static_assert(sizeof(TarHeader) == kTarBlock);

template <std::size_t N>
void put(char (&field)[N], std::string_view text) {
    std::memcpy(field, text.data(), std::min(text.size(), N));
}

TarHeader header_of(std::string_view program) {
    TarHeader header{};
    put(header.name, "pause");
    put(header.mode, "0000755");
    put(header.owner, "0000000");
    put(header.group, "0000000");
    put(header.size, fmt::format("{:011o}", program.size()));
    put(header.modified, "00000000000");
    put(header.checksum, "        ");  // counted as blanks
    header.type = '0';
    put(header.magic, "ustar");
    put(header.version, "00");
    const auto* bytes = reinterpret_cast<const unsigned char*>(&header);
    put(header.checksum, fmt::format("{:06o}", std::accumulate(bytes, bytes + kTarBlock, 0u)));
    header.checksum[6] = '\0';
    return header;
}

}  // namespace

std::string pause_image() {
    return "ikada/pause:" + sha256_hex(pause_program()).substr(0, kTagChars);
}

std::string pause_image_tar() {
    const auto program = pause_program();
    const auto header = header_of(program);
    std::string tar(reinterpret_cast<const char*>(&header), kTarBlock);
    tar += program;
    tar.append((kTarBlock - tar.size() % kTarBlock) % kTarBlock, '\0');
    return tar.append(2 * kTarBlock, '\0');  // the end mark
}

}  // namespace ikada::agent
